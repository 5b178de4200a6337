// Who gains: bands from where to where, places side by side, and how evenly people take part.
import { figure } from "../figure.js";
import { difference_unit, language, named, say, unit_name } from "../language.js";
import {
  about,
  arms,
  baseline,
  drawn,
  groups,
  has_difference,
  is_sure,
  measures,
  others,
  rows,
  star,
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
} from "../shared.js";
import { section } from "../section.js";
import { tiles_chart } from "../tiles_chart.js";
import { weeks_en, and, step_zh } from "../wording.js";

const texts = {
  title: { en: "Who gains", zh: "谁受益" },
  intro: {
    en: "A gain for all on average may be a gain for few. These figures show where it goes.",
    zh: "平均数提高了，不一定人人受益。下面看看好处落到了谁身上。",
  },
  only_some_runs_equity: {
    en: (n, all) =>
      `The figures on representation and inequality look at the first ${n} of the ${all} runs of each ` +
      `alternative.`,
    zh: (n, all) => `代表性与集中程度各图取每个方案 ${all} 次模拟中的前 ${n} 次。`,
  },
  figures: {
    bands: { en: (m, axis) => `${m} by ${axis}`, zh: (m, axis) => `按${axis}看${m}` },
    tiles: {
      en: (m, axis, arm) => `Change in ${m} by ${axis} under “${arm}”`,
      zh: (m, axis, arm) => `“${arm}”下各${axis}${m}的变化`,
    },
    tiles_level: { en: (m, axis) => `${m} by ${axis}`, zh: (m, axis) => `各${axis}的${m}` },
    representation: { en: (m) => `Who is represented (${m})`, zh: (m) => `谁的声音被听到（${m}）` },
    concentration: { en: (m) => `How unequally people take part (${m})`, zh: (m) => `参与是否集中在少数人（${m}）` },
  },
  read: {
    bands: {
      en: (listed, letter) =>
        `${and(listed)}. For each group, every mark is the mean under one alternative; in brackets the ` +
        `difference from ${letter}, with a star where it stays apart from zero among all comparisons; ` +
        `otherwise the mark is hollow.`,
      zh: (listed, letter) =>
        `${listed.join("；")}。每组中，一个符号是一个方案下的平均值；括号内是与 ${letter} 之差，带星号的在所有比较中仍然明确，否则符号为空心。`,
    },
    bands_worlds: {
      en: (listed, letter) =>
        `${and(listed)}. For each group, every mark is the median over the worlds under one alternative; in brackets ` +
        `the difference from ${letter}; the mark is hollow where that is more in some worlds and less in others.`,
      zh: (listed, letter) =>
        `${listed.join("；")}。每组中，一个符号是一个方案下各种可能情形的中位数；括号内是与 ${letter} 之差，在一些可能情形中增加、另一些中减少的，符号为空心。`,
    },
    tiles_worlds: {
      en: (within) =>
        `A tile is one place${within ? `; tiles of one ${within} are in one row` : ""}. ` +
        `The number is the median change over the possible worlds; blue is more, orange is less, no colour is none.`,
      zh: (within) =>
        `一格是一个地方${within ? `，同一行属于同一个${within}` : ""}。数字是各种可能情形下变化的中位数：蓝色增加，橙色减少，无色不变。`,
    },
    concentration_worlds: {
      en:
        "The larger the number, the more of the taking part is done by few. In brackets the difference from what the " +
        "alternatives are compared with; a hollow mark is more in some worlds and less in others.",
      zh: "数字越大，参与越集中在少数人身上。括号内是与比较对象之差；空心符号在一些可能情形中增加，在另一些中减少。",
    },
    tiles: {
      en: (within) =>
        `A tile is one place${within ? `; tiles of one ${within} are in one row` : ""}. ` +
        `The number is the mean change; blue is more, orange is less, no colour is none. A star marks changes ` +
        `that stay apart from zero among all comparisons; without a star the change may be chance.`,
      zh: (within) =>
        `一格是一个地方${within ? `，同一行属于同一个${within}` : ""}。数字是平均变化：蓝色增加，橙色减少，无色不变。带星号的在所有比较中仍然明确；不带星号的可能只是偶然。`,
    },
    representation: {
      en:
        `A group's share among those who take part, divided by its share of the population. At the dashed line ` +
        `(1) a group takes part as much as its size; left of it, it is under-represented.`,
      zh: "某群体在参与者中的占比除以它在人口中的占比。虚线（1）处，参与与人口比例相当；虚线左侧表示代表不足。",
    },
    concentration: {
      en:
        "The larger the number, the more of the taking part is done by few. In brackets the difference from " +
        "what the alternatives are compared with; a hollow mark may be chance.",
      zh: "数字越大，参与越集中在少数人身上。括号内是与比较对象之差；空心符号可能只是偶然。",
    },
  },
  without: {
    groups: { en: "The measures of this file are not told by group.", zh: "文件中的指标没有按群体区分。" },
    equity: { en: "The file has no measure of how evenly people take part.", zh: "文件中没有衡量参与是否均衡的指标。" },
    spread: {
      en: (a) =>
        `How unequally people take part is known at the end of each year; these runs are shorter than ` +
        `${weeks_en(a.step, a.steps_per_year)}.`,
      zh: (a) => `参与是否集中在年末观测；这些模拟不足 ${a.steps_per_year} ${step_zh(a.step)}。`,
    },
  },
};

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
          (has_difference(row) ? `  (${signed(row.difference, measure.digits)}${star(row)})` : ""),
        tip: `${arm_name(arms[row.arm])}: ${fixed(row.level, measure.digits)} ${unit_name(measure.unit)}`,
      })),
  ]);
}

