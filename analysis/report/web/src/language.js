// The language that the page is in, and what things are called in it.
import { about, arms, known, labels, over_worlds } from "./model.js";
import { texts as shared } from "./texts.js";

let current = about.language === "zh" ? "zh" : "en";

export const language = () => current;
export function use_language(which) {
  current = which === "zh" ? "zh" : "en";
  document.documentElement.lang = current === "zh" ? "zh-CN" : "en";
}

// All that the page says, each as { en, zh }: what several parts of it say, and what one says of its own, by its name.
export const texts = { ...shared };
export const add_texts = (name, own) => Object.assign(texts, { [name]: own });

// A text by its name, or undefined. What is said otherwise of possible worlds stands beside it as NAME_worlds.
const found = (key) => key.split(".").reduce((at, part) => at?.[part], texts)?.[current];
const text_of = (key) => (over_worlds ? found(`${key}_worlds`) : undefined) ?? found(key);

// A text filled in, or undefined where there is none of that name.
export function say_if_any(key, ...values) {
  const text = text_of(key);
  const told = typeof text === "function" ? text(...values) : text;
  return typeof told === "string" ? told.replaceAll(" %", "\u00a0%") : told; // never a line that begins with %
}
// What is missing shows its own name.
export const say = (key, ...values) => say_if_any(key, ...values) ?? key;

// What a label of the file is called; names that only programs use lose their underscores.
// What they mean, such as the ages of a band, stands in brackets.
export function named(label) {
  const text = label[current] === label.name ? label.name.replaceAll("_", " ") : label[current];
  return label.meaning ? say("meaning", text, label.meaning[current]) : text;
}
export const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// A subject of parameters; one that is named by a key is called so.
export const subject_name = (subject) => say_if_any(`subjects.${subject}`) ?? subject;

export const unit_name = (unit) => say_if_any(`units.${unit}`) ?? unit;
// In a sentence, where the scale of a number without a unit would be in the way.
export const short_unit = (measure) => (["0-1", "ratio", "1"].includes(measure.unit) ? "" : difference_unit(measure));
// Of a difference: percent become percentage points.
export const difference_unit = (measure) => (measure.percent ? say("points") : unit_name(measure.unit));

// "name (unit)"
export const with_unit = (text, unit) => (unit ? say("with_unit", text, unit) : text);

export const list_of = (items) =>
  new Intl.ListFormat(current === "zh" ? "zh-CN" : "en", { type: "conjunction" }).format(items);

// A text of a row in the page's language; in English where there is no Chinese.
export const told_in = (row, name) => (current === "zh" && row[`${name}_zh`]) || row[name];

// What a factor of the design is called, by its place: a key of a policy ("venues (level)"), a parameter's name, or the
// key that varies. What it is of, and in which alternative alone, the file says.
export function factor(place) {
  const one = labels.factors[place];
  if (!one.of) return (one.key ?? one.name).replaceAll("_", " ");
  const told = say_if_any(`policy_keys.${one.key}`) ?? one.key.replaceAll("_", " ");
  return say("factor_of_policy", named(one.of), told, arms.length > 2 && known(one.arm) ? named(arms[one.arm]) : "");
}
