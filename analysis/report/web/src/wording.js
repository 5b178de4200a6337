// Words that texts are made of.
export const s = (n) => (n === 1 ? "" : "s");
export const weeks_en = (step, n) => `${n} ${step}${s(n)}`;
export const and = (list) =>
  list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}`;
export const or = (list) =>
  list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} or ${list[list.length - 1]}`;
export const step_zh = (step) => ({ week: "周", year: "年", month: "月", day: "天", step: "步" })[step] ?? step;
export const agents_zh = (agents) => ({ residents: "居民", people: "人" })[agents] ?? agents;
export const some_en = (unit) => (unit ? ` ${unit}` : "");
