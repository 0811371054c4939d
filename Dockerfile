# syntax=docker/dockerfile:1
# The server with its client and assets: docker build -t parvis .

FROM rust:1-bookworm AS build
WORKDIR /src
# First of all what changes rarely: the toolchain and its wasm target.
COPY rust-toolchain.toml .
RUN rustup target add wasm32-unknown-unknown
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo xtask dist /dist

FROM debian:bookworm-slim
# curl asks the server for its health; the certificates are for mail by TLS.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates curl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --create-home --home-dir /app parvis
COPY --from=build /dist /app
# What the server writes: an embedded database, by default its mails, and apart from
# both what the public log signs with and signed last.
RUN mkdir -p /app/var/mail /app/var/data /app/var/log && chown -R parvis /app/var/mail /app/var/data /app/var/log
WORKDIR /app
USER parvis
VOLUME ["/app/var/data", "/app/var/log"]
ENV PARVIS_ENV=production \
    PARVIS__SERVER__BIND=0.0.0.0:3000 \
    PARVIS__DATABASE__URL=sqlite:///app/var/data/parvis.sqlite?mode=rwc \
    PARVIS__LOG__KEY_FILE=/app/var/log/log.key \
    PARVIS__LOG__STATE_FILE=/app/var/log/log.state \
    PARVIS__LOG__ERASURES_FILE=/app/var/log/log.erasures
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["curl", "--fail", "--silent", "--output", "/dev/null", "http://127.0.0.1:3000/readyz"]
ENTRYPOINT ["/app/parvis"]
CMD ["serve"]
