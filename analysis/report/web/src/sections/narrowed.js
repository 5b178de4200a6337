// Of a calibration: parameters before and after, those that data narrowed most first.
import { base_text, colours, look } from "../charts.js";
import { element, table_of } from "../elements.js";
import { figure, folded_table } from "../figure.js";
import { say, subject_name, told_in } from "../language.js";
import { known, unique } from "../model.js";
import { as_told, percent, range_of } from "../numbers.js";
import { key_of_parameter, parameter_name, parameters } from "../parameters_told.js";
import { rows_breaks, rows_chart, rows_height } from "../rows_chart.js";
import { section } from "../section.js";
import { number_column, text_column, without } from "../shared.js";

const texts = {
  title: { en: "What data say of the parameters", zh: "数据对参数说明了什么" },
  figure: { en: "Parameters before and after, the most narrowed first", zh: "参数的前后对比（缩小最多的在前）" },
  read: {
    en:
      "Each row is a parameter on its own scale: the pale bar is the 90 % range that was believed, the line " +
      "with a mark " +
      "is the 90 % range of the draws with their median. A line shorter than its bar has been narrowed by data; " +
      "one that " +
      "lies to a side has been moved. At the right the range of the draws, in the parameter's unit.",
    zh:
      "每行是一个参数，按其自身的尺度：浅色横条是事先判断的 90% 范围，带标记的线是抽取值的 90% 范围及中位数。" +
      "线比横条短，说明数据缩小了范围；线偏向一侧，说明数据移动了它。右侧是抽取值的范围，单位见下表。",
  },
  unit: { en: "share of what was believed that lies below", zh: "事先判断中低于此值的比例" },
  key: {
    before: { en: "what was believed, 90 %", zh: "事先判断，90%" },
    after: { en: "draws, 90 % and median", zh: "抽取值，90% 与中位数" },
  },
  how: {
    identified: { en: "identified: less than half is left", zh: "已确定：剩下不到一半" },
    "to one side": { en: "bounded on one side", zh: "单侧受限" },
    somewhat: { en: "somewhat", zh: "有所缩小" },
    "not at all": { en: "not at all", zh: "没有缩小" },
  },
  no_group: { en: "others", zh: "其他" },
  by_group: { en: "By subject", zh: "按主题" },
  folded: {
    rest: {
      en: (n) => `Parameters that were not narrowed (${n})`,
      zh: (n) => `没有缩小的参数（${n} 个）`,
    },
    not_felt: {
      en: (n) => `Parameters that targets cannot feel, and that keep what is believed (${n})`,
      zh: (n) => `不受目标影响、保持事先判断的参数（${n} 个）`,
    },
    solved: {
      en: (n) => `Parameters that follow from the rates (${n})`,
      zh: (n) => `由发生率推出的参数（${n} 个）`,
    },
  },
  columns: {
    parameter: { en: "parameter", zh: "参数" },
    meaning: { en: "meaning", zh: "含义" },
    group: { en: "subject", zh: "主题" },
    unit: { en: "unit", zh: "单位" },
    before: { en: "believed: median (90 %)", zh: "事先判断：中位数（90%）" },
    after: { en: "draws: median (90 %)", zh: "抽取值：中位数（90%）" },
    before_median: { en: "believed (median)", zh: "事先判断（中位数）" },
    after_median: { en: "draws (median)", zh: "抽取值（中位数）" },
    left: { en: "spread left", zh: "剩余范围" },
    narrowed: { en: "narrowed", zh: "缩小" },
    felt: { en: "felt by targets", zh: "受目标影响" },
    some: { en: "narrowed", zh: "缩小的" },
    least: { en: "least spread left", zh: "最小的剩余范围" },
  },
  told: {
    before: { en: (x) => `believed: ${x}`, zh: (x) => `事先判断：${x}` },
    after: { en: (x) => `draws: ${x}`, zh: (x) => `抽取值：${x}` },
  },
};

const group_name = (row) => (row.group ? subject_name(row.group) : say("narrowed.no_group"));

// Where a value lies in what was believed: -1, 0 and 1 are its 5 %, its middle and its 95 %.
function place_of(row, x) {
  if (!known(x)) return null;
  const side = x < row.before ? row.before - row.before_low : row.before_high - row.before;
  return side > 0 ? (x - row.before) / side : 0;
}

