// Who gains: groups and places side by side, and how evenly people take part.
import { folded, how_to_read, paragraph } from "../elements.js";
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
  known,
  measures,
  others,
  over_worlds,
  rows,
  unique,
} from "../model.js";
import { fixed, signed, with_half } from "../numbers.js";
import { rows_breaks, rows_chart, rows_height } from "../rows_chart.js";
import {
  arm_choice,
  arm_name,
  axis_difference,
  axis_measure,
  chosen_among,
  compared,
  group_name,
  interval_columns,
  interval_of,
  measure_choice,
  note_of_alike,
  note_of_drawn,
  number_column,
  table_of_measures,
  text_column,
} from "../shared.js";
import { section } from "../section.js";
import { tiles_chart } from "../tiles_chart.js";

const texts = {
  title: { en: "Who gains", zh: "谁受益" },
  only_some_runs_equity: {
    en: (n, all) => `Of the first ${n} of the ${all} runs of each alternative.`,
    zh: (n, all) => `取每个方案 ${all} 次模拟中的前 ${n} 次。`,
  },
  figures: {
    bands: { en: (m, axis) => `Change in ${m} by ${axis}`, zh: (m, axis) => `按${axis}看${m}的变化` },
    bands_level: { en: (m, axis) => `${m} by ${axis}`, zh: (m, axis) => `按${axis}看${m}` },
    tiles: {
      en: (m, axis, arm) => `Change in ${m} by ${axis} under “${arm}”`,
      zh: (m, axis, arm) => `“${arm}”下各${axis}${m}的变化`,
    },
    tiles_level: { en: (m, axis) => `${m} by ${axis}`, zh: (m, axis) => `各${axis}的${m}` },
    equity: { en: "How evenly people take part", zh: "参与是否均衡" },
  },
  read: {
    bands: {
      en: "Means with 95 % intervals; a hollow mark may be chance.",
      zh: "平均值和 95% 区间；空心符号可能只是偶然。",
    },
    bands_worlds: {
      en: "Medians with ranges; a hollow mark is more in some worlds, less in others.",
      zh: "中位数和范围；空心符号在一些可能情形中增加，在另一些中减少。",
    },
    tiles: {
      en: (within) =>
        `A tile is one place${within ? `, a row one ${within}` : ""}: blue is more, orange less. Without a star the ` +
        `change may be chance.`,
      zh: (within) =>
        `一格是一个地方${within ? `，一行是一个${within}` : ""}：蓝色增加，橙色减少。不带星号的可能只是偶然。`,
    },
    tiles_worlds: {
      en: (within) =>
        `A tile is one place${within ? `, a row one ${within}` : ""}, with its median change: blue is more, ` +
        `orange less.`,
      zh: (within) =>
        `一格是一个地方${within ? `，一行是一个${within}` : ""}，数字是变化的中位数：蓝色增加，橙色减少。`,
    },
    equity: {
      en:
        "Representation: a group's share of those who take part over its share of the people, 1 where they are " +
        "alike. " +
        "The more of the other numbers, the more is done by few.",
      zh: "代表性：某群体在参与者中的占比除以它在人口中的占比，相当时为 1。其余数字越大，参与越集中在少数人。",
    },
  },
};

const axis_named = (name) => about.axes.find((axis) => axis.name === name);
const differences = (place, axis) => rows("differences").filter((row) => row.measure === place && row.axis === axis);

