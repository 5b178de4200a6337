// Week by week: how runs of each arm spread, what arms differ by, and the same by group.
import {
  apart,
  band_series,
  base_text,
  colours,
  fonts,
  inner_labels,
  key_of,
  look,
  lower,
  printing,
  tooltip,
  value_axis,
  wrapped,
} from "../charts.js";
import { figure } from "../figure.js";
import { difference_unit, named, say, unit_name, upper } from "../language.js";
import {
  about,
  arms,
  baseline,
  drawn,
  groups,
  known,
  measures,
  one_replicate,
  others,
  rows,
  step,
  unique,
} from "../model.js";
import { fixed, signed, tick } from "../numbers.js";
import { paragraph } from "../elements.js";
import {
  arm_name,
  note_of_drawn,
  axis_difference,
  axis_measure,
  chosen_among,
  group_name,
  measure_choice,
  number_column,
  text_column,
  without,
} from "./shared.js";

const left = 54,
  right = 26;

// Panels in even lines of as many as there is room for: where each is, and how high all are.
function panels(count, width, titles, top) {
  const most = Math.max(1, Math.floor(width / (printing ? 225 : 265)));
  const across = Math.ceil(count / Math.ceil(count / most));
  const cell = width / across;
  const lines = titles.map((title) => wrapped(title, cell - left - 8, 13));
  const places = [];
  let y = top;
  for (let first = 0; first < count; first += across) {
    const head = Math.max(...lines.slice(first, first + across).map((one) => one.length)) * 18 + 6;
    for (let k = first; k < Math.min(count, first + across); ++k)
      places.push({
        x: (k - first) * cell,
        y: y + head,
        left: (k - first) * cell + left,
        width: cell - left - right,
        height: lower(150),
        title: lines[k],
        top: y,
      });
    y += head + lower(150) + 48;
  }
  return { places, height: y, breaks: unique(places.map((one) => one.top)).slice(1) };
}

// What the vertical axes tell, above the plots.
const unit_line = (text, y) => ({
  type: "text",
  x: 8,
  y,
  silent: true,
  style: { text, font: `12px ${fonts}`, fill: colours.soft },
});

const titles_of = (places) =>
  places.map((one) => ({
    type: "text",
    x: one.x + 8,
    y: one.top,
    silent: true,
    style: { text: one.title.join("\n"), font: `600 13px ${fonts}`, lineHeight: 18, fill: colours.ink },
  }));

