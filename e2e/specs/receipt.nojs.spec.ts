// What one holds against the platform: the receipt of one's own words, checked
// outside of the browser by the verifier.
import { expect, test } from "../fixtures/app";
import { account, signIn } from "../fixtures/people";

test("someone publishes, takes the receipt and verifies it", async ({ page, app }, info) => {
  await signIn(page, await account(app));
  await page.goto("/processes/plan-action-2027/proposals/new");
  await page.locator("[name=title]").fill("Publier les comptes rendus des conseils d'école");
  await page.locator("[name=problem]").fill("Ils sont affichés une semaine, puis ils disparaissent.");
  await page.locator("[name=body]").fill("Les publier tous, au même endroit, pendant cinq ans.");
  await page.locator("[name=theme]").selectOption({ index: 1 });
  await page.locator("button[name=intent][value=publish]").click();
  const notice = page.getByRole("status").filter({ hasText: "Votre proposition est publiée" });
  await expect(notice).toContainText("Gardez votre reçu");

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    notice.getByRole("link", { name: "Télécharger le reçu" }).click(),
  ]);
  const file = info.outputPath(download.suggestedFilename());
  await download.saveAs(file);
  await notice.getByRole("link", { name: "Ce que prouve un reçu" }).click();
  await expect(page.locator("main pre").first()).toContainText(`parvis log verify ${app.url}/log --receipt`);

  // The log follows within seconds; until then the promise is kept or not yet due.
  await expect(async () => {
    expect(await app.parvis(["log", "verify", `${app.url}/log`, "--receipt", file])).toContain("nothing is wrong");
  }).toPass({ timeout: 30_000 });
});

test("the receipt of a vote comes after a warning, and reading changes nothing", async ({ page, app }) => {
  await signIn(page, await account(app));
  await page.goto("/proposals/PAN27-P3");
  await page.locator("button[name=choice][value=agree]").click();
  await page.getByRole("link", { name: "Reçu de mon vote" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Le reçu de votre vote");
  await expect(page.locator("main .notice")).toContainText("pas encore décompté");
  await page.goto("/proposals/PAN27-P4/vote/receipt");
  await expect(page.locator("main")).toContainText("Vous n’avez pas voté ici");
});
