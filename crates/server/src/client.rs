//! Where a request comes from, as limits count it. `X-Forwarded-For` is believed
//! only from proxies that the operator named, from the right: anything further
//! left is what the client chose to say. An IPv6 client is its /64, which is
//! what one subscriber has.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use anyhow::{Context, Result, ensure};
use axum::http::HeaderMap;

/// The other end of the connection; none in tests that use no socket.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// A range of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    base: IpAddr,
    bits: u8,
}

/// The proxies whose word is taken.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<Range>);

impl Proxies {
    /// Reads addresses and CIDR ranges.
    ///
    /// # Errors
    /// When one is neither; it is named.
    pub fn parse(ranges: &[String]) -> Result<Self> {
        let read = |range: &String| {
            Range::parse(range)
                .with_context(|| format!("server.trusted_proxies: “{range}” is not an address or a range"))
        };
        Ok(Self(ranges.iter().map(read).collect::<Result<_>>()?))
    }

    /// This address is a proxy's.
    #[must_use]
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|range| range.holds(address))
    }

    /// The client: the rightmost hop that is not a proxy's.
    #[must_use]
    pub fn client(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> String {
        let Some(mut client) = peer.map(|peer| peer.to_canonical()) else { return "local".to_owned() };
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let mut hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        while self.trusts(client) {
            // A hop that cannot be read is as far as one can see.
            match hops.next().and_then(hop) {
                Some(before) => client = before,
                None => break,
            }
        }
        counted(client)
    }
}

impl Range {
    fn parse(text: &str) -> Result<Self> {
        let (base, bits) = text.split_once('/').map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.parse()?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse)?;
        ensure!(bits <= most, "too many bits");
        Ok(Self { base, bits })
    }

    fn holds(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                (u32::from(base) ^ u32::from(address)).leading_zeros() >= u32::from(self.bits)
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                (u128::from(base) ^ u128::from(address)).leading_zeros() >= u32::from(self.bits)
            }
            _ => false,
        }
    }
}

/// One hop: an address, perhaps with a port.
fn hop(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(inside, _)| inside);
    let address: Option<IpAddr> = bare.parse().ok();
    address.or_else(|| text.parse::<SocketAddr>().ok().map(|both| both.ip())).map(|address| address.to_canonical())
}

/// The key under which limits count an address.
#[must_use]
pub fn counted(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            format!("{}/64", Ipv6Addr::from(network))
        }
    }
}

/// A client of [`counted`] is this very machine, or came by no socket.
#[must_use]
pub fn is_this_machine(client: &str) -> bool {
    client == "local" || client.starts_with("127.") || client == "::/64"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(ranges: &[&str]) -> Proxies {
        Proxies::parse(&ranges.iter().map(|range| (*range).to_owned()).collect::<Vec<_>>()).expect("ranges")
    }

    fn client(trusted: &[&str], peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", line.parse().expect("a header"));
        }
        proxies(trusted).client(Some(peer.parse().expect("an address")), &headers)
    }

    #[test]
    fn a_stranger_cannot_say_who_it_is() {
        assert_eq!(client(&[], "203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
        assert_eq!(client(&["10.0.0.0/8"], "203.0.113.9", &["1.2.3.4"]), "203.0.113.9");
    }

    #[test]
    fn the_rightmost_hop_that_is_not_a_proxy_is_the_client() {
        let trusted = &["10.0.0.0/8", "127.0.0.1"];
        assert_eq!(client(trusted, "10.1.2.3", &["1.2.3.4"]), "1.2.3.4");
        assert_eq!(client(trusted, "10.1.2.3", &["6.6.6.6, 1.2.3.4"]), "1.2.3.4");
        assert_eq!(client(trusted, "127.0.0.1", &["6.6.6.6, 1.2.3.4, 10.9.9.9"]), "1.2.3.4");
        assert_eq!(client(trusted, "10.1.2.3", &["6.6.6.6", "1.2.3.4", "10.0.0.7"]), "1.2.3.4");
        assert_eq!(client(trusted, "10.1.2.3", &["1.2.3.4:5678"]), "1.2.3.4");
    }

    #[test]
    fn a_hop_that_cannot_be_read_hides_what_is_behind_it() {
        for line in ["1.2.3.4, unknown", "1.2.3.4,", "1.2.3.4, <script>", ""] {
            assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &[line]), "10.1.2.3", "{line}");
        }
        assert_eq!(client(&["10.0.0.0/8"], "10.1.2.3", &[]), "10.1.2.3");
    }

    #[test]
    fn an_ipv6_client_is_its_64() {
        assert_eq!(client(&[], "2001:db8:1:2:3:4:5:6", &[]), "2001:db8:1:2::/64");
        assert_eq!(client(&["::1"], "::1", &["[2001:db8:1:2:ffff::1]:443"]), "2001:db8:1:2::/64");
        assert_eq!(client(&[], "::ffff:203.0.113.9", &[]), "203.0.113.9");
        assert_eq!(client(&["fd00::/8"], "fd00::7", &["2001:db8::1"]), "2001:db8::/64");
    }

    #[test]
    fn this_machine_is_known_by_its_addresses() {
        for here in ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
            assert!(is_this_machine(&client(&[], here, &[])), "{here}");
        }
        for elsewhere in ["203.0.113.9", "2001:db8::1"] {
            assert!(!is_this_machine(&client(&[], elsewhere, &[])), "{elsewhere}");
        }
    }

    #[test]
    fn a_range_that_is_none_is_named() {
        for bad in ["10.0.0.0/33", "::/129", "proxy.example", "10.0.0/8", ""] {
            let error = Proxies::parse(&[bad.to_owned()]).expect_err(bad).to_string();
            assert!(error.contains(bad), "{error}");
        }
    }
}
