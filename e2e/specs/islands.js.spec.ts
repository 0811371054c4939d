// The islands: what they spare their user, and that nothing is lost when they fail.
import { expect, hydrated, test } from "../fixtures/app";
import { account, signIn } from "../fixtures/people";

const PROPOSAL = "/proposals/PAN27-P1";

/** Counts how often the document itself is loaded. */
function documents(page: import("@playwright/test").Page): () => number {
  let count = 0;
  page.on("request", (request) => (count += Number(request.isNavigationRequest())));
  return () => count;
}

test.describe("voting", () => {
  test("shows the new choice and figures on the page that one reads", async ({ page, app }) => {
    await signIn(page, await account(app));
    await page.goto(PROPOSAL);
    await hydrated(page);
    const loads = documents(page);
    const agree = page.locator("button[name=choice][value=agree]");
    const figure = page.locator(".tally [data-tally=agree]").first();
    const before = Number((await figure.textContent())?.replace(/\D/g, ""));

    await agree.click();
    await expect(agree).toHaveAttribute("aria-pressed", "true");
    await expect(figure).toHaveText(String(before + 1));
    await expect(page.getByRole("status").filter({ hasText: "enregistré" })).toBeVisible();

    await page.locator("button[name=choice][value=none]").click();
    await expect(agree).toHaveAttribute("aria-pressed", "false");
    await expect(figure).toHaveText(String(before));
    expect(loads()).toBe(0);
  });

  test("records the last of several quick changes", async ({ page, app }) => {
    await signIn(page, await account(app));
    await page.goto(PROPOSAL);
    await hydrated(page);
    for (const choice of ["agree", "disagree", "mixed"]) {
      await page.locator(`button[name=choice][value=${choice}]`).click();
    }
    await expect(page.locator("form[aria-busy]")).toHaveCount(0);
    await page.reload();
    await expect(page.locator("button[name=choice][value=mixed]")).toHaveAttribute("aria-pressed", "true");
  });

  test("goes the form's own way when the answer is not what it expects", async ({ page, app }) => {
    await signIn(page, await account(app));
    await page.goto(PROPOSAL);
    await hydrated(page);
    await page.route("**/vote", (route) =>
      route.request().isNavigationRequest() ? route.continue() : route.fulfill({ status: 500, body: "?" }),
    );
    await Promise.all([page.waitForEvent("load"), page.locator("button[name=choice][value=agree]").click()]);
    await expect(page.locator("button[name=choice][value=agree]")).toHaveAttribute("aria-pressed", "true");
  });
});

test.describe("commenting", () => {
  test("counts, keeps a text through an accident, and leads to the comment", async ({ page, app }) => {
    await signIn(page, await account(app));
    await page.goto(PROPOSAL);
    await hydrated(page);
    const text = page.locator("form [name=body]");
    const words = `Une remarque écrite le ${Date.now()}.`;
    await text.fill(words);
    await expect(page.locator("[data-count-for=body]")).toContainText(/restants/);

    await page.reload();
    await hydrated(page);
    await expect(text).toHaveValue(words);

    await page.locator("form:has([name=body]) [name=stance][value=neutral]").check();
    await page.locator("form:has([name=body]) button:not([formaction])").last().click();
    await page.waitForURL(/#PAN27-C\d+$/);
    await expect(page.locator(`:target`)).toContainText(words);
    await expect(text).toHaveValue("");
  });

  test("shows what is wrong beside the field", async ({ page, app }) => {
    await signIn(page, await account(app));
    await page.goto(PROPOSAL);
    await hydrated(page);
    const loads = documents(page);
    const form = page.locator("form:has([name=body])");
    await form.evaluate((element: HTMLFormElement) => (element.noValidate = true));
    await form.locator("[name=body]").fill("x");
    await form.locator("[name=stance][value=neutral]").check();
    await form.locator("button:not([formaction])").last().click();
    await expect(form.locator("[data-error-for=body]")).toBeVisible();
    await expect(form.locator("[name=body]")).toBeFocused();
    expect(loads()).toBe(0);
  });
});

test("a title shows the proposals that it resembles", async ({ page, app }) => {
  await signIn(page, await account(app));
  const answer = await page.request.get("/api/v1/processes/plan-action-2027/proposals?limit=1");
  const [{ title }] = (await answer.json()).items;
  await page.goto("/processes/plan-action-2027/proposals/new");
  await hydrated(page);
  await page.locator("[name=title]").fill(title);
  await expect(page.locator(".similar-list a").first()).toContainText(title);
  await page.locator("[name=title]").fill("court");
  await expect(page.locator(".similar-list")).toHaveCount(0);
});

test("without its wasm a page works as it was served", async ({ page, app }) => {
  await signIn(page, await account(app));
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto(PROPOSAL);
  await Promise.all([page.waitForEvent("load"), page.locator("button[name=choice][value=mixed]").click()]);
  await expect(page.locator("button[name=choice][value=mixed]")).toHaveAttribute("aria-pressed", "true");
});
