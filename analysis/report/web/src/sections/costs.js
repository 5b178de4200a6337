// What it costs: the plane of money and effect with its frontier, and what one more costs.
import {
  apart,
  base_text,
  colours,
  fill_of,
  fonts,
  inner_labels,
  key_of,
  key_of_marks,
  look,
  lower,
  text_width,
  tooltip,
  value_axis,
  whiskers,
  wrapped,
} from "../charts.js";
import { element, paragraph, table_of } from "../elements.js";
import { figure } from "../figure.js";
import { difference_unit, list_of, named, say, upper, with_unit } from "../language.js";
import { about, arms, baseline, is_sure, known, labels, measures, rows, step, unique } from "../model.js";
import { fixed, is_alike, rounded_interval, signed, tick, with_half, digits_for } from "../numbers.js";
import { efficiency } from "../sentences.js";
import {
  arm_name,
  axis_difference,
  chosen_among,
  interval_columns,
  interval_of,
  measure_choice,
  number_column,
  text_column,
  without,
} from "./shared.js";

const money_axis = (x) => fixed(x, 0);

// Names of all marks stand beside the plane in one column, where they can move apart, each with a line to its mark.
// Where there is no room for names there are letters, and the names are below.
const most_beside = 460;
function names_beside(own, width, letters = width < 560) {
  const room = letters ? 20 : width * 0.32,
    bold = (row) => (row.efficient ? 1.1 : 1);
  const lines = own.map((row) =>
    letters ? [arms[row.arm].letter] : wrapped(arm_name(arms[row.arm]), room / bold(row)),
  );
  const widest = Math.max(...own.map((row, k) => Math.max(...lines[k].map((text) => text_width(text) * bold(row)))));
  const heights = lines.map((one) => 16 * one.length + 3),
    height = heights.reduce((sum, one) => sum + one, 0);
  if (height > most_beside && !letters) return names_beside(own, width, true);
  return {
    lines,
    width: Math.min(room, widest) + 8,
    heights,
    height,
    below: letters ? own.map((row) => ({ letter: true, text: arm_name(arms[row.arm]) })) : [],
  };
}

function plane(measure, own, controls) {
  const frontier = own.filter((row) => row.efficient).sort((a, b) => a.further_cost - b.further_cost);
  const difference = new Map(
    rows("differences")
      .filter((row) => row.measure === measure.place && row.group === 0)
      .map((row) => [row.arm, row]),
  );
  return figure({
    name: "costs",
    title: say("figures.costs", named(measure)),
    controls,
    read: say("read.costs", named(baseline)),
    option(width) {
      const side = 54,
        beside = names_beside(own, width);
      const key = key_of(
        [...key_of_marks(), { colour: colours.ink, dash: [6, 4], text: say("frontier_names") }],
        width,
      );
      const spent = own.flatMap((row) => [row.further_cost_low, row.further_cost_high, row.further_cost]).filter(known);
      const low = Math.min(0, ...spent),
        high = Math.max(0, ...spent),
        room = (high - low || 1) * 0.08;
      const effects = own.flatMap((row) => [row.effect_low, row.effect_high, row.effect]).filter(known);
      const floor = Math.min(0, ...effects),
        top = Math.max(0, ...effects),
        air = (top - floor || 1) * 0.1;
      const height = Math.max(lower(290), beside.height),
        from = key.height + 30,
        to = width - beside.width - 4;
      const middles = apart(
        own.map((row, k) => ({
          at: ((top + air - row.effect) / (top - floor + 2 * air)) * height,
          size: beside.heights[k],
        })),
        height,
      );
      const below = key_of(beside.below, width),
        end = from + height + 50;
      return {
        height: end + 4 + below.height,
        breaks: beside.below.length ? [end] : [],
        option: {
          textStyle: base_text,
          backgroundColor: colours.paper,
          graphic: [
            ...key.elements,
            {
              type: "text",
              x: 8,
              y: key.height + 4,
              silent: true,
              style: { text: axis_difference(measure), font: `12px ${fonts}`, fill: colours.soft },
            },
            { type: "group", y: end, silent: true, children: below.elements },
          ],
          grid: { left: side, right: beside.width + 26, top: from, height },
          xAxis: {
            ...value_axis(say("further_cost_axis", step)),
            min: low - room,
            max: high + room,
            axisLabel: inner_labels(money_axis, { hideOverlap: true }),
          },
          yAxis: {
            ...value_axis(""),
            min: floor - air,
            max: top + air,
            axisLabel: inner_labels(tick(5)),
          },
          tooltip: tooltip((p) => p.data?.told ?? ""),
          series: [
            {
              type: "line",
              name: say("frontier"),
              data: frontier.map((row) => [row.further_cost, row.effect]),
              symbol: "none",
              silent: true,
              animation: false,
              lineStyle: { color: colours.ink, width: 1.6, type: [6, 4] },
              z: 1,
            },
            whiskers(
              own.map((row) => [row.further_cost, row.effect_low, row.effect_high, row.arm]),
              (row) => look(row[3]).colour,
            ),
            {
              type: "custom",
              silent: true,
              z: 2,
              clip: false,
              data: own.map((row) => [row.further_cost, row.effect]),
              encode: { x: 0, y: 1 },
              renderItem(params, api) {
                const k = params.dataIndex,
                  at = api.coord([api.value(0), api.value(1)]),
                  y = from + middles[k];
                return {
                  type: "group",
                  children: [
                    {
                      type: "polyline",
                      shape: { points: [at, [to - 14, y], [to - 4, y]] },
                      style: { stroke: colours.line, fill: null, lineWidth: 1 },
                    },
                    {
                      type: "text",
                      style: {
                        text: beside.lines[k].join("\n"),
                        x: to,
                        y,
                        verticalAlign: "middle",
                        fill: colours.ink,
                        font: `${own[k].efficient ? "700 " : ""}12px ${fonts}`,
                        lineHeight: 16,
                      },
                    },
                  ],
                };
              },
            },
            {
              type: "scatter",
              name: named(measure),
              z: 5,
              data: own.map((row) => {
                const arm = arms[row.arm];
                return {
                  value: [row.further_cost, row.effect],
                  symbol: look(arm.place).symbol,
                  symbolSize: own.length > 8 ? 10 : 14,
                  itemStyle: fill_of(
                    arm !== baseline && !is_sure(difference.get(arm.place) ?? { p_holm: null }),
                    look(arm.place).colour,
                  ),
                  told:
                    `${arm_name(arm)}: ${signed(row.further_cost, 0)} ${say("cny_a", step)}, ` +
                    `${signed(row.effect, measure.digits)} ${difference_unit(measure)}`,
                };
              }),
            },
          ],
          color: [colours.line],
        },
      };
    },
    columns: [
      text_column(say("columns.arm")),
      ...interval_columns(say("columns.spending", step), 0),
      ...interval_columns(say("columns.further_cost", step), 0, signed),
      ...interval_columns(with_unit(say("columns.effect"), difference_unit(measure)), measure.digits, signed),
      ...interval_columns(say("columns.count", about.agents), 1, signed),
      ...interval_columns(say("columns.one_more"), 2),
      text_column(say("columns.efficient")),
      number_column(say("columns.share_efficient"), 3),
    ],
    rows: own.map((row) => [
      named(arms[row.arm]),
      ...["spending", "further_cost", "effect", "count", "cny_for_one_more"].flatMap((name) => interval_of(row, name)),
      efficiency(row),
      row.share_efficient,
    ]),
  });
}

