// axe on the pages that everyone sees.
import { test } from "../fixtures/app";
import { expectAccessible } from "../fixtures/a11y";

const PAGES = [
  "/",
  "/processes/plan-action-2027",
  "/processes/plan-action-2027/proposals",
  "/processes/plan-action-2027/proposals?q=rien-de-tel",
  "/proposals/PAN27-P1",
  "/proposals/PAN27-P1/lineage",
  "/proposals/PAN27-P1/history",
  "/processes/plan-action-2025/commitments",
  "/commitments/PAN25-E1",
  "/commitments/PAN25-E1/lineage",
  "/proposals/PAN25-P3/lineage",
  "/comments/PAN25-C12/lineage",
  "/decisions/PAN25-D14/lineage",
  "/milestones/PAN25-M1/lineage",
  "/proposals/PAN25-P3/versions/1",
  "/processes/plan-action-2025/orphans",
  "/search?q=logement",
  "/sign-up",
  "/sign-in",
  "/accessibility",
  "/no-such-page",
];

for (const path of PAGES) {
  test(`${path} has no violation, narrow or wide, light or dark`, async ({ page }) => {
    test.slow();
    await page.goto(path);
    await expectAccessible(page);
  });
}
