// Fills forms in a real browser, as people do, and reports what came of it, as JSON.
//
//   node filling.mjs JOBS.json REPORT.json
//
// JOBS: {browser, modules, forms: [{name, path, width, lang, dark, how, wanted, typed}]}
// `wanted` holds the values to tick by the name of the inputs; `typed` what to type, by id.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [jobsPath, reportPath] = process.argv.slice(2);
const jobs = JSON.parse(readFileSync(jobsPath, "utf-8"));
const require = createRequire(`${jobs.modules}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const browser = await chromium.launch({ executablePath: jobs.browser, args: ["--no-sandbox"] });

const STEPS = 600; // of the Tab key: more than any form has

async function opened(job) {
  const context = await browser.newContext({
    viewport: { width: job.width ?? 1200, height: 800 },
    colorScheme: job.dark ? "dark" : "light",
    reducedMotion: "reduce", // what moves is nowhere yet
    javaScriptEnabled: job.how !== "no-script",
  });
  const page = await context.newPage();
  const seen = { requests: [], complaints: [], dialogs: [], axe: [], rules: [] };
  context.on("request", (request) => seen.requests.push(request.url()));
  page.on("console", (message) => seen.complaints.push(message.text()));
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("dialog", (dialog) => { seen.dialogs.push(dialog.type()); dialog.accept(); });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective}`);
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href^='mailto:']");
      if (link) { event.preventDefault(); window.mailed = link.href; }
    }, true);
  });
  await page.goto(pathToFileURL(job.path).href);
  return { context, page, seen };
}

async function inspect(page, seen) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run());
  seen.axe.push(...result.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((n) => n.html).join(" ")}`,
  ));
  seen.rules.push(...result.passes.map(({ id }) => id));
  seen.overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

const input = (page, name, value) => page.locator(`input[name="${name}"][value="${value}"]`);
const kept = async (download) => ({
  file: download.suggestedFilename(), text: readFileSync(await download.path(), "utf-8"),
});

async function byMouse(page, job) {
  const button = page.locator(`[data-language="${job.lang}"]`);
  if (await button.count()) await button.click();
  for (const [name, values] of Object.entries(job.wanted)) {
    for (const value of values) await page.locator("label", { has: input(page, name, value) }).click();
  }
  for (const [id, text] of Object.entries(job.typed)) await page.locator(`#${id}`).fill(text);
  const waiting = page.waitForEvent("download");
  await page.locator("#save").click();
  return kept(await waiting);
}

const at = (page) => page.evaluate(() => {
  const one = document.activeElement;
  const shown = (one.closest("label") ?? one).getBoundingClientRect();
  const bar = document.querySelector(".bar").getBoundingClientRect();
  const inBar = one.closest(".bar") !== null;
  const style = getComputedStyle(one.closest("label") ?? one);
  return {
    type: one.type ?? one.tagName, id: one.id, name: one.name, value: one.value,
    language: one.dataset.language, checked: one.checked === true,
    seen: inBar || (shown.top >= 0 && shown.top + Math.min(shown.height, 30) <= bar.top),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  };
});

// Nothing but the Tab key, the space bar, the arrows, Enter and letters.
async function byKeyboard(page, job, seen) {
  seen.unseen = [];
  const press = (key) => page.keyboard.press(key);
  for (let step = 0; step < STEPS; step += 1) {
    await press("Tab");
    let here = await at(page);
    if (!here.seen || !here.outlined) seen.unseen.push(here);
    if (here.language === job.lang) await press("Enter");
    const wanted = job.wanted[here.name] ?? [];
    if (here.type === "checkbox" && wanted.includes(here.value)) await press("Space");
    if (here.type === "radio" && wanted.length) {
      const start = here.value;
      if (wanted[0] === start) await press("Space");
      while (here.value !== wanted[0]) {
        await press("ArrowDown");
        here = await at(page);
        if (here.value === start) throw new Error(`${here.name}: no ${wanted[0]}`);
      }
    }
    if (here.id in job.typed) await page.keyboard.insertText(job.typed[here.id]);
    if (here.id === "save") {
      const waiting = page.waitForEvent("download");
      await press("Enter");
      return kept(await waiting);
    }
  }
  throw new Error("the button that saves was never reached");
}

const said = (page) => page.evaluate(() => ({
  status: [...document.querySelectorAll("[role=status]")].map((p) => p.textContent).join(""),
  shown: [...document.querySelectorAll(".refused")].map((p) => p.textContent).join(""),
}));

const ways = {
  async fill({ page, seen }, job) {
    await inspect(page, seen);
    const done = job.keyboard ? await byKeyboard(page, job, seen) : await byMouse(page, job);
    await inspect(page, seen);
    return {
      ...done, ...await said(page),
      progress: await page.locator("#progress").textContent(),
      lang: await page.evaluate(() => [document.documentElement.lang, document.title]),
    };
  },

  // Each of `clicks` is [name, value]; after each, what is ticked and what was said.
  async click({ page, seen }, job) {
    const told = [];
    for (const [name, value] of job.clicks) {
      await page.locator("label", { has: input(page, name, value) }).click();
      const ticked = await page.evaluate(() => [...document.querySelectorAll("input:checked")]
        .map((one) => `${one.name}=${one.value}`));
      told.push({ ticked, ...await said(page) });
    }
    await inspect(page, seen);
    return { told, disabled: await page.locator("input:disabled").count() };
  },

  async copy({ page, context, seen }, job) {
    if (job.allowed) await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    else await page.evaluate(() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); });
    await byMouse(page, job);
    await page.locator("#copy").click();
    await page.waitForFunction(() => document.querySelector("#text").value !== "");
    await inspect(page, seen);
    return {
      ...await said(page),
      area: await page.locator("#as-text").isVisible(),
      text: job.allowed ? await page.evaluate(() => navigator.clipboard.readText())
        : await page.evaluate(() => document.getSelection().toString()),
    };
  },

  async mail({ page }, job) {
    const files = [];
    const before = await page.evaluate(() => window.mailed ?? null);
    await byMouse(page, job);
    page.on("download", (download) => files.push(download.suggestedFilename()));
    await page.locator("#mail").click();
    await page.waitForTimeout(300);
    return { before, files, href: await page.evaluate(() => window.mailed), ...await said(page) };
  },

  async leave({ page, seen }, job) {
    if (job.clicks.length) await ways.click({ page, seen }, job);
    if (job.saved) {
      const waiting = page.waitForEvent("download");
      await page.locator("#save").click();
      await waiting;
    }
    await Promise.all([page.waitForEvent("close"), page.close({ runBeforeUnload: true })]);
    return {};
  },

  async print({ page }, job) {
    await page.pdf({ path: job.pdf, format: "Letter" });
    return { disabled: await page.locator("input:disabled").count() };
  },

  async "no-script"({ page }) {
    return {
      told: await page.locator("noscript").innerText(),
      bar: await page.locator(".bar").isVisible(),
      disabled: await page.locator("input:disabled").count(),
    };
  },
};

const report = {};
for (const job of jobs.forms) {
  const { context, page, seen } = await opened(job);
  report[job.name] = { ...await ways[job.how]({ context, page, seen }, job), ...seen };
  await context.close();
}
await browser.close();
writeFileSync(reportPath, JSON.stringify(report));
