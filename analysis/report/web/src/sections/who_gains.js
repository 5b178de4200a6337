// Who gains: bands from where to where, places side by side, and how evenly people take part.
import { at_scale, base_text, colours, fonts, letters_on, lower, text_width, tooltip, wrapped } from "../charts.js";
import { figure } from "../figure.js";
import { difference_unit, named, say, unit_name } from "../language.js";
import {
  about,
  arms,
  baseline,
  drawn,
  groups,
  has_difference,
  is_sure,
  known,
  measures,
  others,
  rows,
  unique,
} from "../model.js";
import { fixed, signed, with_half } from "../numbers.js";
import { rows_breaks, rows_chart, rows_height } from "../rows_chart.js";
import { paragraph } from "../elements.js";
import {
  arm_choice,
  arm_name,
  axis_measure,
  chosen_among,
  compared,
  group_name,
  interval_columns,
  interval_of,
  measure_choice,
  note_of_alike,
  note_of_drawn,
  text_column,
  without,
} from "./shared.js";

const axis_named = (name) => about.axes.find((axis) => axis.name === name);
const differences = (place, axis) => rows("differences").filter((row) => row.measure === place && row.axis === axis);

// Of a level: is the difference from the baseline one that may be chance? Of one arm alone nothing is said of that.
const may_be_chance = (row) => (others.length ? row.arm !== baseline.place && !is_sure(row) : undefined);

// Levels of each arm in each group: where it stands, and what it is compared with.
function level_rows(measure, axis) {
  const own = differences(measure.place, axis);
  return unique(own.map((row) => row.group)).flatMap((group) => [
    { heading: named(groups[group]) },
    ...own
      .filter((row) => row.group === group && about.drawn.includes(row.arm))
      .map((row) => ({
        label: arms[row.arm].letter,
        value: row.level,
        low: row.level_low,
        high: row.level_high,
        place: row.arm,
        strong: row.arm === baseline.place,
        hollow: may_be_chance(row),
        text:
          fixed(row.level, measure.digits) +
          (has_difference(row) ? `  (${signed(row.difference, measure.digits)}${is_sure(row) ? " *" : ""})` : ""),
        tip: `${arm_name(arms[row.arm])}: ${fixed(row.level, measure.digits)} ${unit_name(measure.unit)}`,
      })),
  ]);
}

function bands(measure, controls) {
  const axis = about.groups,
    own = differences(measure.place, axis);
  if (!axis || !own.length) return without(say("without.groups"));
  const lines = level_rows(measure, axis);
  return figure({
    name: "bands",
    title: say("figures.bands", named(measure), named(axis_named(axis))),
    controls,
    note: note_of_drawn(),
    read: say("read.bands", drawn.map(arm_name), baseline.letter),
    option: (width) => ({
      height: rows_height(lines, width),
      breaks: rows_breaks(lines, width),
      option: rows_chart(lines, width, { unit: axis_measure(measure) }),
    }),
    columns: columns(measure),
    rows: own.map(cells),
  });
}
const columns = (measure) => [
  text_column(say("columns.group")),
  text_column(say("columns.arm")),
  ...interval_columns(`${say("columns.level")}, ${unit_name(measure.unit)}`, measure.digits),
  ...interval_columns(`${say("columns.difference")}, ${difference_unit(measure)}`, measure.digits, signed),
];
const cells = (row) => [
  group_name(row.group),
  named(arms[row.arm]),
  ...interval_of(row, "level"),
  ...interval_of(row, "difference"),
];

// Letters on a tile.
function on(fill) {
  const color = letters_on(fill);
  return {
    rich: {
      a: { ...base_text, color, lineHeight: 17 },
      b: { ...base_text, color, fontWeight: 700, fontSize: 13, lineHeight: 18 },
    },
  };
}

