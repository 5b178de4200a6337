// node look.mjs PACKAGES CHROMIUM FOLDER PAGE...: opens pages of cogov report as people do and prints what there was to
// see, as JSON: by page what the charts hold, what the console said, what was asked of the network, and how wide the
// page is.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { collisions, faint, marks, on_paper, tables } from "./measures.mjs";

const [packages, chromium_path, folder, ...pages] = process.argv.slice(2);
const { chromium } = createRequire(join(packages, "package.json"))("playwright-core");

const browser = await chromium.launch({
  executablePath: chromium_path,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const context = await browser.newContext({ acceptDownloads: true });
context.setDefaultTimeout(120_000); // a busy machine is no failure

// Numbers that the charts were made with, as ECharts has them, and how much was drawn.
const read_charts = () =>
  Object.fromEntries(
    [...cogov_report.figures.values()].map((one) => {
      const option = one.chart.getOption();
      return [
        one.name,
        {
          series: option.series.map((s) => ({
            type: s.type,
            name: s.name,
            data: (s.data ?? []).map((d) => (Array.isArray(d) ? d : d.value)),
          })),
          shapes: one.box.querySelectorAll("svg path, svg polygon, svg circle, svg rect").length,
          texts: [...one.box.querySelectorAll("svg text")].map((t) => t.textContent),
          size: [one.box.clientWidth, one.box.clientHeight],
          rows: one.rows,
        },
      ];
    }),
  );
const wider = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
// Charts whose letters stick out of their picture.
const cut = () =>
  [...cogov_report.figures.values()].flatMap((one) => {
    const frame = one.box.getBoundingClientRect();
    return [...one.box.querySelectorAll("svg text")]
      .filter((text) => {
        const box = text.getBoundingClientRect();
        return (
          box.width > 0 &&
          (box.left < frame.left - 2 ||
            box.right > frame.right + 2 ||
            box.top < frame.top - 2 ||
            box.bottom > frame.bottom + 2)
        );
      })
      .map((text) => `${one.name}: ${text.textContent}`);
  });

// What is folded, as it is read.
const unfold = async (page) => {
  await page.evaluate(() => {
    document.querySelectorAll("details.folded").forEach((one) => (one.open = true));
    // What a table says of its width it finds out when it is laid out, before the next frame is over.
    return new Promise((done) => {
      requestAnimationFrame(() => requestAnimationFrame(done));
    });
  });
};

const seen = {};
for (const path of pages) {
  const page = await context.newPage();
  const told = { console: [], requests: [] };
  page.on("console", (message) => told.console.push(message.text()));
  page.on("pageerror", (error) => told.console.push(String(error)));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(path).href && !request.url().startsWith("blob:file:"))
      told.requests.push(request.url());
  });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(pathToFileURL(path).href);
  told.charts = await page.evaluate(read_charts);
  told.wide = { overflow: await page.evaluate(wider), cut: await page.evaluate(cut) };
  told.collisions = await page.evaluate(collisions);
  await unfold(page);
  told.tables = { 1280: await page.evaluate(tables) };
  told.marks = await page.evaluate(marks);
  told.header = await page.locator("header").innerText();
  told.notes = await page.locator(".note").allTextContents();
  told.read = await page.locator(".read").allTextContents();
  told.choices = await page.locator(".choices tbody tr").allTextContents();
  told.folded_choices = await page.locator("details .choices tbody tr").count();
  told.headline = await page.locator(".headline").allTextContents();
  told.below = await page.locator(".below li").allTextContents();
  told.sections = await page.locator("section").evaluateAll((all) => all.map((one) => one.id));
  told.assumptions = (await page.locator("#assumptions").allTextContents()).join("");
  told.bottom = await page.evaluate(() => {
    const last = [...document.querySelectorAll(".below li, .answer li")].pop();
    return last ? last.getBoundingClientRect().bottom + scrollY : 0;
  });
  told.faint = { light: await page.evaluate(faint) };
  await page.emulateMedia({ colorScheme: "dark" });
  const drawn_on = (light) =>
    page.waitForFunction(
      (is) =>
        [...cogov_report.figures.values()].every(
          (one) => (one.chart.getOption().backgroundColor === "#ffffff") === is && one.chart.getWidth() > 1000,
        ),
      light,
    );
  await drawn_on(false);
  told.faint.dark = await page.evaluate(faint);
  told.schemes = await page.evaluate(() => [
    document.querySelector('meta[name="color-scheme"]').content,
    getComputedStyle(document.documentElement).colorScheme,
  ]);
  // Printed from the dark page.
  await page.setViewportSize({ width: 703, height: 1017 });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  told.paper = await page.evaluate(on_paper);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  told.paper.joined = await page.evaluate(() => document.querySelectorAll(".piece").length);
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
  await drawn_on(true);
  told.answer = await page.locator(".answer li").allTextContents();
  told.headings = await page.locator("h2").allTextContents();
  told.without = await page.locator(".without").allTextContents();
  told.unnamed = await page.locator("select:not([id]), .chart:not([aria-label]), button:empty").count();

  // Another measure, by the keyboard.
  const select = page.locator("#who_gains select").first();
  if (await select.count()) {
    await select.focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForTimeout(50);
    told.other_measure = (await page.evaluate(read_charts)).bands?.series;
    told.focus_kept = await page.evaluate(() => document.activeElement.tagName);
    await page.keyboard.press("ArrowUp");
    await page.waitForTimeout(50);
  }
  // The table behind the first figure, and its download.
  const details = page
    .locator(
      (await page.locator("#who_gains details.numbers").count()) ? "#who_gains details.numbers" : "details.numbers",
    )
    .first();
  await details.locator("summary").click();
  await details.locator("tbody tr").first().waitFor({ state: "attached" });
  told.table = await details.locator("tbody tr").count();
  const [download] = await Promise.all([page.waitForEvent("download"), details.locator("button").click()]);
  await download.saveAs(join(folder, "download.csv"));
  told.download = { name: download.suggestedFilename(), text: readFileSync(join(folder, "download.csv"), "utf8") };

  await page.locator("#language").click();
  told.other = {
    lang: await page.evaluate(() => document.documentElement.lang),
    title: await page.title(),
    answer: await page.locator(".answer li").allTextContents(),
    headline: await page.locator(".headline").allTextContents(),
    choices: await page.locator(".choices tbody tr").allTextContents(),
    headings: await page.locator("h2").allTextContents(),
    missing:
      (await page.locator("#page").innerText()).match(/\b[a-z_]+\.[a-z_]+\b(?!\/)|undefined|NaN|\[object/g) ?? [],
    cut: await page.evaluate(cut),
    collisions: await page.evaluate(collisions),
    tables: await page.evaluate(tables),
    header: await page.locator("header").innerText(),
    assumptions: (await page.locator("#assumptions").allTextContents()).join(""),
  };
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForFunction(() =>
    [...cogov_report.figures.values()].every((one) => one.chart.getWidth() <= innerWidth),
  );
  told.narrow = {
    overflow: await page.evaluate(wider),
    cut: await page.evaluate(cut),
    widest: Math.max(...Object.values(await page.evaluate(read_charts)).map((one) => one.size[0])),
  };
  told.collisions.push(...(await page.evaluate(collisions)));
  await page.locator("#language").click();
  await page.waitForTimeout(50);
  await unfold(page);
  told.tables[390] = await page.evaluate(tables);
  told.collisions.push(...(await page.evaluate(collisions)), ...told.other.collisions);
  told.narrow.cut.push(...(await page.evaluate(cut)));
  told.narrow.overflow += await page.evaluate(wider);
  const print = await page.pdf({ preferCSSPageSize: true });
  const pages_of = (pdf) => pdf.toString("latin1").split("/Type /Page\n").length - 1;
  told.print = { bytes: print.length, begins: print.subarray(0, 5).toString("latin1"), pages: pages_of(print) };
  seen[path] = told;
  await page.close();
}
await browser.close();
process.stdout.write(JSON.stringify(seen));
