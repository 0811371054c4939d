// axe on the pages about oneself, and on the public register.
import { test } from "../fixtures/app";
import { expectAccessible } from "../fixtures/a11y";
import { account, signIn } from "../fixtures/people";

test("the pages about oneself have no violation, narrow or wide, light or dark", async ({ page, app }) => {
  test.slow();
  const me = await account(app);
  await signIn(page, me);
  for (const path of [
    "/account/contributions",
    "/account/votes",
    "/account/data",
    "/account/erasure",
    "/account/erasure/account",
    "/processes/plan-action-2027/register",
  ]) {
    await page.goto(path);
    await expectAccessible(page);
  }
});
