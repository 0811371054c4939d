// axe on what only those who are signed in see: forms, the account, staff screens.
import { test, type App } from "../fixtures/app";
import { expectAccessible } from "../fixtures/a11y";
import { signIn } from "../fixtures/people";

const PAGES: Record<string, string[]> = {
  participant: ["/proposals/PAN27-P13", "/processes/plan-action-2027/proposals/new", "/account"],
  instructor: [
    "/desk",
    "/processes/plan-action-2027/triage",
    "/processes/plan-action-2027/triage?open=PAN27-P13",
    "/proposals/PAN27-P13",
  ],
  owner: ["/processes/plan-action-2025/commitments/new", "/processes/plan-action-2025/commitments"],
  moderator: ["/processes/plan-action-2025/moderation", "/processes/plan-action-2025/register"],
  admin: [
    "/admin",
    "/admin/acts",
    "/admin/grants",
    "/admin/jobs",
    "/admin/organisations",
    "/admin/pages/terms",
    "/admin/processes/new",
    "/admin/processes/plan-action-2027",
    "/admin/processes/plan-action-2027/phases",
  ],
};

/** One of the accounts that the demo printed. */
function demo(app: App, role: string) {
  const password = /Password of all: (\S+)/.exec(app.demo)?.[1] ?? "";
  return { email: `${role}@demo.invalid`, name: role, password };
}

for (const [role, paths] of Object.entries(PAGES)) {
  for (const path of paths) {
    test(`${path} has no violation for the ${role}`, async ({ page, app }) => {
      test.slow();
      await signIn(page, demo(app, role));
      await page.goto(path);
      await expectAccessible(page);
    });
  }
}