// What people ask first: yuan for one more.
function one_more(measure, own) {
  if (!own.some((row) => row.counts)) return null;
  const a_year = own[0].a_year === 1;
  const title = say("figures.one_more", named(measure), about, a_year);
  const columns = [
    text_column(say("columns.arm")),
    { title: say("columns.further_cost", step), number: true },
    { title: say(a_year ? "columns.more_people" : "columns.more_people_a_step", about.agents, step), number: true },
    { title: say("columns.one_more"), number: true },
    { title: say("columns.efficient") },
  ];
  const cells = own
    .filter((row) => row.arm !== baseline.place)
    .map((row) => [
      arm_name(arms[row.arm]),
      signed(row.further_cost, 0),
      with_half(row, "count", digits_for((row.count_high - row.count_low) / 2)),
      known(row.cny_for_one_more) ? rounded_interval(row, "cny_for_one_more") : say("cannot_be_told"),
      efficiency(row),
    ]);
  return element(
    "div",
    {},
    element("h3", {}, title),
    table_of(columns, cells, title),
    element(
      "p",
      { class: "read" },
      element("strong", {}, say("how_to_read")),
      say(a_year ? "read.one_more_a_year" : "read.one_more", about),
    ),
    own.some((row) => row.arm !== baseline.place && (is_alike(row, "count") || is_alike(row, "cny_for_one_more")))
      ? paragraph(say("alike"), "note")
      : null,
  );
}

// What is paid for beside what is there, where they differ.
function purchases() {
  const apart_in = rows("purchases").filter((row) => Math.abs(row.paid_for - row.there) >= 0.5);
  const told = apart_in.map((row) =>
    say(
      "paid_for",
      arms[row.arm].letter,
      named(labels.levers[row.lever]),
      named(labels.things[row.what]),
      fixed(row.paid_for, 1),
      fixed(row.there, 1),
    ),
  );
  return told.length ? [paragraph(upper([...told, say("whole")].join(say("between_sentences"))), "note")] : [];
}

export function costs(redraw) {
  const all = rows("costs");
  if (!all.length) return [without(say("without.costs"))];
  if (arms.length < 2) return [without(say("without.costs_one_arm"))];
  const among = unique(all.map((row) => row.measure));
  const measure = measures[chosen_among("costs", among)];
  const own = all.filter((row) => row.measure === measure.place);
  const ended = about.ended ?? [];
  const levers = rows("spending");
  // A line for each policy of each alternative: alternatives with twenty policies have as much room as those with one.
  const title = say("figures.spending", step);
  const spending = levers.length
    ? element(
        "div",
        {},
        element("h3", {}, title),
        table_of(
          [
            text_column(say("columns.arm")),
            text_column(say("columns.policy")),
            { title: say("columns.spending", step), number: true },
          ],
          arms.flatMap((arm) => {
            const mine = levers.filter((row) => row.arm === arm.place),
              all_of = fixed(own.find((row) => row.arm === arm.place)?.spending, 0);
            return [
              ...mine.map((row) => [arm_name(arm), named(labels.levers[row.lever]), fixed(row.spending, 0)]),
              ...(mine.length > 1 ? [[arm_name(arm), say("in_all"), all_of]] : []),
            ];
          }),
          title,
        ),
      )
    : null;
  return [
    paragraph(say("intro.costs", named(baseline), about)),
    plane(measure, own, among.length > 1 ? [measure_choice("costs", among, redraw)] : []),
    ended.length ? paragraph(say("ended", list_of(ended.map((a) => arms[a].letter))), "note") : null,
    one_more(measure, own),
    spending,
    ...purchases(),
  ];
}
