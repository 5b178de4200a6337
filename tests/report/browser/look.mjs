// node look.mjs PACKAGES CHROMIUM FOLDER PAGE...: opens pages of cogov report as people do and prints what there was to see, as JSON:
// by page what the charts hold, what the console said, what was asked of the network, and how wide the page is.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, chromium_path, folder, ...pages] = process.argv.slice(2);
const { chromium } = createRequire(join(packages, "package.json"))("playwright-core");

const browser = await chromium.launch({
  executablePath: chromium_path,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const context = await browser.newContext({ acceptDownloads: true });

// Numbers that the charts were made with, as ECharts has them, and how much was drawn.
const read_charts = () => Object.fromEntries([...cogov_report.figures.values()].map((one) => {
  const option = one.chart.getOption();
  return [one.name, {
    series: option.series.map((s) => ({ type: s.type, name: s.name, data: (s.data ?? []).map((d) => (Array.isArray(d) ? d : d.value)) })),
    shapes: one.box.querySelectorAll("svg path, svg polygon, svg circle, svg rect").length,
    texts: [...one.box.querySelectorAll("svg text")].map((t) => t.textContent),
    size: [one.box.clientWidth, one.box.clientHeight],
    rows: one.rows,
  }];
}));
const wider = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
// Charts whose letters stick out of their picture.
const cut = () => [...cogov_report.figures.values()].flatMap((one) => {
  const frame = one.box.getBoundingClientRect();
  return [...one.box.querySelectorAll("svg text")].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width > 0 && (box.left < frame.left - 2 || box.right > frame.right + 2 || box.top < frame.top - 2 || box.bottom > frame.bottom + 2);
  }).map((text) => `${one.name}: ${text.textContent}`);
});

// Texts of a chart that lie on one another.
const collisions = () => [...cogov_report.figures.values()].flatMap((one) => {
  const texts = [...one.box.querySelectorAll("svg text")].map((text) => [text.textContent, text.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
  return texts.flatMap(([text, a], k) => texts.slice(k + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3).map(([other]) => `${one.name}: ${text} | ${other}`));
});
// Tables: how far each is cut, whether it says so where it is, and whether its first column stays.
const tables = () => [...document.querySelectorAll(".scroll")].map((box) => {
  const over = box.scrollWidth - box.clientWidth, first = box.querySelector("tbody tr > *"), before = first.getBoundingClientRect().left;
  const said = getComputedStyle(box.nextElementSibling).display !== "none", faded = getComputedStyle(box).getPropertyValue("--right") !== "0px";
  box.scrollLeft = over;
  const stays = Math.abs(first.getBoundingClientRect().left - before) < 1.5;
  box.scrollLeft = 0;
  return { name: box.getAttribute("aria-label"), over, said, faded, stays };
});
// What stands out from what is behind it by less than letters (4.5) or marks (3) should, by WCAG 2.
const faint = () => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parts = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = (colour) => parts(colour).slice(0, 3).map((x) => x / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)).reduce((sum, x, k) => sum + [0.2126, 0.7152, 0.0722][k] * x, 0);
  const contrast = (a, b) => { const [low, high] = [light(a), light(b)].sort((x, y) => x - y); return (high + 0.05) / (low + 0.05); };
  const solid = (colour) => colour && colour !== "none" && parts(colour)[3] === 255;
  const behind = (of) => { for (let at = of; at; at = at.parentElement) { const colour = getComputedStyle(at).backgroundColor; if (solid(colour)) return colour; } return "white"; };
  const bad = [];
  let looked = 0;
  const judge = (what, colour, back, least) => { ++looked; if (contrast(colour, back) < least) bad.push(`${what}: ${colour} on ${back}, ${contrast(colour, back).toFixed(2)}`); };
  const walk = document.createTreeWalker(document.getElementById("page"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const of = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || of.closest("svg") || !of.getClientRects().length) continue;
    judge(walk.currentNode.textContent.trim().slice(0, 40), getComputedStyle(of).color, behind(of), 4.5);
  }
  for (const one of cogov_report.figures.values()) {
    const paper = one.chart.getOption().backgroundColor;
    judge(`${one.name}, the paper`, getComputedStyle(document.body).color, paper, 4.5);
    if (contrast(paper, getComputedStyle(document.body).backgroundColor) > 1.01) bad.push(`${one.name}: ${paper} is not the page's`);
    const shapes = [];   // drawn so far, with their fills
    for (const drawn of one.box.querySelectorAll("svg path, svg rect, svg polygon, svg circle, svg text")) {
      const box = drawn.getBoundingClientRect();
      if (drawn.tagName !== "text") {
        if (drawn.closest("defs") === null && solid(drawn.getAttribute("fill")) && (drawn.getAttribute("fill-opacity") ?? "1") === "1") shapes.push([box, drawn.getAttribute("fill")]);
        continue;
      }
      const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
      const under = shapes.filter(([shape]) => shape.left < x && x < shape.right && shape.top < y && y < shape.bottom).pop();
      judge(`${one.name}: ${drawn.textContent}`, drawn.getAttribute("fill") ?? getComputedStyle(drawn).fill, under ? under[1] : paper, 4.5);
    }
    for (const series of one.chart.getOption().series) {
      if (series.type === "line") judge(`${one.name}: a line`, series.lineStyle.color, paper, 3);
      if (series.type === "scatter") for (const mark of series.data) judge(`${one.name}: a mark`, mark.itemStyle.borderColor, paper, 3);
    }
  }
  return { looked, bad };
};
// Marks of a chart, and which are hollow.
const marks = () => Object.fromEntries([...cogov_report.figures.values()].map((one) => [one.name, one.chart.getOption().series.filter((s) => s.type === "scatter")
  .flatMap((s) => s.data.map((mark) => ({ at: mark.value, hollow: mark.itemStyle.color !== mark.itemStyle.borderColor })))]));