// When policies and emergencies are in force: shaded, emergencies darker and named.
function windows_of(arm) {
  const seen = new Set();
  const data = [];
  for (const one of arm.episodes) {
    const key = `${one.kind} ${one.start} ${one.end}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const emergency = one.kind !== "policy",
      kind = emergency ? "emergency" : "policy";
    data.push([
      {
        xAxis: one.start,
        itemStyle: {
          color: colours[kind][0],
          borderColor: colours[kind][1],
          borderType: emergency ? "solid" : "dashed",
          borderWidth: 1,
        },
        label: {
          show: emergency,
          formatter: say("emergency"),
          position: "insideTop",
          color: colours.ink,
          fontFamily: fonts,
          fontSize: 11,
        },
      },
      { xAxis: Math.min(one.end, about.steps) },
    ]);
  }
  return { silent: true, animation: false, data };
}

// Emergencies of any of some arms, in a chart that has all of them.
const emergencies_of = (some) =>
  windows_of({ episodes: some.flatMap((one) => one.episodes).filter((one) => one.kind !== "policy") });

const time_axis = (grid) => ({
  ...value_axis(upper(say("step_axis", step)), { nameGap: 26 }),
  gridIndex: grid,
  scale: true,
  min: 0,
  max: about.steps - 1,
  splitLine: { show: false },
  axisLabel: { ...base_text, color: colours.soft, hideOverlap: true, showMaxLabel: false },
});

// One y axis for all, with a little room.
function common_range(values) {
  const told = values.filter(known);
  const low = Math.min(...told),
    high = Math.max(...told),
    room = (high - low || Math.abs(high) || 1) * 0.06;
  const rounding = 10 ** Math.floor(Math.log10(high - low || Math.abs(high) || 1) - 1);
  return { min: Math.floor((low - room) / rounding) * rounding, max: Math.ceil((high + room) / rounding) * rounding };
}

const curve = (data, place, extra = {}) => ({
  type: "line",
  data,
  showSymbol: false,
  z: 3,
  animation: false,
  connectNulls: false,
  lineStyle: { color: look(place).colour, width: 2, type: look(place).dash },
  itemStyle: { color: look(place).colour },
  emphasis: { disabled: true },
  ...extra,
});
const end_label = (arm, shift = 0) => ({
  show: true,
  offset: [0, shift],
  formatter: arm.letter,
  color: colours.ink,
  fontFamily: fonts,
  fontWeight: 700,
  fontSize: 12,
  distance: 4,
});

// How far letters at the ends of curves must move apart to be read: `ends` are [arm, value].
function shifts_of(ends, range, height) {
  const places = ends
    .filter(([, value]) => known(value))
    .map(([arm, value]) => ({ arm, at: ((range.max - value) / (range.max - range.min)) * height, size: 13 }));
  return new Map(apart(places, height).map((middle, k) => [places[k].arm, middle - places[k].at]));
}
const last_of = (list, name) => list[list.length - 1]?.[name];

const columns = (measure) => [
  text_column(say("columns.arm")),
  text_column(say("columns.group")),
  number_column(upper(say("step_axis", step)), 0),
  ...["low_95", "low_50", "median", "high_50", "high_95"].map((name) =>
    number_column(`${say(`columns.${name}`)}, ${unit_name(measure.unit)}`, measure.digits),
  ),
];
const cells = (row) => [
  named(arms[row.arm]),
  group_name(row.group),
  row[step],
  row.low_95,
  row.low_50,
  row.median,
  row.high_50,
  row.high_95,
];

function fan_figure(measure, own, controls) {
  const shown = drawn.filter((arm) => own.some((row) => row.arm === arm.place));
  const base = own.filter((row) => row.arm === baseline.place);
  return figure({
    name: "fans",
    title: say("figures.fans", named(measure)),
    controls,
    read: say(one_replicate ? "read.fans_one" : "read.fans", named(baseline), baseline.letter, others.length > 0),
    note: note_of_drawn(),
    option(width) {
      const { places, height, breaks } = panels(shown.length, width, shown.map(arm_name), 26);
      const range = common_range(
        own.filter((row) => shown.some((arm) => arm.place === row.arm)).flatMap((row) => [row.low_95, row.high_95]),
      );
      const series = [];
      shown.forEach((arm, k) => {
        const mine = own.filter((row) => row.arm === arm.place),
          at = { xAxisIndex: k, yAxisIndex: k, name: arm_name(arm) };
        const { colour } = look(arm.place);
        const shift = shifts_of(
          arm === baseline
            ? [[arm, last_of(mine, "median")]]
            : [
                [arm, last_of(mine, "median")],
                [baseline, last_of(base, "median")],
              ],
          range,
          lower(150),
        );
        series.push(
          band_series(
            mine.map((row) => [row[step], row.low_95, row.high_95]),
            colour,
            0.18,
            at,
          ),
        );
        series.push(
          band_series(
            mine.map((row) => [row[step], row.low_50, row.high_50]),
            colour,
            0.34,
            at,
          ),
        );
        if (arm !== baseline)
          series.push(
            curve(
              base.map((row) => [row[step], row.median]),
              baseline.place,
              {
                ...at,
                name: arm_name(baseline),
                z: 2,
                lineStyle: { color: look(baseline.place).colour, width: 1.4, type: [4, 3] },
                endLabel: end_label(baseline, shift.get(baseline)),
              },
            ),
          );
        series.push(
          curve(
            mine.map((row) => [row[step], row.median]),
            arm.place,
            {
              ...at,
              lineStyle: { color: colour, width: 2, type: "solid" },
              markArea: windows_of(arm),
              endLabel: end_label(arm, shift.get(arm)),
            },
          ),
        );
      });
      return {
        height,
        breaks,
        option: {
          textStyle: base_text,
          graphic: [unit_line(axis_measure(measure), 4), ...titles_of(places)],
          series,
          grid: places.map((one) => ({ left: one.left, top: one.y, width: one.width, height: one.height })),
          xAxis: places.map((_, k) => time_axis(k)),
          yAxis: places.map((_, k) => ({
            ...value_axis(""),
            gridIndex: k,
            ...range,
            axisLabel: inner_labels(tick(6)),
          })),
          tooltip: tooltip((list) => tell(list, measure), {
            trigger: "axis",
            axisPointer: { type: "line", lineStyle: { color: colours.line } },
          }),
          backgroundColor: colours.paper,
        },
      };
    },
    columns: columns(measure),
    rows: own.map(cells),
  });
}

function tell(list, measure, form = fixed) {
  const lines = list.filter((p) => p.componentSubType === "line" && known(p.value[1]));
  if (!lines.length) return "";
  return [
    say("step_number", step, lines[0].value[0]),
    ...unique(lines.map((p) => `${p.seriesName}: ${form(p.value[1], measure.digits)} ${unit_name(measure.unit)}`)),
  ];
}

function difference_figure(measure, own) {
  const shown = drawn
    .filter((arm) => arm !== baseline)
    .filter((arm) => own.some((row) => row.arm === arm.place && known(row.difference)));
  if (!shown.length) return null;
  return figure({
    name: "differences_over_time",
    title: say("figures.differences_over_time", named(measure), named(baseline)),
    read: say("read.differences_over_time", named(baseline)),
    option(width) {
      const key = key_of(
        shown.map((arm) => ({ ...look(arm.place), text: arm_name(arm) })),
        width,
      );
      const series = [];
      const range = common_range([
        0,
        ...own
          .filter((row) => shown.some((arm) => arm.place === row.arm))
          .flatMap((row) => [row.difference_low ?? row.difference, row.difference_high ?? row.difference]),
      ]);
      const shift = shifts_of(
        shown.map((arm) => [
          arm,
          last_of(
            own.filter((row) => row.arm === arm.place),
            "difference",
          ),
        ]),
        range,
        lower(220),
      );
      for (const arm of shown) {
        const mine = own.filter((row) => row.arm === arm.place);
        series.push(
          band_series(
            mine.map((row) => [row[step], row.difference_low, row.difference_high]),
            look(arm.place).colour,
            0.22,
            { name: arm_name(arm) },
          ),
        );
        series.push(
          curve(
            mine.map((row) => [row[step], row.difference]),
            arm.place,
            {
              name: arm_name(arm),
              endLabel: end_label(arm, shift.get(arm)),
              markLine: {
                silent: true,
                symbol: "none",
                animation: false,
                label: { show: false },
                lineStyle: { color: colours.soft, type: [4, 3], width: 1 },
                data: [{ yAxis: 0 }],
              },
              ...(arm === shown[0] ? { markArea: emergencies_of(shown) } : {}),
            },
          ),
        );
      }
      return {
        height: key.height + 80 + lower(220),
        option: {
          textStyle: base_text,
          graphic: [...key.elements, unit_line(axis_difference(measure), key.height + 4)],
          series,
          grid: { left, right, top: key.height + 30, height: lower(220) },
          xAxis: time_axis(0),
          yAxis: {
            ...value_axis(""),
            ...range,
            axisLabel: inner_labels(tick(6), { showMinLabel: range.min === 0 }),
          },
          tooltip: tooltip((list) => tell(list, { ...measure, unit: difference_unit(measure) }, signed), {
            trigger: "axis",
            axisPointer: { type: "line", lineStyle: { color: colours.line } },
          }),
          backgroundColor: colours.paper,
        },
      };
    },
    columns: [
      text_column(say("columns.arm")),
      number_column(upper(say("step_axis", step)), 0),
      ...["difference", "difference_low", "difference_high"].map((name) =>
        number_column(`${say(`columns.${name}`)}, ${difference_unit(measure)}`, measure.digits, signed),
      ),
    ],
    rows: own
      .filter((row) => row.arm !== baseline.place)
      .map((row) => [named(arms[row.arm]), row[step], row.difference, row.difference_low, row.difference_high]),
  });
}

// Small multiples: a panel for each group of an axis, in each the medians of all arms.
function group_figure(measure, axis, own) {
  const panels_of = unique(own.map((row) => row.group));
  const shown = drawn.filter((arm) => own.some((row) => row.arm === arm.place));
  const title = named(about.axes.find((one) => one.name === axis));
  return figure({
    name: `by_${axis}_over_time`,
    title: say("figures.by_group", named(measure), title),
    read: say("read.by_group", title),
    option(width) {
      const key = key_of(
        shown.map((arm) => ({ ...look(arm.place), text: arm_name(arm) })),
        width,
      );
      const { places, height, breaks } = panels(
        panels_of.length,
        width,
        panels_of.map((g) => named(groups[g])),
        key.height + 28,
      );
      const series = [];
      const of_group = (group) => own.filter((row) => row.group === group);
      const ranges = panels_of.map((group) =>
        common_range(of_group(group).flatMap((row) => [row.low_95, row.high_95])),
      );
      const shifts = panels_of.map((group, k) =>
        shifts_of(
          shown.map((arm) => [
            arm,
            last_of(
              of_group(group).filter((row) => row.arm === arm.place),
              "median",
            ),
          ]),
          ranges[k],
          lower(150),
        ),
      );
      panels_of.forEach((group, k) =>
        shown.forEach((arm) => {
          const mine = own.filter((row) => row.arm === arm.place && row.group === group),
            at = { xAxisIndex: k, yAxisIndex: k, name: arm_name(arm) };
          series.push(
            band_series(
              mine.map((row) => [row[step], row.low_95, row.high_95]),
              look(arm.place).colour,
              0.16,
              at,
            ),
          );
          series.push(
            curve(
              mine.map((row) => [row[step], row.median]),
              arm.place,
              {
                ...at,
                endLabel: end_label(arm, shifts[k].get(arm)),
                ...(arm === shown[0] ? { markArea: emergencies_of(shown) } : {}),
              },
            ),
          );
        }),
      );
      return {
        height,
        breaks,
        option: {
          textStyle: base_text,
          graphic: [...key.elements, unit_line(axis_measure(measure), key.height + 4), ...titles_of(places)],
          series,
          grid: places.map((one) => ({ left: one.left, top: one.y, width: one.width, height: one.height })),
          xAxis: places.map((_, k) => time_axis(k)),
          yAxis: places.map((_, k) => ({
            ...value_axis(""),
            gridIndex: k,
            ...ranges[k],
            axisLabel: inner_labels(tick(6)),
          })),
          tooltip: tooltip((list) => tell(list, measure), {
            trigger: "axis",
            axisPointer: { type: "line", lineStyle: { color: colours.line } },
          }),
          backgroundColor: colours.paper,
        },
      };
    },
    columns: columns(measure),
    rows: own.map(cells),
  });
}

export function over_time(redraw) {
  const all = rows("weekly");
  if (!all.length) return [without(say("without.weeks"))];
  const among = unique(all.map((row) => row.measure));
  const place = chosen_among("over_time", among);
  const measure = measures[place];
  const own = all.filter((row) => row.measure === place);
  const everybody = own.filter((row) => row.group === 0);
  const out = [
    paragraph(say("intro.over_time", about)),
    about.replicates_by_week < about.replicates
      ? paragraph(say("only_some_runs", about.replicates_by_week, about.replicates), "note")
      : null,
  ];
  out.push(fan_figure(measure, everybody.length ? everybody : own, [measure_choice("over_time", among, redraw)]));
  if (others.length) out.push(difference_figure(measure, everybody) ?? without(say("without.pairs")));
  const axes = unique(own.filter((row) => row.axis).map((row) => row.axis));
  for (const axis of axes)
    out.push(
      group_figure(
        measure,
        axis,
        own.filter((row) => row.axis === axis),
      ),
    );
  // Axes that other measures are told by, such as channels, which only participation has.
  for (const axis of unique(all.filter((row) => row.axis && !axes.includes(row.axis)).map((row) => row.axis))) {
    const other = all.filter((row) => row.axis === axis),
      first = other[0].measure;
    out.push(
      group_figure(
        measures[first],
        axis,
        other.filter((row) => row.measure === first),
      ),
    );
  }
  return out;
}
