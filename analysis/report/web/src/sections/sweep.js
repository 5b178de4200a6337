// Of a sweep: maps of two factors, what each does over all points, and whether two do more together.
import {
  band_series,
  base_text,
  colours,
  fonts,
  inner_labels,
  look,
  tooltip,
  value_axis,
  whiskers,
  wrapped,
} from "../charts.js";
import { figure } from "../figure.js";
import { difference_unit, factor, named, say, unit_name, with_unit } from "../language.js";
import { about, arms, baseline, is_sure, known, labels, measures, over_worlds, rows, unique } from "../model.js";
import { fixed, signed, tick, with_half } from "../numbers.js";
import { rows_breaks, rows_chart, rows_height } from "../rows_chart.js";
import { choice, paragraph } from "../elements.js";
import {
  arm_choice,
  choose,
  chosen_among,
  interval_columns,
  interval_of,
  measure_choice,
  note_of_alike,
  number_column,
  text_column,
  without,
} from "../shared.js";
import { section } from "../section.js";
import { settings_map } from "../settings_map.js";

// What the effects are, in luck or over worlds, and what is the same of both.
const effects_en = (what, hollow, interactions, explained) =>
  [
    what,
    interactions
      ? "“Together” is what two factors do beyond what each does alone: in the direction in which both move " +
        "the result they strengthen one another, against it one makes the other less useful."
      : "",
    hollow,
    explained === null
      ? ""
      : `A straight-line model of these effects explains ${explained} % of the differences between settings.`,
  ]
    .filter(Boolean)
    .join(" ");
const effects_zh = (what, hollow, interactions, explained) =>
  what +
  `${interactions ? "“共同作用”是两个因素在各自作用之外的部分：与两者单独作用的方向相同表示互相促进，相反表示一个越多、另一个的作用越小。" : ""}` +
  hollow +
  `${explained === null ? "" : `这些作用的线性模型解释了各组设定之间 ${explained}% 的差别。`}`;

const texts = {
  title: { en: "Many settings at once", zh: "多种设定一起看" },
  intro: {
    en: (a, design) => `The scenario was run at ${a.points} combinations of settings (design: ${design}).`,
    zh: (a, design) => `方案在 ${a.points} 组设定下分别运行（设计：${design}）。`,
  },
  factors: { en: "Factors", zh: "因素" },
  change_in: { en: (name) => `change in ${name}`, zh: (name) => `${name}的变化` },
  alone: { en: "alone", zh: "单独作用" },
  together: { en: "together", zh: "共同作用" },
  figures: {
    surface: { en: (m, a, b) => `${m} by ${a} and ${b}`, zh: (m, a, b) => `${a}与${b}的各种组合下的${m}` },
    effects: { en: (m) => `What each factor does to ${m}`, zh: (m) => `各因素对${m}的影响` },
    partial: { en: (m) => `${m} at each value of a factor`, zh: (m) => `各因素取不同值时的${m}` },
  },
  read: {
    surface: {
      en: (base, measure) =>
        `Each cell is one combination of settings; the number is the mean difference from “${base}” ` +
        `(${measure}). The more a cell stands out from the page, the more it is.`,
      zh: (base, measure) => `每格是一组设定，数字是与“${base}”之差的平均值：${measure}。颜色越醒目，数值越大。`,
    },
    surface_level: {
      en: (base, measure) =>
        `Each cell is one combination of settings; the number is the mean (${measure}). The more a cell stands ` +
        `out from the page, the more it is.`,
      zh: (base, measure) => `每格是一组设定，数字是平均值：${measure}。颜色越醒目，数值越大。`,
    },
    effects: {
      en: (interactions, explained) =>
        effects_en(
          "How much the result changes when a factor goes from its lowest to its highest value, with the 95 % " +
            "interval.",
          "A hollow mark may be chance.",
          interactions,
          explained,
        ),
      zh: (interactions, explained) =>
        effects_zh(
          "某个因素从最低值变到最高值时结果变化多少，横线是 95% 区间。",
          "空心符号可能只是偶然。",
          interactions,
          explained,
        ),
    },
    effects_worlds: {
      en: (interactions, explained) =>
        effects_en(
          "How much the result changes when a factor goes from its lowest to its highest value: the median over the " +
            "worlds, with the range of 90 % of them.",
          "A hollow mark is more in some worlds and less in others.",
          interactions,
          explained,
        ),
      zh: (interactions, explained) =>
        effects_zh(
          "某个因素从最低值变到最高值时结果变化多少：各种可能情形的中位数，横线是其中 90% 的范围。",
          "空心符号在一些可能情形中增加，在另一些中减少。",
          interactions,
          explained,
        ),
    },
    partial_worlds: {
      en:
        "The median over the worlds at each value of a factor, over all settings of the others; the band is the " +
        "range of 90 % of the worlds.",
      zh: "某个因素取某个值时，对其他因素各种设定的平均在各种可能情形中的中位数；带是其中 90% 的范围。",
    },
    partial: {
      en: "The mean at each value of a factor over all settings of the others; the band is its 95 % interval.",
      zh: "某个因素取某个值时，对其他因素各种设定的平均；带是 95% 区间。",
    },
  },
  columns: {
    points: { en: "settings", zh: "设定数" },
  },
  without: {
    surface: {
      en: "Fewer than two factors vary here, so there is no map of two.",
      zh: "变化的因素不足两个，没有两因素对照图。",
    },
    effects: {
      en: "The factors do not tell their effects apart here: there are too few settings or replicates.",
      zh: "设定或重复次数太少，分不清各因素的作用。",
    },
  },
};

