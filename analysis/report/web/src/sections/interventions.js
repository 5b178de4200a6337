// Differences of every arm from the one that it is compared with, the best first.
import { figure } from "../figure.js";
import { difference_unit, factor, named, say, unit_name, upper } from "../language.js";
import {
  about,
  arms,
  baseline,
  by_want,
  has_difference,
  is_sure,
  is_there,
  labels,
  measures,
  one_replicate,
  others,
  over_worlds,
  rows,
  star,
  unique,
} from "../model.js";
import { fixed, shortest, signed, with_half } from "../numbers.js";
import { note_of_drift, note_of_twins } from "../sentences.js";
import { rows_breaks, rows_chart, rows_height } from "../rows_chart.js";
import { element, how_to_read, paragraph, table_of } from "../elements.js";
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
} from "../shared.js";
import { section, section_en, section_zh, sections_en, sections_zh } from "../section.js";
import { weeks_en, step_zh } from "../wording.js";

const texts = {
  title: { en: "The alternatives compared", zh: "各方案比较" },
  intro: {
    en: (base, a) =>
      `Every alternative is compared with ${`“${base}”`} over the last ${weeks_en(a.step, a.last_year)}. ` +
      `Both go through the same chance events, so what differs between them is the policy.`,
    zh: (base, a) =>
      `各方案都与“${base}”比较，取最后 ${a.last_year} ${step_zh(a.step)}的平均。比较双方经历完全相同的偶然事件，因此差别只来自政策本身。`,
  },
  intro_worlds: {
    en: (base, a) =>
      `Every alternative is compared with “${base}” over the last ${weeks_en(a.step, a.last_year)}. ` +
      `Both go through the same possible worlds, so what differs between them is the policy.`,
    zh: (base, a) =>
      `各方案都与“${base}”比较，取最后 ${a.last_year} ${step_zh(a.step)}的平均。比较双方经历完全相同的可能情形，因此差别只来自政策本身。`,
  },
  is_baseline: { en: " (what the others are compared with)", zh: "（其他方案与它比较）" },
  episodes: { en: (list) => ` — ${list.join("; ")}`, zh: (list) => `：${list.join("；")}` },
  at_level: {
    en: (name, one) =>
      `${name}${one.level === null ? "" : ` ${Number(one.level.toPrecision(4))}${one.unit ? ` ${one.unit}` : ""}`}`,
    zh: (name, one) => `${name}${one.level === null ? "" : `，力度 ${Number(one.level.toPrecision(4))}`}`,
  },
  episode: {
    en: (what, one, a) =>
      `${what}, ` +
      (one.start <= 0 && one.end >= a.steps
        ? "all the time"
        : `${a.step} ${one.start} to ${Math.min(one.end, a.steps) - 1}`),
    zh: (what, one, a) =>
      `${what}，` +
      (one.start <= 0 && one.end >= a.steps
        ? "全程"
        : `第 ${one.start} 至 ${Math.min(one.end, a.steps) - 1} ${step_zh(a.step)}`),
  },
  there: {
    en: (list) => `There already, whatever the alternative: ${list.join("; ")}.`,
    zh: (list) => `各方案中原已实施：${list.join("；")}。`,
  },
  point_shown: {
    en: (a, list) =>
      `This file is a sweep. ${upper(sections_en("interventions", "hours"))} show one of its ${a.points} ` +
      `combinations of settings, number ` +
      `${a.point}${a.point_asked_for ? "" : ", the one nearest to the middle of what was tried"}: ` +
      `${list.join(", ")}. ${upper(section_en("sweep"))} has all of them.`,
    zh: (a, list) =>
      `本文件包含多组设定。${sections_zh("interventions", "hours")}显示 ${a.points} 组设定中的第 ${a.point} ` +
      `组${a.point_asked_for ? "" : "（最接近所试范围的中间）"}：` +
      `${list.join("，")}。${section_zh("sweep")}显示全部设定。`,
  },
  figures: {
    interventions: {
      en: (m, base) => `Change in ${m} compared with “${base}”`,
      zh: (m, base) => `${m}：与“${base}”相比的变化`,
    },
    levels: { en: (m) => `${m}: where it stands`, zh: (m) => `${m}的现状` },
    all_measures: { en: "All measures at a glance", zh: "各项指标一览" },
  },
  read: {
    interventions: {
      en: (base) =>
        `Each mark is the mean difference from “${base}”; its whisker is the interval that holds the true mean ` +
        `of the simulation with 95 % certainty. Right of the dashed line is more, left is less. A filled mark ` +
        `is a difference that stays apart from zero even when all comparisons here are taken together (Holm's ` +
        `method); a hollow mark may be chance.`,
      zh: (base) =>
        `每个符号是与“${base}”之差的平均值，横线是 95% 区间（模拟的真实平均差有 95% 的把握落在其中）。虚线右侧表示增加，左侧表示减少。实心符号：把这里所有比较合在一起看，差别仍然明确（Holm ` +
        `法）；空心符号：可能只是偶然。`,
    },
    interventions_worlds: {
      en: (base) =>
        `Each mark is the median difference from “${base}” over the possible worlds; its whisker is the range of ` +
        `90 % of them (of fewer than 32 worlds, all), given this model. Right of the dashed line is more, left is ` +
        `less. A hollow mark is more in some worlds and less in others.`,
      zh: (base) =>
        `每个符号是各种可能情形下与“${base}”之差的中位数，横线是其中 90% 的范围（不足 32 种时为全部），以本模型成立为前提。虚线右侧表示增加，左侧表示减少。空心符号：在一些可能情形中增加，在另一些中减少。`,
    },
    interventions_one: {
      en: (base) =>
        `Each mark is the difference from “${base}” in the only run. With one run nothing can be said of ` +
        `chance: all marks are hollow.`,
      zh: (base) => `每个符号是唯一一次模拟中与“${base}”之差。只有一次模拟，无法判断是否偶然，所以都画成空心。`,
    },
    all_measures_one: {
      en: (base) =>
        `The first row is “${base}”; the others are differences from it in the only run: nothing can be said ` +
        `of chance.`,
      zh: (base) => `第一行是“${base}”，其余各行是唯一一次模拟中与它之差，无法判断是否偶然。`,
    },
    all_measures: {
      en: (base) =>
        `The first row is “${base}”; the others are differences from it, with half the width of their 95 % ` +
        `interval. A star marks those that stay apart from zero among all comparisons; without a star the ` +
        `difference may be chance.`,
      zh: (base) =>
        `第一行是“${base}”，其余各行是与它之差，±后是 95% 区间的半宽。带星号的差别在所有比较中仍然明确；不带星号的可能只是偶然。`,
    },
    all_measures_worlds: {
      en: (base) =>
        `The first row is “${base}”; the others are median differences from it, with the range of 90 % of the worlds ` +
        `(of fewer than 32, all), given this model.`,
      zh: (base) =>
        `第一行是“${base}”，其余各行是与它之差的中位数，括号内是 90% 可能情形的范围（不足 32 种时为全部），以本模型成立为前提。`,
    },
    levels_worlds: {
      en:
        "Each mark is the median over the possible worlds; its whisker is the range of 90 % of them, given this " +
        "model.",
      zh: "每个符号是各种可能情形的中位数，横线是其中 90% 的范围，以本模型成立为前提。",
    },
    levels: {
      en: "Each mark is the mean over all runs; its whisker is the 95 % interval of that mean.",
      zh: "每个符号是所有模拟的平均值，横线是平均值的 95% 区间。",
    },
  },
  columns: {
    replicates: { en: "runs", zh: "次数" },
    replicates_worlds: { en: "worlds", zh: "可能情形数" },
  },
  without: {
    measures: { en: "The file does not say what to compare.", zh: "文件没有说明比较什么。" },
    arms: {
      en: "There is one alternative in this file, so nothing can be compared; this is where it stands.",
      zh: "文件中只有一个方案，无法比较；下面是它的现状。",
    },
  },
};

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
        arm === baseline && others.length ? say("interventions.is_baseline") : "",
        policies_of(arm),
      ),
    ),
  );