const end = 1.5;
function chart(shown) {
  const told = (width) =>
    shown.map((row) => ({
      label: parameter_name(row, width * 0.36 - 16, 3),
      folds: true,
      value: Math.max(-end, Math.min(end, place_of(row, row.after))),
      low: place_of(row, row.after_low),
      high: place_of(row, row.after_high),
      before: { low: -1, high: 1 },
      place: 1,
      text: range_of(row, "after"),
      short: as_told(row.after),
      tip: [
        told_in(row, "meaning") || key_of_parameter(row),
        key_of_parameter(row),
        say("narrowed.told.before", range_of(row, "before")),
        say("narrowed.told.after", range_of(row, "after")),
      ],
    }));
  const key = () => [
    { colour: colours.line, text: say("narrowed.key.before"), dash: "solid", wide: true },
    { colour: look(1).colour, text: say("narrowed.key.after"), dash: "solid" },
  ];
  const interval = ["before", "after"].flatMap((name) => [
    number_column(say(`narrowed.columns.${name}_median`), 3, as_told),
    number_column(say("low_end"), 3, as_told),
    number_column(say("high_end"), 3, as_told),
  ]);
  return figure({
    name: "parameters",
    title: say("narrowed.figure"),
    read: say("narrowed.read"),
    option: (width) => ({
      height: rows_height(told(width), width, key()),
      breaks: rows_breaks(told(width), width, key()),
      option: rows_chart(told(width), width, {
        unit: say("narrowed.unit"),
        limits: [-end, end],
        key: key(),
        name: "after",
        axis: {
          interval: 0.5,
          axisLabel: {
            ...base_text,
            color: colours.soft,
            showMinLabel: false,
            showMaxLabel: false,
            hideOverlap: true,
            formatter: (x) => ({ "-1": "5 %", 0: "50 %", 1: "95 %" })[x] ?? "",
          },
        },
      }),
    }),
    columns: [
      text_column(say("narrowed.columns.parameter")),
      text_column(say("narrowed.columns.meaning")),
      text_column(say("narrowed.columns.group")),
      text_column(say("narrowed.columns.unit")),
      ...interval,
      { title: say("narrowed.columns.left"), number: true, show: percent },
      text_column(say("narrowed.columns.narrowed")),
    ],
    rows: shown.map((row) => [
      key_of_parameter(row),
      told_in(row, "meaning"),
      group_name(row),
      row.unit,
      ...["before", "after"].flatMap((name) => [row[name], row[`${name}_low`], row[`${name}_high`]]),
      row.left,
      say(`narrowed.how.${row.narrowed}`),
    ]),
  });
}

// A list of parameters that is made when it is looked at.
function folded(name, some) {
  if (!some.length) return null;
  const title = say(`narrowed.folded.${name}`, some.length);
  const columns = [
    text_column(say("narrowed.columns.parameter")),
    text_column(say("narrowed.columns.meaning")),
    text_column(say("narrowed.columns.group")),
    text_column(say("narrowed.columns.unit")),
    { title: say("narrowed.columns.before"), number: true },
    { title: say("narrowed.columns.after"), number: true },
  ];
  const cells = some.map((row) => [
    key_of_parameter(row),
    told_in(row, "meaning"),
    group_name(row),
    row.unit,
    range_of(row, "before"),
    range_of(row, "after"),
  ]);
  return folded_table({ name, line: title, title, columns, rows: cells });
}

function by_group(felt) {
  const names = unique(felt.map((row) => row.group));
  const told = names
    .map((group) => {
      const own = felt.filter((row) => row.group === group);
      const some = own.filter((row) => row.narrowed !== "not at all");
      return { own, some, least: Math.min(...own.map((row) => row.left)) };
    })
    .sort((a, b) => a.least - b.least);
  return [
    element("h3", {}, say("narrowed.by_group")),
    table_of(
      [
        text_column(say("narrowed.columns.group")),
        { title: say("narrowed.columns.felt"), number: true },
        { title: say("narrowed.columns.some"), number: true },
        { title: say("narrowed.columns.least"), number: true },
      ],
      told.map(({ own, some, least }) => [group_name(own[0]), String(own.length), String(some.length), percent(least)]),
      say("narrowed.by_group"),
    ),
  ];
}

const fewest = 6;
function narrowed() {
  const felt = parameters()
    .filter((row) => row.kind === "felt")
    .sort((a, b) => a.left - b.left);
  const some = felt.filter((row) => row.narrowed !== "not at all");
  const shown = felt.slice(0, Math.max(some.length, fewest));
  const rest = felt.slice(shown.length);
  return [
    ...(felt.length ? [chart(shown), ...by_group(felt)] : [without(say("calibration.none_felt"))]),
    folded("rest", rest),
    folded(
      "not_felt",
      parameters().filter((row) => row.kind === "not felt"),
    ),
    folded(
      "solved",
      parameters().filter((row) => row.kind === "solved"),
    ),
  ].filter(Boolean);
}

section("narrowed", texts, narrowed, { of: "calibration" });
