// Week by week: what each arm differs by; of one arm alone, how its runs spread.
import { band_series, colours, look } from "../charts.js";
import { paragraph } from "../elements.js";
import { figure } from "../figure.js";
import { difference_unit, named, say, unit_name, upper } from "../language.js";
import {
  about,
  arms,
  baseline,
  drawn,
  known,
  measures,
  one_replicate,
  others,
  over_worlds,
  rows,
  step,
  unique,
} from "../model.js";
import { fixed, signed } from "../numbers.js";
import { section } from "../section.js";
import {
  arm_name,
  axis_difference,
  axis_measure,
  chosen_among,
  measure_choice,
  note_of_drawn,
  number_column,
  text_column,
  without,
} from "../shared.js";
import { common_range, curve, panels_chart, windows_of } from "../time_chart.js";

const texts = {
  title: { en: "Over time", zh: "随时间的变化" },
  only_some_runs: {
    en: (n, all) => `Of the first ${n} of the ${all} runs of each alternative.`,
    zh: (n, all) => `取每个方案 ${all} 次模拟中的前 ${n} 次。`,
  },
  figures: {
    fans: { en: (m) => `How ${m} develops`, zh: (m) => `${m}的走势` },
    differences_over_time: {
      en: (m, base) => `Difference in ${m} from “${base}”, over time`,
      zh: (m, base) => `${m}：与“${base}”之差随时间的变化`,
    },
  },
  read: {
    fans: {
      en: "The middle run, and the bands of the middle half and of 95 % of the runs.",
      zh: "居中的一次模拟，以及包含中间一半和 95% 模拟的带。",
    },
    fans_worlds: {
      en: "The middle world, and the bands of the middle half and of 90 % of the worlds.",
      zh: "居中的可能情形，以及包含中间一半和 90% 可能情形的带。",
    },
    differences_over_time: {
      en: "The mean and its 95 % interval. Grey: policies in force; orange: an emergency.",
      zh: "平均值和 95% 区间。灰色底纹：政策实施期间；橙色：突发事件期间。",
    },
    differences_over_time_worlds: {
      en: "The median and the range of the worlds. Grey: policies in force; orange: an emergency.",
      zh: "中位数和各种可能情形的范围。灰色底纹：政策实施期间；橙色：突发事件期间。",
    },
    one: {
      en: "One run: nothing can be said of chance. Grey: policies in force; orange: an emergency.",
      zh: "只有一次模拟，无法判断是否偶然。灰色底纹：政策实施期间；橙色：突发事件期间。",
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
};

// The ends of the widest band: of 95 % of the runs, or 90 % of the worlds.
const [low, high] = over_worlds ? ["low_90", "high_90"] : ["low_95", "high_95"];

const columns_of = (measure) => [
  text_column(say("columns.arm")),
  number_column(upper(say("step_axis", step)), 0),
  ...[low, "low_50", "median", "high_50", high].map((name) =>
    number_column(`${say(`over_time.columns.${name}`)}, ${unit_name(measure.unit)}`, measure.digits),
  ),
];
const cells_of = (row) => [named(arms[row.arm]), row[step], row[low], row.low_50, row.median, row.high_50, row[high]];

// Rows as a band and as a curve.
const band = (own, from, to, colour, opacity, at) =>
  band_series(
    own.map((row) => [row[step], row[from], row[to]]),
    colour,
    opacity,
    at,
  );
const points = (own, name) => own.map((row) => [row[step], row[name]]);

// A panel for each arm, all on one scale.
function panels_figure({ name, title, read, own, shown, column, ends, unit, form, more, columns, cells }, controls) {
  const all = own.filter((row) => shown.some((arm) => arm.place === row.arm));
  return figure({
    name,
    title,
    read,
    controls,
    note: note_of_drawn(),
    option(width) {
      const range = common_range([...more, ...all.flatMap((row) => [column, ...ends.flat()].map((one) => row[one]))]);
      const panel = (arm) => {
        const mine = own.filter((row) => row.arm === arm.place),
          { colour } = look(arm.place);
        const series = (place) => {
          const at = { ...place, name: arm_name(arm) };
          return [
            ...ends.map(([from, to], k) => band(mine, from, to, colour, 0.2 + 0.15 * k, at)),
            curve(points(mine, column), arm.place, {
              ...at,
              lineStyle: { color: colour, width: 2, type: "solid" },
              markArea: windows_of(arm),
              markLine: more.length ? no_difference() : undefined,
            }),
          ];
        };
        return { title: arm_name(arm), range, series };
      };
      return panels_chart(width, unit, form, shown.map(panel));
    },
    columns,
    rows: own.filter((row) => row.arm !== baseline.place || !others.length).map(cells),
  });
}
const no_difference = () => ({
  silent: true,
  symbol: "none",
  animation: false,
  label: { show: false },
  lineStyle: { color: colours.soft, type: [4, 3], width: 1 },
  data: [{ yAxis: 0 }],
});

const fan_figure = (measure, own, controls) =>
  panels_figure(
    {
      name: "fans",
      title: say("over_time.figures.fans", named(measure)),
      read: say(one_replicate ? "over_time.read.one" : "over_time.read.fans"),
      own,
      shown: drawn.filter((arm) => own.some((row) => row.arm === arm.place)),
      column: "median",
      ends: [
        [low, high],
        ["low_50", "high_50"],
      ],
      unit: axis_measure(measure),
      form: (x) => `${fixed(x, measure.digits)} ${unit_name(measure.unit)}`,
      more: [],
      columns: columns_of(measure),
      cells: cells_of,
    },
    controls,
  );

function difference_figure(measure, own, controls) {
  const shown = drawn
    .filter((arm) => arm !== baseline)
    .filter((arm) => own.some((row) => row.arm === arm.place && known(row.difference)));
  if (!shown.length) return null;
  return panels_figure(
    {
      name: "differences_over_time",
      title: say("over_time.figures.differences_over_time", named(measure), named(baseline)),
      read: say(one_replicate ? "over_time.read.one" : "over_time.read.differences_over_time"),
      own,
      shown,
      column: "difference",
      ends: [["difference_low", "difference_high"]],
      unit: axis_difference(measure),
      form: (x) => `${signed(x, measure.digits)} ${difference_unit(measure)}`,
      more: [0],
      columns: [
        text_column(say("columns.arm")),
        number_column(upper(say("step_axis", step)), 0),
        ...["columns.difference", "low_end", "high_end"].map((name) =>
          number_column(`${say(name)}, ${difference_unit(measure)}`, measure.digits, signed),
        ),
      ],
      cells: (row) => [named(arms[row.arm]), row[step], row.difference, row.difference_low, row.difference_high],
    },
    controls,
  );
}

const of_everybody = () => rows("weekly").filter((row) => row.group === 0);

function over_time(redraw) {
  const all = of_everybody();
  const among = unique(all.map((row) => row.measure));
  const place = chosen_among("over_time", among);
  const own = all.filter((row) => row.measure === place);
  const controls = [measure_choice("over_time", among, redraw)];
  return [
    about.replicates_by_week < about.replicates
      ? paragraph(say("over_time.only_some_runs", about.replicates_by_week, about.replicates), "note")
      : null,
    others.length
      ? (difference_figure(measures[place], own, controls) ?? without(say("without.pairs")))
      : fan_figure(measures[place], own, controls),
  ];
}

section("over_time", texts, over_time, { is_here: () => of_everybody().length > 0 });
