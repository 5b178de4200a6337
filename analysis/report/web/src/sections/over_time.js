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
} from "../shared.js";
import { section } from "../section.js";
import { weeks_en, step_zh } from "../wording.js";

const texts = {
  title: { en: "Over time", zh: "随时间的变化" },
  intro: {
    en: (a) =>
      `Each alternative from the ${a.step} its recording starts, which is after ` +
      `${weeks_en(a.step, a.burn_in)} of running in.`,
    zh: (a) => `各方案从开始记录起逐${step_zh(a.step)}的变化；此前模型已预热 ${a.burn_in} ${step_zh(a.step)}。`,
  },
  emergency: { en: "emergency", zh: "突发事件" },
  step_axis: { en: (period) => period, zh: (period) => step_zh(period) },
  step_number: { en: (period, n) => `${period} ${n}`, zh: (period, n) => `第 ${n} ${step_zh(period)}` },
  only_some_runs: {
    en: (n, all) => `This section looks at the first ${n} of the ${all} runs of each alternative.`,
    zh: (n, all) => `本节取每个方案 ${all} 次模拟中的前 ${n} 次。`,
  },
  figures: {
    fans: { en: (m) => `How ${m} develops under each alternative`, zh: (m) => `各方案下${m}的走势` },
    differences_over_time: {
      en: (m, base) => `Difference in ${m} from “${base}”, over time`,
      zh: (m, base) => `${m}：与“${base}”之差随时间的变化`,
    },
    by_group: { en: (m, axis) => `${m} by ${axis}, over time`, zh: (m, axis) => `按${axis}看${m}的走势` },
  },
  read: {
    fans: {
      en: (base, letter, many) =>
        `The line is the middle run, the dark band holds the middle half of all runs, the pale band 95 % of ` +
        `them: it shows how much chance alone moves the ` +
        `result.${many ? ` The thin dashed line (${letter}) is the middle run of “${base}”.` : ""} Grey ` +
        `shading marks when policies are in force, orange when there is an emergency.`,
      zh: (base, letter, many) =>
        `线是居中的一次模拟，深色带包含中间一半的模拟，浅色带包含 95% 的模拟：它表示单凭偶然结果会有多大波动。` +
        `${many ? `细虚线（${letter}）是“${base}”。` : ""}灰色底纹是政策实施的时间，橙色底纹是突发事件的时间。`,
    },
    fans_one: {
      en: (base, letter, many) =>
        `There is one run, so there are lines without ` +
        `bands.${many ? ` The thin dashed line (${letter}) is “${base}”.` : ""} Grey shading marks when ` +
        `policies are in force, orange when there is an emergency.`,
      zh: (base, letter, many) =>
        `只有一次模拟，所以只有线，没有带。${many ? `细虚线（${letter}）是“${base}”。` : ""}灰色底纹是政策实施的时间，橙色底纹是突发事件的时间。`,
    },
    differences_over_time: {
      en: (base) =>
        `The mean difference from “${base}” in the same week and under the same chance events; the band ` +
        `is its 95 % interval, of each point in time alone. At the dashed line there is no difference.`,
      zh: (base) =>
        `在同一时间、同样的偶然事件下与“${base}”之差的平均值；带是各时点单独的 95% 区间。虚线处表示没有差别。`,
    },
    by_group: {
      en: (axis) =>
        `A panel for each ${axis}, each with its own scale: compare shapes, not heights. Lines are the middle ` +
        `runs, bands hold 95 % of the runs; letters name the alternatives. Orange shading marks an emergency ` +
        `in any of them.`,
      zh: (axis) =>
        `每格是一个${axis}，各有自己的刻度：请比较形状，不要比较高低。线是居中的一次模拟，带包含 95% 的模拟，字母代表方案；橙色底纹是任一方案中突发事件的时间。`,
    },
  },
  columns: {
    low_95: { en: "95 % from", zh: "95% 下限" },
    low_50: { en: "half from", zh: "中间一半下限" },
    median: { en: "middle", zh: "居中" },
    high_50: { en: "half to", zh: "中间一半上限" },
    high_95: { en: "95 % to", zh: "95% 上限" },
  },
  without: {
    weeks: {
      en: "There is one point in time in this file, so nothing can be shown over time.",
      zh: "文件中只有一个时点，无法显示变化。",
    },
  },
};

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
      kind = emergency ? "over_time.emergency" : "policy";
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
          formatter: say("over_time.emergency"),
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
  ...value_axis(upper(say("over_time.step_axis", step)), { nameGap: 26 }),
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
  number_column(upper(say("over_time.step_axis", step)), 0),
  ...["low_95", "low_50", "median", "high_50", "high_95"].map((name) =>
    number_column(`${say(`over_time.columns.${name}`)}, ${unit_name(measure.unit)}`, measure.digits),
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
    title: say("over_time.figures.fans", named(measure)),
    controls,
    read: say(
      one_replicate ? "over_time.read.fans_one" : "over_time.read.fans",
      named(baseline),
      baseline.letter,
      others.length > 0,
    ),
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
    say("over_time.step_number", step, lines[0].value[0]),
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
    title: say("over_time.figures.differences_over_time", named(measure), named(baseline)),
    read: say("over_time.read.differences_over_time", named(baseline)),
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
      number_column(upper(say("over_time.step_axis", step)), 0),
      ...["columns.difference", "low_end", "high_end"].map((name) =>
        number_column(`${say(name)}, ${difference_unit(measure)}`, measure.digits, signed),
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
    title: say("over_time.figures.by_group", named(measure), title),
    read: say("over_time.read.by_group", title),
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

function over_time(redraw) {
  const all = rows("weekly");
  if (!all.length) return [without(say("over_time.without.weeks"))];
  const among = unique(all.map((row) => row.measure));
  const place = chosen_among("over_time", among);
  const measure = measures[place];
  const own = all.filter((row) => row.measure === place);
  const everybody = own.filter((row) => row.group === 0);
  const out = [
    paragraph(say("over_time.intro", about)),
    about.replicates_by_week < about.replicates
      ? paragraph(say("over_time.only_some_runs", about.replicates_by_week, about.replicates), "note")
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

section("over_time", texts, over_time);