// A tile for each place of an axis, those of one part of town in a row.
function tiles(measure, axis, arm, controls) {
  const compare = arm !== baseline;
  const own = differences(measure.place, axis.name).filter(
    (row) => row.arm === arm.place && (!compare || has_difference(row)),
  );
  const within = axis.within[0];
  const first = groups.findIndex((group) => group.axis === axis.name);
  const part_of = (row) =>
    within ? within.labels[row.group - first][document.documentElement.lang.startsWith("zh") ? "zh" : "en"] : "";
  const parts = unique(own.map(part_of));
  const name = compare ? "difference" : "level",
    form = compare ? signed : fixed;
  const size = Math.max(...own.map((row) => Math.abs(row[name])).filter(known), 1e-12);
  const small = Math.min(...own.map((row) => row[name]).filter(known));
  return figure({
    name: `tiles_by_${axis.name}`,
    controls,
    title: compare
      ? say("figures.tiles", named(measure), named(axis), named(arm))
      : say("figures.tiles_level", named(measure), named(axis)),
    read: say("read.tiles", within ? within.name : ""),
    option(width) {
      const left = within
        ? Math.min(Math.max(90, width * 0.2), 16 + Math.max(...parts.map((part) => text_width(part))))
        : 8;
      const across = within
        ? Math.max(...parts.map((part) => own.filter((row) => part_of(row) === part).length))
        : Math.max(1, Math.floor((width - 16) / 130));
      const columns_shown = Math.min(across, Math.max(1, Math.floor((width - left - 8) / 84)));
      // As the paper where there is nothing, stronger with size; blue up, orange down.
      const scale = compare ? colours.less_and_more : colours.less_and_more.slice(2),
        least = compare ? -size : small;
      const data = [],
        names = [];
      let line = 0;
      for (const part of parts) {
        const of_part = own.filter((row) => part_of(row) === part);
        of_part.forEach((row, k) =>
          data.push({
            value: [k % columns_shown, line + Math.floor(k / columns_shown), row[name]],
            row,
            label: on(at_scale(scale, (row[name] - least) / (size - least || 1))),
          }),
        );
        names.push({ part, line });
        line += Math.ceil(of_part.length / columns_shown);
      }
      const tile = lower(58),
        height = line * tile + 66,
        cell = (width - left - 8) / columns_shown;
      return {
        height,
        option: {
          textStyle: base_text,
          backgroundColor: colours.paper,
          graphic: names.map((one) => ({
            type: "text",
            x: 6,
            y: 8 + one.line * tile + tile / 2 - 9,
            silent: true,
            style: {
              text: wrapped(one.part, left - 10).join("\n"),
              font: `12px ${fonts}`,
              fill: colours.soft,
              lineHeight: 15,
            },
          })),
          grid: { left, right: 8, top: 8, height: line * tile },
          xAxis: { type: "category", data: Array.from({ length: columns_shown }, (_, k) => String(k)), show: false },
          yAxis: {
            type: "category",
            data: Array.from({ length: line }, (_, k) => String(k)),
            inverse: true,
            show: false,
          },
          visualMap: {
            min: least,
            max: size,
            show: true,
            calculable: false,
            orient: "horizontal",
            left: "center",
            bottom: 4,
            itemWidth: 12,
            itemHeight: Math.min(220, width * 0.45),
            text: [`${form(size, measure.digits)}`, `${form(least, measure.digits)}`],
            textStyle: base_text,
            inRange: { color: scale },
          },
          tooltip: tooltip(
            (p) =>
              `${named(groups[p.data.row.group])}: ${form(p.data.row[name], measure.digits)} ` +
              `${compare ? difference_unit(measure) : unit_name(measure.unit)}`,
          ),
          series: [
            {
              type: "heatmap",
              name: named(measure),
              data,
              itemStyle: { borderColor: colours.paper, borderWidth: 3 },
              emphasis: { disabled: true },
              label: {
                show: true,
                formatter: ({ data: { row } }) => {
                  const place = wrapped(named(groups[row.group]), cell - 10)[0];
                  return `{a|${place}}\n{b|${form(row[name], measure.digits)}${compare && is_sure(row) ? " *" : ""}}`;
                },
              },
            },
          ],
        },
      };
    },
    columns: [
      text_column(named(axis)),
      ...(within
        ? [text_column(say(`within.${within.name}`).startsWith("within.") ? within.name : say(`within.${within.name}`))]
        : []),
      ...interval_columns(`${say("columns.level")}, ${unit_name(measure.unit)}`, measure.digits),
      ...interval_columns(`${say("columns.difference")}, ${difference_unit(measure)}`, measure.digits, signed),
    ],
    rows: own.map((row) => [
      group_name(row.group),
      ...(within ? [part_of(row)] : []),
      ...interval_of(row, "level"),
      ...interval_of(row, "difference"),
    ]),
  });
}

