// The numbers that the program put into the page, as rows of tables.
export const model = JSON.parse(document.getElementById("model").textContent);
export const { about, labels } = model;
export const page = about.page ?? "results"; // or "calibration", which has sections of its own

const made = new Map();

// Rows of a table as objects; columns of labels hold places in `labels`. Tables that are missing have no rows.
export function rows(table) {
  if (made.has(table)) return made.get(table);
  const columns = model.tables[table] ?? [];
  const count = columns.length ? columns[0].values.length : 0;
  const out = Array.from({ length: count }, (_, r) => Object.fromEntries(columns.map((c) => [c.name, c.values[r]])));
  made.set(table, out);
  return out;
}

export const arms = labels.arms.map((arm, place) => ({
  ...arm,
  place,
  letter: place < 26 ? String.fromCharCode(65 + place) : String(place + 1),
}));
export const baseline = arms[about.baseline];
export const others = arms.filter((arm) => arm !== baseline);
// Those that there is room for in pictures of many curves.
export const drawn = about.drawn.map((place) => arms[place]);
export const measures = labels.measures.map((measure, place) => ({ ...measure, place }));
export const groups = labels.groups.map((group, place) => ({ ...group, place }));
export const step = about.step;
export const over_worlds = about.worlds > 0;
export const one_replicate = about.replicates < 2 || about.worlds === 1;

// Which differences in a measure are for the better: 1 where more is, -1 where less is, 0 where neither.
export const wanted = (measure) => ({ more: 1, less: -1 })[measure.better] ?? 0;
// In the order in which differences in a measure are told: the best first, and the largest where none is better.
// What has none comes last.
export function by_want(measure, of) {
  const place = (one) => (known(of(one)) ? (wanted(measure) || 1) * of(one) : -Infinity);
  return (a, b) => place(b) - place(a) || 0;
}

// Does a row's difference, or a factor's effect, stay apart from 0 among all that were compared (Holm)? Across
// worlds: does its range?
const holds_0 = (row, name) => !known(row[`${name}_low`]) || (row[`${name}_low`] <= 0 && row[`${name}_high`] >= 0);
export const is_sure = (row) =>
  over_worlds ? !holds_0(row, "difference") || !holds_0(row, "size") : row.p_holm !== null && row.p_holm <= 0.05;
// Stands behind a difference that is told without its interval; across worlds there are no tests.
export const star = (row) => (!over_worlds && is_sure(row) ? " *" : "");
// Can anything be said of a row's difference at all?
export const has_difference = (row) => row.difference !== null;
// Is a policy one that an arm does not choose, since the place has it already?
export const is_there = (episode) => episode.kind === "policy" && !episode.chosen;
export const known = (x) => x !== null && x !== undefined && Number.isFinite(x);
export const unique = (list) => [...new Set(list)];