function surface(measure, arm, told, controls) {
  const own = rows("surface").filter((row) => row.measure === measure.place && row.arm === arm.place);
  if (!own.length) return without(say("sweep.without.surface"));
  const pairs = unique(own.map((row) => `${row.across} ${row.up}`));
  const pair = chosen_among("sweep_pair", pairs);
  const cells = own.filter((row) => `${row.across} ${row.up}` === pair);
  const [across, up] = pair.split(" ").map(Number);
  const form = told.difference ? signed : fixed;
  const unit = told.difference ? difference_unit(measure) : unit_name(measure.unit);
  const more =
    pairs.length > 1
      ? [
          choice(
            say("sweep.factors"),
            pairs.map((one) => [
              one,
              one
                .split(" ")
                .map((f) => factor(Number(f)))
                .join(" × "),
            ]),
            pair,
            (value) => {
              choose("sweep_pair", value);
              controls.redraw();
            },
          ),
        ]
      : [];
  return figure({
    name: "surface",
    title: say("sweep.figures.surface", named(measure), factor(across), factor(up)),
    controls: [...controls.list, ...more],
    read: say(
      told.difference ? "sweep.read.surface" : "sweep.read.surface_level",
      named(baseline),
      with_unit(named(measure), unit),
    ),
    option: (width) => settings_map(measure, cells, told.difference, width),
    columns: [
      text_column(factor(across)),
      text_column(factor(up)),
      ...interval_columns(
        with_unit(say(told.difference ? "columns.difference" : "columns.level"), unit),
        measure.digits,
        form,
      ),
      number_column(say("sweep.columns.points"), 0),
    ],
    rows: cells.map((row) => [row.across_values, row.up_values, ...interval_of(row, "mean"), row.points]),
  });
}

function effects(measure, arm, told) {
  const own = rows("effects").filter((row) => row.measure === measure.place && row.arm === arm.place);
  if (!own.length) return without(say("sweep.without.effects"));
  const name = (row) => (known(row.with) ? `${factor(row.factor)} × ${factor(row.with)}` : factor(row.factor));
  const lines = [false, true].flatMap((interaction) => {
    const some = own.filter((row) => known(row.with) === interaction);
    some.sort((a, b) => Math.abs(b.size) - Math.abs(a.size));
    return some.flatMap((row) => [
      { heading: name(row) },
      {
        label: say(interaction ? "sweep.together" : "sweep.alone"),
        value: row.size,
        low: row.size_low,
        high: row.size_high,
        place: interaction ? 2 : 1,
        strong: true,
        hollow: !is_sure(row),
        text: with_half(row, "size", measure.digits),
      },
    ]);
  });
  return figure({
    name: "effects",
    title: say("sweep.figures.effects", named(measure)),
    note: note_of_alike(own, "size"),
    read: say("sweep.read.effects", told.interactions, known(told.explained) ? fixed(100 * told.explained, 1) : null),
    option: (width) => ({
      height: rows_height(lines, width),
      breaks: rows_breaks(lines, width),
      option: rows_chart(lines, width, {
        unit: with_unit(say("sweep.change_in", named(measure)), difference_unit(measure)),
        mark: 0,
      }),
    }),
    columns: [
      text_column(say("sweep.factors")),
      ...interval_columns(with_unit(say("columns.effect"), difference_unit(measure)), measure.digits, signed),
      ...(over_worlds ? [] : [number_column(say("columns.p_holm"), 4)]),
    ],
    rows: own.map((row) => [name(row), ...interval_of(row, "size"), ...(over_worlds ? [] : [row.p_holm])]),
  });
}

