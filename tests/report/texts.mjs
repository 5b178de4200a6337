// node texts.mjs SRC: all that the page says, as JSON: by name, what each language has (a text, a list of them, or a
// function of so many values), and the sections in their order. SRC lies beside the packages that the page is made
// with.
import { pathToFileURL } from "node:url";

const nothing = { about: { drawn: [] }, labels: { arms: [], measures: [], groups: [] }, tables: {} };
globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(nothing) }), documentElement: {} };
globalThis.ResizeObserver = class {};
const source = pathToFileURL(`${process.argv[2]}/`);
await import(new URL("sections.js", source));
const { sections } = await import(new URL("section.js", source));
const { texts } = await import(new URL("language.js", source));

const kind = (text) =>
  typeof text === "function"
    ? `function of ${text.length}`
    : Array.isArray(text)
      ? `list of ${text.length}`
      : typeof text;
const is_text = (at) => "en" in at || "zh" in at;
const told = {};
function walk(at, path) {
  if (is_text(at))
    told[path.join(".")] = Object.fromEntries(Object.entries(at).map(([name, one]) => [name, kind(one)]));
  else for (const [name, below] of Object.entries(at)) walk(below, [...path, name]);
}
walk(texts, []);
process.stdout.write(JSON.stringify({ texts: told, sections: sections.map((one) => one.id) }));