// Changes of each arm in each group; of one arm alone where its groups stand.
function bands(measure, controls) {
  const axis = about.groups,
    compare = others.length > 0,
    name = compare ? "difference" : "level";
  const own = rows("differences").filter(
    (row) => row.measure === measure.place && (row.axis === axis || row.axis === ""),
  );
  const line = (row) => ({
    label: group_name(row.group),
    value: row[name],
    low: row[`${name}_low`],
    high: row[`${name}_high`],
    place: row.arm,
    strong: row.group === 0,
    hollow: compare ? !is_sure(row) : undefined,
    text: compare ? with_half(row, name, measure.digits) : fixed(row.level, measure.digits),
  });
  const shown = (arm) =>
    own
      .filter((row) => row.arm === arm.place && (compare ? has_difference(row) : known(row.level)))
      .sort((a, b) => a.group - b.group)
      .map(line);
  const lines = (compare ? drawn.filter((arm) => arm !== baseline) : arms)
    .map((arm) => [arm, shown(arm)])
    .filter(([, list]) => list.length)
    .flatMap(([arm, list]) => [...(compare ? [{ heading: arm_name(arm) }] : []), ...list]);
  if (!lines.length) return null;
  return figure({
    name: "bands",
    title: say(
      compare ? "who_gains.figures.bands" : "who_gains.figures.bands_level",
      named(measure),
      named(axis_named(axis)),
    ),
    controls,
    note: [note_of_drawn(), note_of_alike(own, "difference")].filter(Boolean).join(" ") || undefined,
    read: say("who_gains.read.bands"),
    option: (width) => ({
      height: rows_height(lines, width),
      breaks: rows_breaks(lines, width),
      option: rows_chart(lines, width, {
        unit: compare ? axis_difference(measure) : axis_measure(measure),
        mark: compare ? 0 : undefined,
      }),
    }),
    columns: [
      text_column(say("columns.arm")),
      text_column(say("columns.group")),
      ...interval_columns(`${say("columns.level")}, ${unit_name(measure.unit)}`, measure.digits),
      ...interval_columns(`${say("columns.difference")}, ${difference_unit(measure)}`, measure.digits, signed),
      ...(over_worlds
        ? [number_column(say("columns.better"), 3), number_column(say("columns.best"), 3)]
        : [number_column(say("columns.p_holm"), 4)]),
      number_column(say("columns.replicates"), 0),
    ],
    rows: own.map((row) => [
      named(arms[row.arm]),
      group_name(row.group),
      ...interval_of(row, "level"),
      ...interval_of(row, "difference"),
      ...(over_worlds ? [row.better, row.best] : [row.p_holm]),
      row.replicates,
    ]),
  });
}

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

// Who is represented, and how much is done by few: all in one table.
function equity() {
  const among = compared("equity").map((m) => measures[m]);
  const of = (measure, group) => (arm) =>
    rows("differences").find((row) => row.measure === measure.place && row.group === group && row.arm === arm);
  const columns = among.flatMap((measure) =>
    unique(differences(measure.place, measure.relative ? about.groups : "").map((row) => row.group)).map((group) => ({
      title: named(group === 0 ? measure : groups[group]),
      measure,
      group,
      of: of(measure, group),
    })),
  );
  if (!columns.length) return null;
  // What is told of groups has a table of its own, lest one is wider than the page.
  const pieces = [
    [say("who_gains.figures.equity"), columns.filter((one) => !one.group)],
    ...among.map((measure) => [named(measure), columns.filter((one) => one.group && one.measure === measure)]),
  ].filter(([, piece]) => piece.length);
  return folded(
    say("who_gains.figures.equity"),
    ...pieces.flatMap(([title, piece]) =>
      table_of_measures(
        title,
        piece,
        others.map((arm) => arm.place),
      ),
    ),
    how_to_read(say("who_gains.read.equity")),
    about.replicates_by_week < about.replicates
      ? paragraph(say("who_gains.only_some_runs_equity", about.replicates_by_week, about.replicates), "note")
      : null,
  );
}

const told_by_group = () =>
  compared("main").filter((m) => !measures[m].money && about.axes.some((axis) => differences(m, axis.name).length));

function who_gains(redraw) {
  const among = told_by_group();
  const out = [];
  if (among.length) {
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
  return [...out, equity()];
}

function arm_choice_with(able, arm, redraw) {
  const made = arm_choice("who_gains_arm", able, redraw);
  made.querySelector("select").value = String(arm.place);
  return made;
}

section("who_gains", texts, who_gains, {
  is_here: () => told_by_group().length > 0 || compared("equity").length > 0,
});
