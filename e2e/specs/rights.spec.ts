// What people are owed: what became of their words, a copy of their data, and going
// away, with scripts and without.
import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures/app";
import { account, signIn } from "../fixtures/people";

test("someone asks to be erased, is told what it means, and changes their mind", async ({ page, app }) => {
  const me = await account(app);
  await signIn(page, me);
  await page.goto("/account");
  await page.locator("main").getByRole("link", { name: "Effacer mes données" }).click();
  await page.getByRole("link", { name: "Effacer mon compte" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Effacer mon compte");
  await expect(page.locator("main")).toContainText("Les copies que d’autres ont faites");
  await page.locator("[name=current_password]").fill("pas le bon mot de passe");
  await page.getByRole("button", { name: "Effacer mon compte" }).click();
  await expect(page.locator(".error-summary")).toBeVisible();
  await page.locator("[name=current_password]").fill(me.password);
  await page.getByRole("button", { name: "Effacer mon compte" }).click();
  await expect(page).toHaveURL(/\/account\/erasure$/);
  await expect(page.locator("#asked ~ ul")).toContainText("Tout mon compte");
  expect((await app.lastMail(me.email, /Effacement/)).links.some((link) => link.endsWith("/account/erasure"))).toBe(true);
  await page.getByRole("button", { name: /Annuler la demande/ }).click();
  await expect(page.getByRole("status")).toContainText("Rien n’est effacé");
});

test("someone leaves, and nothing says that they were there", async ({ page, app }, info) => {
  const me = await account(app);
  await signIn(page, me);
  await page.goto("/proposals/PAN27-P2");
  const words = `Un mot que personne n'écrit : zibelinette-${info.project.name}.`;
  const form = page.locator("form:has([name=body])");
  await form.locator("[name=body]").fill(words);
  await form.locator("[name=stance][value=neutral]").check();
  await form.getByRole("button").last().click();
  await expect(page.locator("main")).toContainText(`zibelinette-${info.project.name}`);
  await page.goto("/account/erasure/account");
  await page.locator("[name=current_password]").fill(me.password);
  await page.getByRole("button", { name: "Effacer mon compte" }).click();
  await expect(page).toHaveURL(/\/account\/erasure$/);
  expect(await app.parvis(["user", "erasures", "run", "--now"])).toContain("1 accounts");
  await page.goto("/proposals/PAN27-P2");
  await expect(page.locator("main")).not.toContainText(`zibelinette-${info.project.name}`);
  await expect(page.locator("main")).toContainText("Contribution effacée à la demande de son auteur");
  await page.goto("/sign-in");
  await page.locator("[name=email]").fill(me.email);
  await page.locator("[name=password]").fill(me.password);
  await page.locator('form[action^="/sign-in"]').getByRole("button").click();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("someone takes a copy of everything", async ({ page, app }) => {
  const me = await account(app);
  await signIn(page, me);
  await page.goto("/account/data");
  await page.locator("[name=format][value=json]").check();
  await page.locator("[name=current_password]").fill(me.password);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Télécharger mes données" }).click(),
  ]);
  const copy = JSON.parse(await readFile(await download.path(), "utf8")) as { account: { email: string }[] };
  expect(copy.account[0]?.email).toBe(me.email);
});
