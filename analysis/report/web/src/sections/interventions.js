// Differences of every arm from the one that it is compared with, the largest first.
import { figure } from "../figure.js";
import { difference_unit, factor, named, say, unit_name } from "../language.js";
import {
  about,
  arms,
  baseline,
  has_difference,
  is_sure,
  labels,
  measures,
  one_replicate,
  others,
  rows,
} from "../model.js";
import { fixed, shortest, signed, with_half } from "../numbers.js";
import { note_of_drift, note_of_twins } from "../sentences.js";
import { rows_breaks, rows_chart, rows_height } from "../rows_chart.js";
import { element, paragraph, table_of } from "../elements.js";
import {
  arm_name,
  axis_difference,
  axis_measure,
  compared,
  group_name,
  note_of_alike,
  interval_columns,
  interval_of,
  measure_choice,
  chosen_among,
  number_column,
  text_column,
  without,
} from "./shared.js";

const legend_of_arms = () =>
  element(
    "ul",
    { class: "arms" },
    arms.map((arm) =>
      element(
        "li",
        {},
        element("span", { class: "letter" }, arm.letter),
        named(arm),
        arm === baseline && others.length ? say("is_baseline") : "",
        policies_of(arm),
      ),
    ),
  );

function policies_of(arm) {
  if (!arm.episodes.length) return "";
  return say(
    "episodes",
    arm.episodes.map((one) => say("episode", named(one), one, about)),
  );
}

export function interventions(redraw) {
  const among = compared("main");
  if (!among.length) return [legend_of_arms(), without(say("without.measures"))];
  const place = chosen_among("interventions", among);
  const measure = measures[place];
  const own = rows("differences").filter(
    (row) => row.measure === place && (row.axis === about.groups || row.axis === ""),
  );
  const controls = [measure_choice("interventions", among, redraw)];
  const out = [
    about.design
      ? paragraph(
          say(
            "point_shown",
            about,
            about.factors_at_point.map(
              (one) => `${factor(labels.factors.findIndex((f) => f.name === one.factor))} = ${shortest(one.value)}`,
            ),
          ),
          "note",
        )
      : null,
    others.length ? paragraph(say("intro.interventions", named(baseline), about)) : null,
    legend_of_arms(),
  ];
  if (!others.length) return [...out, without(say("without.arms")), levels(measure, own, controls)];
  const of = (arm, group) => own.find((row) => row.arm === arm.place && row.group === group);
  const order = others.filter((arm) =>
    of(arm, 0) ? has_difference(of(arm, 0)) : own.some((row) => row.arm === arm.place && has_difference(row)),
  );
  order.sort((a, b) => (of(b, 0)?.difference ?? -Infinity) - (of(a, 0)?.difference ?? -Infinity));
  if (!order.length) return [...out, without(say("without.pairs"))];
  const lines = order.flatMap((arm) => [
    { heading: arm_name(arm) },
    ...own
      .filter((row) => row.arm === arm.place && has_difference(row))
      .sort((a, b) => a.group - b.group)
      .map((row) => ({
        label: group_name(row.group),
        value: row.difference,
        low: row.difference_low,
        high: row.difference_high,
        place: arm.place,
        strong: row.group === 0,
        hollow: !is_sure(row),
        text: with_half(row, "difference", measure.digits),
        row,
      })),
  ]);
  out.push(
    figure({
      name: "interventions",
      title: say("figures.interventions", named(measure), named(baseline)),
      controls,
      read: say(one_replicate ? "read.interventions_one" : "read.interventions", named(baseline)),
      note:
        [note_of_twins(), note_of_drift(measure), note_of_alike(own, "difference")].filter(Boolean).join(" ") ||
        undefined,
      option: (width) => ({
        height: rows_height(lines, width),
        breaks: rows_breaks(lines, width),
        option: rows_chart(lines, width, { unit: axis_difference(measure), mark: 0 }),
      }),
      columns: [
        text_column(say("columns.arm")),
        text_column(say("columns.group")),
        ...interval_columns(`${say("columns.level")}, ${unit_name(measure.unit)}`, measure.digits),
        ...interval_columns(`${say("columns.difference")}, ${difference_unit(measure)}`, measure.digits, signed),
        number_column(say("columns.p_holm"), 4),
        number_column(say("columns.replicates"), 0),
      ],
      rows: own.map((row) => [
        named(arms[row.arm]),
        group_name(row.group),
        ...interval_of(row, "level"),
        ...interval_of(row, "difference"),
        row.p_holm,
        row.replicates,
      ]),
    }),
  );
  out.push(all_measures(among, order));
  return out;
}

// Every measure of everybody at one glance.
function all_measures(among, order) {
  const of = (measure, arm) =>
    rows("differences").find((row) => row.measure === measure && row.arm === arm.place && row.group === 0);
  const shown = among.filter((m) => of(m, baseline));
  const columns = [
    text_column(say("columns.arm")),
    ...shown.map((m) => ({ title: axis_measure(measures[m]), number: true })),
  ];
  // "+2.39 *", and below it "±0.05"
  const difference = (row, measure) => {
    if (!row || !has_difference(row)) return "–";
    const [size, half] = with_half(row, "difference", measure.digits).split(" ±");
    const below = half ? element("span", { class: "half" }, ` ±${half}`) : null;
    return element("span", {}, `${size}${is_sure(row) ? " *" : ""}`, below);
  };
  const cells = [
    [arm_name(baseline), ...shown.map((m) => fixed(of(m, baseline).level, measures[m].digits))],
    ...order.map((arm) => [arm_name(arm), ...shown.map((m) => difference(of(m, arm), measures[m]))]),
  ];
  return element(
    "div",
    {},
    element("h3", {}, say("figures.all_measures")),
    table_of(columns, cells, say("figures.all_measures")),
    element(
      "p",
      { class: "read" },
      element("strong", {}, say("how_to_read")),
      say(one_replicate ? "read.all_measures_one" : "read.all_measures", named(baseline)),
    ),
    note_of_alike(
      shown.flatMap((m) => order.map((arm) => of(m, arm)).filter(Boolean)),
      "difference",
    )
      ? paragraph(say("alike"), "note")
      : null,
  );
}

// With one arm there is nothing to compare: its levels.
function levels(measure, own, controls) {
  const lines = own
    .filter((row) => row.arm === baseline.place)
    .sort((a, b) => a.group - b.group)
    .map((row) => ({
      label: group_name(row.group),
      value: row.level,
      low: row.level_low,
      high: row.level_high,
      place: 0,
      strong: row.group === 0,
      text: one_replicate ? fixed(row.level, measure.digits) : with_half(row, "level", measure.digits).replace("+", ""),
    }));
  return figure({
    name: "levels",
    title: say("figures.levels", named(measure)),
    controls,
    read: say("read.levels"),
    option: (width) => ({
      height: rows_height(lines, width),
      breaks: rows_breaks(lines, width),
      option: rows_chart(lines, width, { unit: axis_measure(measure) }),
    }),
    columns: [
      text_column(say("columns.group")),
      ...interval_columns(`${say("columns.level")}, ${unit_name(measure.unit)}`, measure.digits),
    ],
    rows: own.map((row) => [group_name(row.group), ...interval_of(row, "level")]),
  });
}
