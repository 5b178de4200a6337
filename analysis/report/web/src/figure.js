// A figure: a chart, how to read it, and its numbers as a table and as CSV.
import { start } from "./charts.js";
import { element, how_to_read, paragraph, table_of } from "./elements.js";
import { say, upper } from "./language.js";

// Figures on the page: name, chart, and how to draw it at another width.
export const figures = new Map();

export function forget_figures() {
  for (const one of figures.values()) one.chart?.dispose();
  figures.clear();
}

// CSV that a spreadsheet opens: UTF-8 with a byte order mark.
function csv_text(columns, rows) {
  // Spreadsheets compute a text that begins with = + - @, and terminals obey control characters.
  const text_of = (value) => {
    const shown = value.replace(
      // eslint-disable-next-line no-control-regex -- these are what is looked for
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
      (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, "0")}`,
    );
    return /^[=+\-@\t\r]/.test(value) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? `'${shown}` : shown;
  };
  const cell = (value) => {
    const text =
      value === null || value === undefined ? "" : typeof value === "string" ? text_of(value) : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `\ufeff${[columns.map((c) => c.title), ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = element("a", { href: address, download: `${name}.csv` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

export const download_button = (name, columns, rows) =>
  element(
    "button",
    { type: "button", class: "download", onclick: () => download(name, csv_text(columns, rows)) },
    say("download"),
  );

// A table behind a line that opens it, with its numbers as CSV; `shown`: its cells, where these are not the numbers. It
// may be long, so it is made when it is looked at.
export function folded_table({ name, line, title, columns, rows, shown = rows, kind = null }) {
  const details = element(
    "details",
    { class: kind },
    element("summary", {}, line),
    download_button(name, columns, rows),
  );
  details.addEventListener("toggle", () => {
    if (details.open && !details.querySelector("table")) details.append(table_of(columns, shown, title));
  });
  return details;
}

// `anew`: also where nothing but colours has changed.
export function draw(one, width, anew = false) {
  if (!one.box) return;
  const drawn = one.option(width);
  if (!anew && one.chart && one.width === width && one.height === drawn.height) return;
  Object.assign(one, { width, height: drawn.height, breaks: drawn.breaks ?? [] });
  one.box.style.height = `${drawn.height}px`;
  if (!one.chart) one.chart = start(one.box);
  one.chart.resize({ width, height: drawn.height, animation: { duration: 0 } });
  one.chart.setOption({ animation: false, ...drawn.option }, { notMerge: true });
}

const width_of = (one) => Math.max(280, Math.floor(one.frame.clientWidth));
export function draw_all(width, anew) {
  for (const one of figures.values()) draw(one, width ?? width_of(one), anew);
}

// Paper has pages: a chart that is high is cut where its rows allow it, into pictures that pages may end between.
const page_height = 940;
export function cut_for_paper() {
  for (const one of figures.values()) {
    if (one.height <= page_height * 0.4 || !one.breaks.length) continue;
    const ends = [];
    let top = 0;
    one.breaks.forEach((at, k) => {
      if ((one.breaks[k + 1] ?? one.height) - top > page_height / 5) ends.push((top = at));
    });
    const drawn = one.box.querySelector("svg");
    one.frame.append(
      ...[0, ...ends].map((from, k) => {
        const piece = drawn.cloneNode(true),
          height = (ends[k] ?? one.height) - from;
        piece.setAttribute("viewBox", `0 ${from} ${one.width} ${height}`);
        piece.setAttribute("height", height);
        piece.setAttribute("style", "");
        return element("div", { class: "piece" }, piece);
      }),
    );
    one.frame.classList.add("cut");
  }
}
export function join_again() {
  for (const one of figures.values()) {
    one.frame.classList.remove("cut");
    one.frame.querySelectorAll(".piece").forEach((piece) => piece.remove());
  }
}

// `option(width)` gives { option, height, breaks: where a page may end }; `columns` and `rows` are the table: rows
// hold numbers, `shown` says how they look.
export function figure({ name, title, read, option, columns, rows, controls = [], note }) {
  const frame = element("div", { class: "chart-frame" });
  const box = element("div", { class: "chart", role: "img", "aria-label": `${title}. ${say("table_below")}` });
  frame.append(box);
  const shown = rows.map((row) =>
    row.map((value, c) => (columns[c].show ? columns[c].show(value, row) : (value ?? "–"))),
  );
  const line = say("numbers_behind", rows.length);
  const details = folded_table({ name, line, title, columns, rows, shown, kind: "numbers" });
  const made = element(
    "figure",
    { id: `figure-${name}` },
    element("figcaption", {}, element("h3", {}, upper(title))),
    controls.length ? element("div", { class: "controls" }, controls) : null,
    frame,
    note ? paragraph(note, "note") : null,
    read ? how_to_read(read) : null,
    details,
  );
  figures.set(name, { name, title, frame, box, option, columns, rows, chart: null, width: 0 });
  return made;
}
