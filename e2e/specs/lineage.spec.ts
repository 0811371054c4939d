// From somebody's words to a milestone, and back, along the picture and the list.
import { expect, test } from "../fixtures/app";

test("the thread leads from the words to the milestone, and back, by picture and by list", async ({ page }) => {
  await page.goto("/proposals/PAN25-P3/lineage");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Ce que devient cette contribution");

  // The first version, as it was.
  await page.goto("/proposals/PAN25-P3");
  const now = await page.getByRole("heading", { level: 1 }).innerText();
  await page.goto("/proposals/PAN25-P3/lineage");
  const picture = page.locator(".graph svg").first();
  await expect(picture.getByRole("link", { name: /^PAN25-P3 Proposition/ })).toBeVisible();
  await picture.getByRole("link", { name: /^PAN25-P3 Proposition/ }).click();
  await expect(page).toHaveURL(/\/proposals\/PAN25-P3\/versions\/1$/);
  await expect(page.getByText("Ce texte a changé depuis")).toBeVisible();
  await page.getByRole("link", { name: "Lire la dernière version" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(now);

  // The picture and the list say the same.
  await page.goto("/proposals/PAN25-P3/lineage");
  const nodes = await page.locator(".graph a").count();
  const lines = await page.locator(".graph path.graph-line").count();
  await page.getByText("La même chose en liste").click();
  await expect(page.locator("tr[data-node]")).toHaveCount(nodes);
  await expect(page.locator("tr[data-node] li")).toHaveCount(lines);

  // On to the commitment's milestone, and back from it.
  await page.locator("tr[data-node='PAN25-M1/1']").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/commitments\/PAN25-E1#PAN25-M1$/);
  await page.goto("/milestones/PAN25-M1/lineage");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("D’où vient ce jalon");
  await expect(page.getByText("Le jalon, à sa date.")).toBeVisible();
  await page.getByRole("region", { name: /défile/ }).getByRole("link", { name: /^PAN25-P3 · v2/ }).click();
  await expect(page).toHaveURL(/\/proposals\/PAN25-P3$/);
});

test("the picture is reached and scrolled with the keyboard on a narrow screen", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto("/proposals/PAN25-P3/lineage");
  const region = page.getByRole("region", { name: /défile/ });
  await region.focus();
  const before = await region.evaluate((box) => box.scrollLeft);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => region.evaluate((box) => box.scrollLeft)).toBeGreaterThan(before);
  await page.keyboard.press("Tab");
  await expect(page.locator(".graph a").first()).toBeFocused();
});

test("what still waits for an answer is counted, listed and downloaded", async ({ page }) => {
  await page.goto("/processes/plan-action-2025");
  await page.getByRole("link", { name: "Ce qui attend encore une réponse" }).click();
  const row = page.getByRole("row", { name: /Commentaires sans réponse/ });
  const count = Number((await row.getByRole("cell").first().innerText()).replace(/\D/g, ""));
  await row.getByRole("link").click();
  await expect(page).toHaveURL(/kind=comment_unanswered/);
  const path = new URL(page.url()).pathname;
  const csv = await (await page.request.get(`${path}.csv?kind=comment_unanswered`)).text();
  expect(csv.trim().split("\r\n").length - 1).toBe(count);
  const data = await (await page.request.get(`/api/v1${path}?kind=comment_unanswered`)).json();
  expect(data.items.length).toBe(count);
});
