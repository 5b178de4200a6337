// Week by week: how runs of each arm spread, what arms differ by, and the same by group.
import { band_series, colours, inner_labels, key_of, look, lower, value_axis } from "../charts.js";
import { paragraph } from "../elements.js";
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
  over_worlds,
  rows,
  step,
  unique,
} from "../model.js";
import { signed, tick } from "../numbers.js";
import { section } from "../section.js";
import {
  arm_name,
  axis_difference,
  chosen_among,
  group_name,
  measure_choice,
  note_of_drawn,
  number_column,
  text_column,
  without,
} from "../shared.js";
import {
  common_range,
  curve,
  emergencies_of,
  end_label,
  last_of,
  left,
  over_weeks,
  panels_chart,
  right,
  shifts_of,
  time_axis,
  unit_line,
  windows_of,
} from "../time_chart.js";
import { step_zh, weeks_en } from "../wording.js";

const texts = {
  title: { en: "Over time", zh: "随时间的变化" },
  intro: {
    en: (a) =>
      `Each alternative from the ${a.step} its recording starts, which is after ` +
      `${weeks_en(a.step, a.burn_in)} of running in.`,
    zh: (a) => `各方案从开始记录起逐${step_zh(a.step)}的变化；此前模型已预热 ${a.burn_in} ${step_zh(a.step)}。`,
  },
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
    fans_worlds: {
      en: (base, letter, many) =>
        `The line is the middle world, the dark band holds the middle half of the worlds, the pale band 90 % of ` +
        `them: it shows how far the possible worlds lie apart, given this ` +
        `model.${many ? ` The thin dashed line (${letter}) is the middle world of “${base}”.` : ""} Grey ` +
        `shading marks when policies are in force, orange when there is an emergency.`,
      zh: (base, letter, many) =>
        `线是居中的可能情形，深色带包含中间一半，浅色带包含 90%：它表示各种可能情形相差多远，以本模型成立为前提。` +
        `${many ? `细虚线（${letter}）是“${base}”。` : ""}灰色底纹是政策实施的时间，橙色底纹是突发事件的时间。`,
    },
    differences_over_time_worlds: {
      en: (base) =>
        `The median difference from “${base}” in the same week of the same world; the band is the range of 90 % of ` +
        `the worlds, of each point in time alone. At the dashed line there is no difference.`,
      zh: (base) =>
        `同一可能情形、同一时间与“${base}”之差的中位数；带是各时点单独的 90% 可能情形的范围。虚线处表示没有差别。`,
    },
    by_group_worlds: {
      en: (axis) =>
        `A panel for each ${axis}, each with its own scale: compare shapes, not heights. Lines are the middle ` +
        `worlds, bands hold 90 % of them; letters name the alternatives. Orange shading marks an emergency ` +
        `in any of them.`,
      zh: (axis) =>
        `每格是一个${axis}，各有自己的刻度：请比较形状，不要比较高低。线是居中的可能情形，带包含其中 90%，字母代表方案；橙色底纹是任一方案中突发事件的时间。`,
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
    low_90: { en: "90 % from", zh: "90% 下限" },
    high_90: { en: "90 % to", zh: "90% 上限" },
  },
  without: {
    weeks: {
      en: "There is one point in time in this file, so nothing can be shown over time.",
      zh: "文件中只有一个时点，无法显示变化。",
    },
  },
};

// The ends of the widest band: of 95 % of the runs, or 90 % of the worlds.
const [low, high] = over_worlds ? ["low_90", "high_90"] : ["low_95", "high_95"];

const columns = (measure) => [
  text_column(say("columns.arm")),
  text_column(say("columns.group")),
  number_column(upper(say("step_axis", step)), 0),
  ...[low, "low_50", "median", "high_50", high].map((name) =>
    number_column(`${say(`over_time.columns.${name}`)}, ${unit_name(measure.unit)}`, measure.digits),
  ),
];
const cells = (row) => [
  named(arms[row.arm]),
  group_name(row.group),
  row[step],
  row[low],
  row.low_50,
  row.median,
  row.high_50,
  row[high],
];

// Rows as a band and as a curve.
const band = (own, from, to, colour, opacity, at) =>
  band_series(
    own.map((row) => [row[step], row[from], row[to]]),
    colour,
    opacity,
    at,
  );
const points = (own, name) => own.map((row) => [row[step], row[name]]);
const key_of_arms = (some, width) =>
  key_of(
    some.map((arm) => ({ ...look(arm.place), text: arm_name(arm) })),
    width,
  );

