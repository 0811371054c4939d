// From a citizen's words to the commitment that they changed, through every hand
// that they pass: with scripts and without.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Page } from "@playwright/test";
import { expect, test, type App } from "../fixtures/app";
import { account, signIn, type Account } from "../fixtures/people";

/** A process in which people propose, staff answer and everyone is consulted, all today. */
async function process(app: App, slug: string, code: string): Promise<void> {
  const day = (shift: number) => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10);
  const phase = (kind: string, title: string) => `
[[phases]]
kind = "${kind}"
titles.fr = "${title}"
starts_at = ${day(-2)}
ends_at = ${day(20)}
`;
  const file = `[process]
slug = "${slug}"
code = "${code}"
lang = "fr"
time_zone = "Europe/Paris"
published = true
titles.fr = "Essai de bout en bout"
summaries.fr = "De la proposition à l’engagement."
${phase("ideation", "Vos propositions")}${phase("triage", "Réponses")}${phase("consultation", "Consultation")}
[[organisations]]
slug = "archives-${slug}"
name = "Service des archives ${code}"
kind = "administration"
part = "answers"
`;
  const dir = await mkdtemp(join(tmpdir(), "parvis-process-"));
  await writeFile(join(dir, "process.toml"), file);
  await app.parvis(["process", "apply", join(dir, "process.toml")]);
  await rm(dir, { recursive: true });
}

/** The next person sits down at this browser. */
async function becomes(page: Page, who: Account): Promise<void> {
  await page.context().clearCookies();
  await signIn(page, who);
}

test("a proposal is triaged, answered, drafted, published, and its page tells it", async ({ page, app }, info) => {
  test.slow();
  const [slug, code] = [`essai-${info.project.name}`, info.project.name.toUpperCase().slice(0, 4)];
  await process(app, slug, code);
  const inHouse = ["--organisation", `archives-${slug}`, "--process", slug];
  const citizen = await account(app);
  const neighbour = await account(app);
  const instructor = await account(app, "instructor", ...inHouse);
  const owner = await account(app, "owner", ...inHouse);

  await becomes(page, citizen);
  await page.goto(`/processes/${slug}/proposals/new`);
  await page.locator("[name=title]").fill("Numériser les registres des communes");
  await page.locator("[name=problem]").fill("Les registres des communes ne se lisent que sur place.");
  await page.locator("[name=body]").fill("Numériser les registres, et les publier en données ouvertes.");
  await page.locator("button[name=intent][value=publish]").click();
  await expect(page).toHaveURL(/\/proposals\/[A-Z]+-P1/);
  const proposal = new URL(page.url()).pathname;

  await becomes(page, neighbour);
  await page.goto(proposal);
  await page.locator("button[name=choice][value=agree]").click();
  await expect(page.locator("button[name=choice][value=agree]")).toHaveAttribute("aria-pressed", "true");
  const comment = page.locator("form:has([name=stance])");
  await comment.locator("[name=stance][value=for]").check();
  await comment.locator("[name=body]").fill("Ma commune n’ouvre ses archives que le mardi.");
  await comment.getByRole("button").last().click();
  await expect(page.locator("#stance-for ~ ol")).toContainText("que le mardi");

  await becomes(page, instructor);
  await page.goto("/");
  await page.getByRole("link", { name: "À traiter" }).click();
  await page.getByRole("link", { name: "Trier et répondre aux propositions" }).click();
  await page.getByRole("link", { name: "Numériser les registres des communes" }).click();
  const decide = async (action: string, choice: string, reason: string) => {
    const form = page.locator(`form[action$="/${action}"]`);
    await page.locator(`details:has(form[action$="/${action}"]) > summary`).click();
    await form.locator(`[value=${choice}]`).check();
    await form.locator("[name=reason]").fill(reason);
    await form.getByRole("button").click();
  };
  await decide("admissibility", "admissible", "La proposition est dans le sujet.");
  await expect(page).toHaveURL(new RegExp(proposal));
  await decide("answer", "retained", "Nous numériserons les registres de cent communes.");
  await expect(page.locator("main")).toContainText("Nous numériserons les registres de cent communes.");

  await becomes(page, owner);
  await page.goto("/desk");
  await page.getByRole("link", { name: "Écrire les projets d’engagement" }).click();
  await page.locator(`a[href$="/commitments/new"]`).click();
  await page.locator("[name=title]").fill("Publier les registres de cent communes");
  await page.locator("[name=lead]").selectOption(`archives-${slug}`);
  await page.locator("[name=problem]").fill("Les registres ne se lisent que sur place.");
  await page.locator("[name=text]").fill("Numériser, puis publier en données ouvertes, les registres de cent communes.");
  await page.locator(`[name=source][value="${proposal.split("/").pop()}"]`).check();
  await page.locator("[name=milestone_title]").first().fill("Les vingt premières communes");
  await page.locator("[name=milestone_due]").first().fill("2030-06-30");
  await page.locator(`form[action$="/commitments"]`).getByRole("button").click();
  await expect(page).toHaveURL(/\/commitments\/[A-Z]+-E1/);
  const commitment = new URL(page.url()).pathname;
  await page.locator(`form[action$="/publish"]`).getByRole("button").click();

  await page.context().clearCookies();
  await page.goto(commitment);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("cent communes");
  await page.goto(`${proposal}/lineage`);
  const thread = page.locator("main");
  for (const words of ["recevable", "retenue", "Publier les registres de cent communes", instructor.name, owner.name]) {
    await expect(thread).toContainText(new RegExp(words, "i"));
  }
  const { lineage } = await (await page.request.get(`/api/v1${proposal}`)).json();
  const relations = lineage.map((step: { relation: string }) => step.relation);
  for (const relation of ["commented_by", "decided_by", "answered_by", "source_of"]) {
    expect(relations).toContain(relation);
  }
});

test("a vote chosen before signing in is shown again, to be confirmed", async ({ page, app }) => {
  const me = await account(app);
  await page.goto("/proposals/PAN27-P3");
  await page.locator("button[name=choice][value=mixed]").click();
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.locator("[name=email]").fill(me.email);
  await page.locator("[name=password]").fill(me.password);
  await page.locator('form[action^="/sign-in"]').getByRole("button").click();
  const kept = page.locator(".notice", { hasText: "Mitigé" });
  await expect(kept).toBeVisible();
  await kept.getByRole("button").click();
  await expect(page.locator(".vote-choice[value=mixed]")).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator(".notice", { hasText: "Mitigé" })).toHaveCount(0);
});