// A page made ready for paper, as it is laid out there.
const on_paper = () => ({
  background: getComputedStyle(document.body).backgroundColor, papers: [...new Set([...cogov_report.figures.values()].map((one) => one.chart.getOption().backgroundColor))],
  asking: [...document.querySelectorAll("button, select, summary, nav")].filter((one) => one.getClientRects().length).length,
  highest: Math.max(...[...document.querySelectorAll(".chart, .piece, tr, .answer li")].map((one) => one.getBoundingClientRect().height)),
  rows: [...document.querySelectorAll(".piece svg")].length,
  cut: [...document.querySelectorAll(".piece")].flatMap((piece) => {
    const frame = piece.getBoundingClientRect();
    return [...piece.querySelectorAll("svg text")].filter((text) => { const box = text.getBoundingClientRect(); return box.bottom > frame.top + 2 && box.top < frame.bottom - 2 && (box.top < frame.top - 3 || box.bottom > frame.bottom + 3); }).map((text) => text.textContent);
  }),
  table_over: [...document.querySelectorAll("table")].filter((one) => one.getClientRects().length && one.scrollWidth > document.documentElement.clientWidth + 1).length,
});

const seen = {};
for (const path of pages) {
  const page = await context.newPage();
  const told = { console: [], requests: [] };
  page.on("console", (message) => told.console.push(message.text()));
  page.on("pageerror", (error) => told.console.push(String(error)));
  page.on("request", (request) => { if (request.url() !== pathToFileURL(path).href && !request.url().startsWith("blob:file:")) told.requests.push(request.url()); });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(pathToFileURL(path).href);
  told.charts = await page.evaluate(read_charts);
  told.wide = { overflow: await page.evaluate(wider), cut: await page.evaluate(cut) };
  told.collisions = await page.evaluate(collisions);
  told.tables = { 1280: await page.evaluate(tables) };
  told.marks = await page.evaluate(marks);
  told.header = await page.locator("header").innerText();
  told.notes = await page.locator(".note").allTextContents();
  told.faint = { light: await page.evaluate(faint) };
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(() => [...cogov_report.figures.values()].every((one) => one.chart.getOption().backgroundColor !== "#ffffff"));
  told.faint.dark = await page.evaluate(faint);
  told.schemes = await page.evaluate(() => [document.querySelector('meta[name="color-scheme"]').content, getComputedStyle(document.documentElement).colorScheme]);
  // Printed from the dark page.
  await page.setViewportSize({ width: 703, height: 1017 });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  told.paper = await page.evaluate(on_paper);
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  told.paper.joined = await page.evaluate(() => document.querySelectorAll(".piece").length);
  await page.emulateMedia({ media: "screen", colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.waitForFunction(() => [...cogov_report.figures.values()].every((one) => one.chart.getOption().backgroundColor === "#ffffff" && one.chart.getWidth() > 1000));
  told.answer = await page.locator(".answer li").allTextContents();
  told.headings = await page.locator("h2").allTextContents();
  told.without = await page.locator(".without").allTextContents();
  told.unnamed = await page.locator("select:not([id]), .chart:not([aria-label]), button:empty").count();

  // Another measure, by the keyboard.
  const select = page.locator("#interventions select, #over_time select").first();
  if (await select.count()) {
    await select.focus();
    await page.keyboard.press("ArrowDown");
    await page.waitForTimeout(50);
    told.other_measure = (await page.evaluate(read_charts)).interventions?.series;
    told.focus_kept = await page.evaluate(() => document.activeElement.tagName);
    await page.keyboard.press("ArrowUp");
    await page.waitForTimeout(50);
  }
  // The table behind the first figure, and its download.
  const details = page.locator("details.numbers").first();
  await details.locator("summary").click();
  await details.locator("tbody tr").first().waitFor({ state: "attached" });
  told.table = await details.locator("tbody tr").count();
  const [download] = await Promise.all([page.waitForEvent("download"), details.locator("button").click()]);
  await download.saveAs(join(folder, "download.csv"));
  told.download = { name: download.suggestedFilename(), text: readFileSync(join(folder, "download.csv"), "utf8") };

  await page.locator("#language").click();
  told.other = {
    lang: await page.evaluate(() => document.documentElement.lang), title: await page.title(),
    answer: await page.locator(".answer li").allTextContents(), headings: await page.locator("h2").allTextContents(),
    missing: (await page.locator("#page").innerText()).match(/\b[a-z_]+\.[a-z_]+\b(?!\/)|undefined|NaN|\[object/g) ?? [],
    cut: await page.evaluate(cut), collisions: await page.evaluate(collisions), header: await page.locator("header").innerText(),
    tables: await page.evaluate(tables),
  };
  await page.setViewportSize({ width: 390, height: 844 });
  await page.waitForFunction(() => [...cogov_report.figures.values()].every((one) => one.chart.getWidth() <= innerWidth));
  told.narrow = { overflow: await page.evaluate(wider), cut: await page.evaluate(cut), widest: Math.max(...Object.values(await page.evaluate(read_charts)).map((one) => one.size[0])) };
  told.collisions.push(...await page.evaluate(collisions));
  await page.locator("#language").click();
  await page.waitForTimeout(50);
  told.tables[390] = await page.evaluate(tables);
  told.collisions.push(...await page.evaluate(collisions), ...told.other.collisions);
  told.narrow.cut.push(...await page.evaluate(cut));
  told.narrow.overflow += await page.evaluate(wider);
  const print = await page.pdf({ preferCSSPageSize: true });
  told.print = { bytes: print.length, begins: print.subarray(0, 5).toString("latin1"), pages: print.toString("latin1").split("/Type /Page\n").length - 1 };
  seen[path] = told;
  await page.close();
}
await browser.close();
process.stdout.write(JSON.stringify(seen));