// The runs of each arm: their middle, their middle half and 95 % of them, beside the middle of what it is compared
// with.
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
      const range = common_range(
        own.filter((row) => shown.some((arm) => arm.place === row.arm)).flatMap((row) => [row[low], row[high]]),
      );
      const panel = (arm) => {
        const mine = own.filter((row) => row.arm === arm.place);
        const beside = arm === baseline ? [] : [[baseline, last_of(base, "median")]];
        const shift = shifts_of([[arm, last_of(mine, "median")], ...beside], range, lower(150));
        const { colour } = look(arm.place);
        const series = (place) => {
          const at = { ...place, name: arm_name(arm) };
          return [
            band(mine, low, high, colour, 0.18, at),
            band(mine, "low_50", "high_50", colour, 0.34, at),
            ...(arm === baseline
              ? []
              : [
                  curve(points(base, "median"), baseline.place, {
                    ...at,
                    name: arm_name(baseline),
                    z: 2,
                    lineStyle: { color: look(baseline.place).colour, width: 1.4, type: [4, 3] },
                    endLabel: end_label(baseline, shift.get(baseline)),
                  }),
                ]),
            curve(points(mine, "median"), arm.place, {
              ...at,
              lineStyle: { color: colour, width: 2, type: "solid" },
              markArea: windows_of(arm),
              endLabel: end_label(arm, shift.get(arm)),
            }),
          ];
        };
        return { title: arm_name(arm), range, series };
      };
      return panels_chart(width, measure, null, shown.map(panel));
    },
    columns: columns(measure),
    rows: own.map(cells),
  });
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
      const key = key_of_arms(shown, width);
      const range = common_range([
        0,
        ...own
          .filter((row) => shown.some((arm) => arm.place === row.arm))
          .flatMap((row) => [row.difference_low ?? row.difference, row.difference_high ?? row.difference]),
      ]);
      const rows_of = (arm) => own.filter((row) => row.arm === arm.place);
      const shift = shifts_of(
        shown.map((arm) => [arm, last_of(rows_of(arm), "difference")]),
        range,
        lower(220),
      );
      const no_difference = {
        silent: true,
        symbol: "none",
        animation: false,
        label: { show: false },
        lineStyle: { color: colours.soft, type: [4, 3], width: 1 },
        data: [{ yAxis: 0 }],
      };
      const series = shown.flatMap((arm) => [
        band(rows_of(arm), "difference_low", "difference_high", look(arm.place).colour, 0.22, { name: arm_name(arm) }),
        curve(points(rows_of(arm), "difference"), arm.place, {
          name: arm_name(arm),
          endLabel: end_label(arm, shift.get(arm)),
          markLine: no_difference,
          ...(arm === shown[0] ? { markArea: emergencies_of(shown) } : {}),
        }),
      ]);
      return {
        height: key.height + 80 + lower(220),
        option: {
          ...over_weeks({ ...measure, unit: difference_unit(measure) }, signed),
          graphic: [...key.elements, unit_line(axis_difference(measure), key.height + 4)],
          series,
          grid: { left, right, top: key.height + 30, height: lower(220) },
          xAxis: time_axis(0),
          yAxis: {
            ...value_axis(""),
            ...range,
            axisLabel: inner_labels(tick(6), { showMinLabel: range.min === 0 }),
          },
        },
      };
    },
    columns: [
      text_column(say("columns.arm")),
      number_column(upper(say("step_axis", step)), 0),
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
  const shown = drawn.filter((arm) => own.some((row) => row.arm === arm.place));
  const title = named(about.axes.find((one) => one.name === axis));
  return figure({
    name: `by_${axis}_over_time`,
    title: say("over_time.figures.by_group", named(measure), title),
    read: say("over_time.read.by_group", title),
    option(width) {
      const panel = (group) => {
        const inside = own.filter((row) => row.group === group);
        const range = common_range(inside.flatMap((row) => [row[low], row[high]]));
        const rows_of = (arm) => inside.filter((row) => row.arm === arm.place);
        const shift = shifts_of(
          shown.map((arm) => [arm, last_of(rows_of(arm), "median")]),
          range,
          lower(150),
        );
        const series = (place) =>
          shown.flatMap((arm) => {
            const at = { ...place, name: arm_name(arm) };
            return [
              band(rows_of(arm), low, high, look(arm.place).colour, 0.16, at),
              curve(points(rows_of(arm), "median"), arm.place, {
                ...at,
                endLabel: end_label(arm, shift.get(arm)),
                ...(arm === shown[0] ? { markArea: emergencies_of(shown) } : {}),
              }),
            ];
          });
        return { title: named(groups[group]), range, series };
      };
      return panels_chart(width, measure, key_of_arms(shown, width), unique(own.map((row) => row.group)).map(panel));
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