function bands(measure, controls) {
  const axis = about.groups,
    own = differences(measure.place, axis);
  if (!axis || !own.length) return without(say("who_gains.without.groups"));
  const lines = level_rows(measure, axis);
  return figure({
    name: "bands",
    title: say("who_gains.figures.bands", named(measure), named(axis_named(axis))),
    controls,
    note: note_of_drawn(),
    read: say("who_gains.read.bands", drawn.map(arm_name), baseline.letter),
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

// A tile for each place of an axis, those of one part of town in a row.
function tiles(measure, axis, arm, controls) {
  const compare = arm !== baseline;
  const own = differences(measure.place, axis.name).filter(
    (row) => row.arm === arm.place && (!compare || has_difference(row)),
  );
  const within = axis.within[0];
  const first = groups.findIndex((group) => group.axis === axis.name);
  const part_of = (row) => within.labels[row.group - first][language()];
  return figure({
    name: `tiles_by_${axis.name}`,
    controls,
    title: compare
      ? say("who_gains.figures.tiles", named(measure), named(axis), named(arm))
      : say("who_gains.figures.tiles_level", named(measure), named(axis)),
    read: say("who_gains.read.tiles", within ? named(within) : ""),
    option: (width) => tiles_chart(measure, own, within && part_of, compare, width),
    columns: [
      text_column(named(axis)),
      ...(within ? [text_column(named(within))] : []),
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
    title: say("who_gains.figures.representation", named(measure)),
    note: note_of_drawn(),
    read: say("who_gains.read.representation"),
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
    title: say("who_gains.figures.concentration", named(measure)),
    note: note_of_alike(own, "difference"),
    read: say("who_gains.read.concentration"),
    option: (width) => ({
      height: rows_height(lines, width),
      breaks: rows_breaks(lines, width),
      option: rows_chart(lines, width, { unit: axis_measure(measure) }),
    }),
    columns: columns(measure).slice(1),
    rows: own.map((row) => cells(row).slice(1)),
  });
}

function who_gains(redraw) {
  const among = compared("main").filter(
    (m) => !measures[m].money && about.axes.some((axis) => differences(m, axis.name).length),
  );
  const out = [paragraph(say("who_gains.intro"))];
  if (!among.length) out.push(without(say("who_gains.without.groups")));
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
  if (!equity.length) out.push(without(say("who_gains.without.equity")));
  if (equity.length && about.replicates_by_week < about.replicates)
    out.push(paragraph(say("who_gains.only_some_runs_equity", about.replicates_by_week, about.replicates), "note"));
  for (const measure of equity.filter((m) => m.relative)) out.push(representation(measure));
  for (const measure of equity.filter((m) => m.spread)) out.push(concentration(measure));
  if (equity.length && !equity.some((m) => m.spread)) out.push(without(say("who_gains.without.spread", about)));
  return out;
}

function arm_choice_with(able, arm, redraw) {
  const made = arm_choice("who_gains_arm", able, redraw);
  made.querySelector("select").value = String(arm.place);
  return made;
}

section("who_gains", texts, who_gains);
