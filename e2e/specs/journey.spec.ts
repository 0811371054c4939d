// From a stranger to a proposal that others answer, with scripts and without.
import { expect, test } from "../fixtures/app";
import { account, signIn } from "../fixtures/people";

test("someone signs up, confirms the address and publishes a proposal", async ({ page, app }, info) => {
  const me = {
    email: `someone-${info.project.name}@example.org`,
    name: `Someone ${info.project.name}`,
    password: "cinq mots sans lien : bouée, tapis, orage, velours, clou",
  };
  await page.goto("/sign-up");
  await page.locator("[name=email]").fill(me.email);
  await page.locator("[name=name]").fill(me.name);
  await page.locator("[name=password]").fill(me.password);
  await page.locator("[name=terms]").check();
  await page.locator('form[action="/sign-up"]').getByRole("button").click();
  await expect(page).toHaveURL(/\/sign-up\/check-mail$/);

  const mail = await app.lastMail(me.email);
  const link = mail.links.find((link) => link.startsWith(app.url) && new URL(link).pathname !== "/");
  await page.goto(link ?? "no link in the mail");
  await page.locator("main form").getByRole("button").click();
  await signIn(page, me);

  await page.goto("/processes/plan-action-2027/proposals/new");
  const title = `Ouvrir les horaires des bibliothèques, ${info.project.name}`;
  await page.locator("[name=title]").fill(title);
  await page.locator("[name=problem]").fill("Les horaires sont affichés sur la porte, et nulle part ailleurs.");
  await page.locator("[name=body]").fill("Publier les horaires de chaque bibliothèque en données ouvertes.");
  await page.locator("[name=theme]").selectOption({ index: 1 });
  await page.locator("button[name=intent][value=publish]").click();
  await expect(page).toHaveURL(/\/proposals\/PAN27-P\d+/);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(title);
});

test("a vote can be given, changed and withdrawn", async ({ page, app }) => {
  await signIn(page, await account(app));
  await page.goto("/proposals/PAN27-P2");
  const choice = (value: string) => page.locator(`button[name=choice][value=${value}]`);
  await choice("agree").click();
  await expect(choice("agree")).toHaveAttribute("aria-pressed", "true");
  await choice("disagree").click();
  await expect(choice("disagree")).toHaveAttribute("aria-pressed", "true");
  await expect(choice("agree")).toHaveAttribute("aria-pressed", "false");
  await choice("none").click();
  await expect(choice("disagree")).toHaveAttribute("aria-pressed", "false");
  await page.reload();
  await expect(choice("disagree")).toHaveAttribute("aria-pressed", "false");
  await expect(choice("none")).toBeHidden();
});

test("what a visitor writes is still there after signing in", async ({ page, app }) => {
  const me = await account(app);
  await page.goto("/proposals/PAN27-P2");
  const form = page.locator("form:has([name=body])");
  const words = "Écrit avant de savoir qu'il fallait un compte.";
  await form.locator("[name=body]").fill(words);
  await form.locator("[name=stance][value=question]").check();
  await form.getByRole("button").last().click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.locator("[name=email]").fill(me.email);
  await page.locator("[name=password]").fill(me.password);
  await page.locator('form[action^="/sign-in"]').getByRole("button").click();
  await expect(page.locator("form [name=body]")).toHaveValue(words);
  await expect(page.locator("form [name=stance][value=question]")).toBeChecked();
});