function partial(measure, arm, told) {
  const own = rows("partial").filter((row) => row.measure === measure.place && row.arm === arm.place);
  const shown = unique(own.map((row) => row.factor));
  if (!shown.length) return null;
  const unit = told.difference ? difference_unit(measure) : unit_name(measure.unit);
  return figure({
    name: "partial",
    title: say("sweep.figures.partial", named(measure)),
    read: say("sweep.read.partial"),
    option(width) {
      const across = width >= 620 && shown.length > 1 ? 2 : 1,
        cell = width / across,
        left = 58;
      const places = shown.map((f, k) => ({ x: (k % across) * cell, y: Math.floor(k / across) * 236 }));
      const values = own.flatMap((row) => [row.mean_low ?? row.mean, row.mean_high ?? row.mean]).filter(known);
      const low = Math.min(...values),
        high = Math.max(...values),
        room = (high - low || 1) * 0.06;
      return {
        height: Math.ceil(shown.length / across) * 236 + 8,
        option: {
          textStyle: base_text,
          backgroundColor: colours.paper,
          graphic: shown.map((f, k) => ({
            type: "text",
            x: places[k].x + 8,
            y: places[k].y + 4,
            silent: true,
            style: {
              text: wrapped(factor(f), cell - 20, 13)
                .slice(0, 2)
                .join("\n"),
              font: `600 13px ${fonts}`,
              lineHeight: 17,
              fill: colours.ink,
            },
          })),
          grid: places.map((one) => ({ left: one.x + left, top: one.y + 44, width: cell - left - 20, height: 150 })),
          xAxis: shown.map((f, k) => ({
            type: "category",
            gridIndex: k,
            data: own.filter((row) => row.factor === f).map((row) => row.values),
            axisLabel: { ...base_text, color: colours.soft, hideOverlap: true },
            axisLine: { lineStyle: { color: colours.soft } },
          })),
          yAxis: shown.map((_, k) => ({
            ...value_axis(""),
            gridIndex: k,
            min: low - room,
            max: high + room,
            axisLabel: inner_labels(tick(4)),
          })),
          tooltip: tooltip((p) =>
            p.data?.row
              ? `${factor(p.data.row.factor)} ${p.data.row.values}: ${with_half(p.data.row, "mean", measure.digits)} ` +
                `${unit}`
              : "",
          ),
          series: shown.flatMap((f, k) => {
            const mine = own.filter((row) => row.factor === f),
              at = { xAxisIndex: k, yAxisIndex: k, name: factor(f) };
            // Between values that are names there is nothing: each has a mark with whiskers of its own.
            const spread = labels.factors[f].numbers
              ? band_series(
                  mine.map((row, i) => [i, row.mean_low, row.mean_high]),
                  look(1).colour,
                  0.2,
                  at,
                )
              : whiskers(
                  mine.map((row, i) => [i, row.mean_low, row.mean_high]),
                  () => look(1).colour,
                  at,
                );
            return [
              spread,
              {
                type: labels.factors[f].numbers ? "line" : "scatter",
                ...at,
                data: mine.map((row, i) => ({ value: [i, row.mean], row })),
                symbol: "circle",
                symbolSize: 8,
                animation: false,
                lineStyle: { color: look(1).colour, width: 2 },
                itemStyle: { color: look(1).colour },
                emphasis: { disabled: true },
              },
            ];
          }),
        },
      };
    },
    columns: [
      text_column(say("sweep.factors")),
      text_column(say("columns.value")),
      ...interval_columns(
        with_unit(say(told.difference ? "columns.difference" : "columns.level"), unit),
        measure.digits,
        told.difference ? signed : fixed,
      ),
      number_column(say("sweep.columns.points"), 0),
    ],
    rows: own.map((row) => [factor(row.factor), row.values, ...interval_of(row, "mean"), row.points]),
  });
}

function sweep(redraw) {
  const told = about.explained;
  const intro = paragraph(say("sweep.intro", about, named(about.design)));
  if (!told.length) return [intro, without(say("sweep.without.effects"))];
  // An arm that answers to the factors, before what it is compared with.
  const able = unique(told.map((one) => one.arm)).sort(
    (a, b) => (a === baseline.place) - (b === baseline.place) || a - b,
  );
  const arm = arms[chosen_among("sweep_arm", able)];
  const among = told.filter((one) => one.arm === arm.place).map((one) => one.measure);
  const measure = measures[chosen_among("sweep", among)];
  const own = told.find((one) => one.arm === arm.place && one.measure === measure.place);
  const list = [measure_choice("sweep", among, redraw)];
  if (able.length > 1) list.push(arm_choice("sweep_arm", able, redraw));
  return [intro, surface(measure, arm, own, { list, redraw }), effects(measure, arm, own), partial(measure, arm, own)];
}

section("sweep", texts, sweep, { is_here: () => Boolean(about.design) });
