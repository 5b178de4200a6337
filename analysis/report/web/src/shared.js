// What sections share: which measure is looked at, columns of tables, arms by name.
import { choice, element, paragraph, table_of } from "./elements.js";
import { difference_unit, named, say, unit_name, with_unit } from "./language.js";
import { arms, baseline, drawn, groups, has_difference, measures, rows, star, unique } from "./model.js";
import { fixed, is_alike, with_half } from "./numbers.js";

// Choices that outlive a change of language, by name.
const chosen = new Map();
export function chosen_among(name, options, first = options[0]) {
  const value = chosen.get(name);
  return options.includes(value) ? value : first;
}
export const choose = (name, value) => chosen.set(name, value);

export const measure_choice = (key, among, redraw) => {
  const value = chosen_among(key, among);
  return choice(
    say("measure"),
    among.map((m) => [m, measure_name(measures[m])]),
    value,
    (m) => {
      choose(key, Number(m));
      redraw();
    },
  );
};
export const arm_choice = (key, among, redraw) => {
  const value = chosen_among(key, among);
  return choice(
    say("arm"),
    among.map((a) => [a, arm_name(arms[a])]),
    value,
    (a) => {
      choose(key, Number(a));
      redraw();
    },
  );
};

export const measure_name = (measure) => named(measure);
export const arm_name = (arm) => `${arm.letter}  ${named(arm)}`;
export const group_name = (place) => (place === 0 ? say("everybody") : named(groups[place]));
export const axis_measure = (measure) => with_unit(named(measure), unit_name(measure.unit));
export const axis_difference = (measure) => with_unit(say("difference_in", named(measure)), difference_unit(measure));

// Measures that have differences in a table of comparison, not money.
export const compared = (table) =>
  unique(
    rows("differences")
      .filter((row) => measures[row.measure].table === table)
      .map((row) => row.measure),
  );

export const number_column = (title, digits, form = fixed) => ({
  title,
  number: true,
  show: (x) => form(x, typeof digits === "function" ? digits(x) : digits),
});
export const text_column = (title) => ({ title });
export const interval_columns = (title, digits, form) => [
  number_column(title, digits, form),
  number_column(say("low_end"), digits, form),
  number_column(say("high_end"), digits, form),
];
export const interval_of = (row, name) => [row[name], row[`${name}_low`], row[`${name}_high`]];
export const note_of_drawn = () =>
  drawn.length < arms.length ? say("only_some_arms", drawn.length, arms.length) : undefined;
export const note_of_alike = (list, name) => (list.some((row) => is_alike(row, name)) ? say("alike") : undefined);
export const without = (text) => paragraph(text, "without");

// "+2.39 *", and below it "±0.05"; across worlds "+2.39", and below it "(1.01" and "to 4.20)", in two lines where one
// is too wide.
function difference_cell(row, measure) {
  if (!row || !has_difference(row)) return "–";
  const whole = with_half(row, "difference", measure.digits);
  const size = whole.split(/ ±| ?[(（]/)[0];
  const rest = whole
    .slice(size.length)
    .trim()
    .replace(/ (\S+) (\S+)$/, " $1\u00a0$2");
  const below = whole === size ? null : element("span", { class: "half" }, ` ${rest}`);
  return element("span", {}, `${size}${star(row)}`, below);
}
// Levels of what arms are compared with, and below them how each arm differs. `columns`: { title, measure, of(arm):
// the row of differences }.
export function table_of_measures(title, columns, order) {
  const cells = [
    [arm_name(baseline), ...columns.map(({ measure, of }) => fixed(of(baseline.place)?.level, measure.digits))],
    ...order.map((arm) => [
      arm_name(arms[arm]),
      ...columns.map(({ measure, of }) => difference_cell(of(arm), measure)),
    ]),
  ];
  const alike = columns.some(({ of }) => order.some((arm) => of(arm) && is_alike(of(arm), "difference")));
  return [
    table_of(
      [
        text_column(say("columns.arm")),
        ...columns.map((one) => ({ title: with_unit(one.title, unit_name(one.measure.unit)), number: true })),
      ],
      cells,
      title,
    ),
    alike ? paragraph(say("alike"), "note") : null,
  ].filter(Boolean);
}