function representation(measure) {
  const own = differences(measure.place, about.groups);
  const lines = level_rows(measure, about.groups);
  return figure({
    name: measure.name,
    title: say("figures.representation", named(measure)),
    note: note_of_drawn(),
    read: say("read.representation", about),
    option: (width) => ({
      height: rows_height(lines, width),
      breaks: rows_breaks(lines, width),
      option: rows_chart(lines, width, { unit: axis_measure(measure), mark: 1 }),
    }),
    columns: columns(measure),
    rows: own.map(cells),
  });
}

function concentration(measure) {
  const own = differences(measure.place, "");
  const lines = own.map((row) => ({
    label: arms[row.arm].letter,
    value: row.level,
    low: row.level_low,
    high: row.level_high,
    place: row.arm,
    strong: row.arm === baseline.place,
    hollow: may_be_chance(row),
    short: has_difference(row)
      ? `${fixed(row.level, measure.digits)} (${signed(row.difference, measure.digits)})`
      : undefined,
    text: has_difference(row)
      ? `${fixed(row.level, measure.digits)}  (${with_half(row, "difference", measure.digits)})`
      : fixed(row.level, measure.digits),
    tip: `${arm_name(arms[row.arm])}: ${fixed(row.level, measure.digits)}`,
  }));
  return figure({
    name: measure.name,
    title: say("figures.concentration", named(measure)),
    note: note_of_alike(own, "difference"),
    read: say("read.concentration"),
    option: (width) => ({
      height: rows_height(lines, width),
      breaks: rows_breaks(lines, width),
      option: rows_chart(lines, width, { unit: axis_measure(measure) }),
    }),
    columns: columns(measure).slice(1),
    rows: own.map((row) => cells(row).slice(1)),
  });
}

export function who_gains(redraw) {
  const among = compared("main").filter(
    (m) => !measures[m].money && about.axes.some((axis) => differences(m, axis.name).length),
  );
  const out = [paragraph(say("intro.who_gains"))];
  if (!among.length) out.push(without(say("without.groups")));
  else {
    const measure = measures[chosen_among("who_gains", among)];
    out.push(bands(measure, [measure_choice("who_gains", among, redraw)]));
    for (const axis of about.axes) {
      if (axis.name === about.groups) continue;
      const has = among.filter((m) => differences(m, axis.name).length);
      if (!has.length || (!axis.within.length && groups.filter((group) => group.axis === axis.name).length < 4))
        continue;
      const of = has.includes(measure.place) ? measure : measures[has[0]];
      const able = others.length ? others.map((arm) => arm.place) : [baseline.place];
      const best = [...about.ranking].map((one) => one.arm).find((a) => able.includes(a)) ?? able[0];
      const arm = arms[chosen_among("who_gains_arm", able, best)];
      out.push(
        tiles(
          of,
          axis,
          arm,
          able.length > 1 ? [measure_choice("who_gains", among, redraw), arm_choice_with(able, arm, redraw)] : [],
        ),
      );
    }
  }
  const equity = compared("equity").map((m) => measures[m]);
  if (!equity.length) out.push(without(say("without.equity")));
  if (equity.length && about.replicates_by_week < about.replicates)
    out.push(paragraph(say("only_some_runs_equity", about.replicates_by_week, about.replicates), "note"));
  for (const measure of equity.filter((m) => m.relative)) out.push(representation(measure));
  for (const measure of equity.filter((m) => m.spread)) out.push(concentration(measure));
  if (equity.length && !equity.some((m) => m.spread)) out.push(without(say("without.spread", about)));
  return out;
}

function arm_choice_with(able, arm, redraw) {
  const made = arm_choice("who_gains_arm", able, redraw);
  made.querySelector("select").value = String(arm.place);
  return made;
}
