// Two projects on the real binary: `nojs`, a browser that runs no script at all, and
// `js`. A spec runs in both unless its name says otherwise: `*.js.spec.ts` needs
// scripts (islands, axe), `*.nojs.spec.ts` is about their absence.
import { defineConfig, devices } from "@playwright/test";

// What Chromium needs in a container, and no calls home.
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "specs",
  outputDir: "test-results",
  fullyParallel: false,
  workers: process.env.CI ? 1 : 2,
  forbidOnly: !!process.env.CI,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 5_000 },
  reporter: [["list"]],
  use: {
    ...devices["Desktop Chrome"],
    viewport: { width: 1280, height: 900 },
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    screenshot: "only-on-failure",
    trace: "off",
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args },
  },
  projects: [
    { name: "nojs", testIgnore: "**/*.js.spec.ts", use: { javaScriptEnabled: false } },
    { name: "js", testIgnore: "**/*.nojs.spec.ts" },
  ],
});
