// What a page costs its reader, measured on the wire.
import { expect, test } from "../fixtures/app";
import { account, signIn } from "../fixtures/people";
import { type Page } from "@playwright/test";

/** Bytes on the wire, and what was loaded, while something is done. */
async function loading(page: Page, act: () => Promise<unknown>): Promise<{ bytes: number; urls: string[] }> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const seen = { bytes: 0, urls: [] as string[] };
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (seen.bytes += encodedDataLength));
  session.on("Network.requestWillBeSent", ({ request }) => seen.urls.push(request.url));
  await act();
  await page.waitForLoadState("networkidle");
  return seen;
}

const PUBLIC = [
  "/",
  "/processes/plan-action-2027",
  "/processes/plan-action-2027/proposals",
  "/proposals/PAN27-P1",
  "/search?q=logement",
  "/sign-up",
  "/sign-in",
];

for (const path of PUBLIC) {
  test(`a first visit to ${path} is light and brings no script`, async ({ page }) => {
    const { bytes, urls } = await loading(page, () => page.goto(path));
    expect(bytes, urls.join("\n")).toBeLessThanOrEqual(60_000);
    expect(urls.filter((url) => /\.(js|wasm)(\?|$)/.test(url))).toEqual([]);
    await expect(page.locator("script")).toHaveCount(0);
  });
}

test("islands add at most 120 kB, to those who can use them", async ({ page, app, javaScriptEnabled }) => {
  await signIn(page, await account(app));
  const { bytes, urls } = await loading(page, () => page.goto("/proposals/PAN27-P1"));
  expect(bytes, urls.join("\n")).toBeLessThanOrEqual(180_000);
  expect(urls.some((url) => url.endsWith(".wasm"))).toBe(javaScriptEnabled !== false);
});
