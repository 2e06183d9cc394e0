// Opens pages in a real browser and reports what it sees, as JSON.
//
//   node browser.mjs JOBS.json REPORT.json
//
// JOBS: {browser, modules, pages: [{name, path, widths: [1200, 360], pdf: {A4: "a.pdf"}}]}
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [jobsPath, reportPath] = process.argv.slice(2);
const jobs = JSON.parse(readFileSync(jobsPath, "utf-8"));
const require = createRequire(`${jobs.modules}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");

// What sticks out of the window, and the words that a drawing cuts off.
function measure() {
  const root = document.documentElement;
  const cut = [];
  for (const text of document.querySelectorAll("svg text")) {
    const frame = text.closest("svg").getBoundingClientRect();
    if (frame.width === 0) continue; // drawn for another width
    const box = text.getBoundingClientRect();
    const inside = box.left >= frame.left - 1 && box.right <= frame.right + 1
      && box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
    if (!inside) cut.push(text.textContent);
  }
  const shown = (drawing) => getComputedStyle(drawing).display !== "none";
  return {
    overflow: root.scrollWidth - root.clientWidth,
    cut,
    scripts: document.scripts.length,
    drawings: [...document.querySelectorAll("svg[role=img]")].filter(shown).length,
  };
}

async function look(browser, job) {
  const page = await browser.newPage();
  const seen = { requests: [], complaints: [], dialogs: [], widths: {} };
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("console", (message) => seen.complaints.push(message.text()));
  page.on("pageerror", (error) => seen.complaints.push(String(error)));
  page.on("dialog", (dialog) => { seen.dialogs.push(dialog.message()); dialog.dismiss(); });
  await page.goto(pathToFileURL(job.path).href);
  for (const width of job.widths ?? []) {
    await page.setViewportSize({ width, height: 900 });
    const found = await page.evaluate(measure);
    if (job.axe) {
      await page.evaluate(axe);
      const result = await page.evaluate(() => axe.run());
      found.violations = result.violations.map(
        ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((n) => n.html).join(" ")}`,
      );
      found.rules = result.passes.map(({ id }) => id);
    }
    seen.widths[width] = found;
  }
  for (const [format, path] of Object.entries(job.pdf ?? {})) {
    await page.pdf({ path, format });
  }
  await page.close();
  return seen;
}

const browser = await chromium.launch({ executablePath: jobs.browser, args: ["--no-sandbox"] });
const report = {};
for (const job of jobs.pages) report[job.name] = await look(browser, job);
report.version = browser.version();
await browser.close();
writeFileSync(reportPath, JSON.stringify(report));
