// HTML from data; texts never become markup.
import { say } from "./language.js";

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}
export const paragraph = (text, kind) => element("p", { class: kind }, text);
export const how_to_read = (text) => element("p", { class: "read" }, element("strong", {}, say("how_to_read")), text);

// Pairs of what something is called and what it is.
export const facts_of = (pairs) =>
  element(
    "dl",
    { class: "facts" },
    pairs.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );

// What only some want to see, under a line that opens it.
export const folded = (line, ...content) =>
  element("details", { class: "folded" }, element("summary", {}, line), ...content);

// A table may be wider than the page: its first column then stays, what is cut fades, and a line below says so.
function tell_of_more(box) {
  const right = box.scrollWidth - box.clientWidth - box.scrollLeft > 1,
    below = box.scrollHeight - box.clientHeight - box.scrollTop > 1;
  box.classList.toggle("more-right", right);
  box.classList.toggle("more-below", below);
  box.nextElementSibling.hidden = box.scrollWidth - box.clientWidth <= 1;
}
const sizes = new ResizeObserver((changed) =>
  new Set(changed.map((one) => one.target.closest(".scroll"))).forEach((box) => box && tell_of_more(box)),
);

// A table with headings; numbers to the right. `columns`: { title, number }; a cell is a text or an element.
export function table_of(columns, rows, caption) {
  const cell = (tag, c, text, scope) => element(tag, { class: columns[c].number ? "number" : null, scope }, text);
  const table = element(
    "table",
    {},
    element("caption", {}, caption),
    element(
      "thead",
      {},
      element(
        "tr",
        {},
        columns.map((_, c) => cell("th", c, columns[c].title, "col")),
      ),
    ),
    element(
      "tbody",
      {},
      rows.map((row) =>
        element(
          "tr",
          {},
          row.map((text, c) => (c === 0 ? cell("th", c, text, "row") : cell("td", c, text))),
        ),
      ),
    ),
  );
  const box = element(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption, onscroll: () => tell_of_more(box) },
    table,
  );
  sizes.observe(box);
  sizes.observe(table);
  return element("div", { class: "wide" }, box, element("p", { class: "sideways", hidden: true }, say("sideways")));
}

// A choice among some; `options`: [value, text].
let choices = 0;
export function choice(label, options, value, change) {
  const id = `choice-${++choices}`;
  return element(
    "span",
    { class: "choice" },
    element("label", { for: id }, label),
    element(
      "select",
      { id, onchange: (event) => change(event.target.value) },
      options.map(([of, text]) => element("option", { value: of, selected: String(of) === String(value) }, text)),
    ),
  );
}