const at_level = (one) => say("interventions.at_level", named(one), one);

function policies_of(arm) {
  const own = arm.episodes.filter((one) => !is_there(one));
  if (!own.length) return "";
  return say(
    "interventions.episodes",
    own.map((one) => say("interventions.episode", at_level(one), one, about)),
  );
}

// Said once, and not of each alternative.
function there_already() {
  const there = unique(arms.flatMap((arm) => arm.episodes.filter(is_there).map(at_level)));
  return there.length ? paragraph(say("interventions.there", there), "note") : null;
}

function interventions(redraw) {
  const among = compared("main");
  if (!among.length) return [legend_of_arms(), there_already(), without(say("interventions.without.measures"))];
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
            "interventions.point_shown",
            about,
            about.factors_at_point.map(
              (one) => `${factor(labels.factors.findIndex((f) => f.name === one.factor))} = ${shortest(one.value)}`,
            ),
          ),
          "note",
        )
      : null,
    others.length ? paragraph(say("interventions.intro", named(baseline), about)) : null,
    legend_of_arms(),
    there_already(),
  ];
  if (!others.length) return [...out, without(say("interventions.without.arms")), levels(measure, own, controls)];
  const of = (arm, group) => own.find((row) => row.arm === arm.place && row.group === group);
  const order = others.filter((arm) =>
    of(arm, 0) ? has_difference(of(arm, 0)) : own.some((row) => row.arm === arm.place && has_difference(row)),
  );
  order.sort(by_want(measure, (arm) => of(arm, 0)?.difference));
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
      title: say("interventions.figures.interventions", named(measure), named(baseline)),
      controls,
      read: say(
        one_replicate ? "interventions.read.interventions_one" : "interventions.read.interventions",
        named(baseline),
      ),
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
        ...(over_worlds
          ? [number_column(say("columns.better"), 3), number_column(say("columns.best"), 3)]
          : [number_column(say("columns.p_holm"), 4)]),
        number_column(say("interventions.columns.replicates"), 0),
      ],
      rows: own.map((row) => [
        named(arms[row.arm]),
        group_name(row.group),
        ...interval_of(row, "level"),
        ...interval_of(row, "difference"),
        ...(over_worlds ? [row.better, row.best] : [row.p_holm]),
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
  // "+2.39 *", and below it "±0.05"; across worlds "+2.39", and below it "(1.01" and "to 4.20)", in two lines where one
  // is too wide.
  const difference = (row, measure) => {
    if (!row || !has_difference(row)) return "–";
    const whole = with_half(row, "difference", measure.digits);
    const size = whole.split(/ ±| ?[(（]/)[0];
    const rest = whole
      .slice(size.length)
      .trim()
      .replace(/ (\S+) (\S+)$/, " $1\u00a0$2");
    const below = whole === size ? null : element("span", { class: "half" }, ` ${rest}`);
    return element("span", {}, `${size}${star(row)}`, below);
  };
  const cells = [
    [arm_name(baseline), ...shown.map((m) => fixed(of(m, baseline).level, measures[m].digits))],
    ...order.map((arm) => [arm_name(arm), ...shown.map((m) => difference(of(m, arm), measures[m]))]),
  ];
  return element(
    "div",
    {},
    element("h3", {}, say("interventions.figures.all_measures")),
    table_of(columns, cells, say("interventions.figures.all_measures")),
    how_to_read(
      say(one_replicate ? "interventions.read.all_measures_one" : "interventions.read.all_measures", named(baseline)),
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
    title: say("interventions.figures.levels", named(measure)),
    controls,
    read: say("interventions.read.levels"),
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

section("interventions", texts, interventions);
