// The first screen: what to do, every alternative with what it costs and changes and how sure that is, what to check
// first, and how the worlds lie.
import { dots_chart } from "../dots_chart.js";
import { element, paragraph } from "../elements.js";
import { figure } from "../figure.js";
import { difference_unit, factor, named, say, upper } from "../language.js";
import { about, arms, baseline, is_there, labels, others, over_worlds, rows, unique } from "../model.js";
import { shortest, signed } from "../numbers.js";
import { answer as answer_of_page, told_of } from "../sentences.js";
import { section, section_en, section_zh } from "../section.js";
import { arm_name, axis_difference, number_column, text_column } from "../shared.js";
import { step_zh } from "../wording.js";

const texts = {
  title: { en: "The answer in short", zh: "一分钟看结论" },
  columns: {
    arm: { en: "Alternative", zh: "方案" },
    cost: { en: "Cost a year", zh: "一年费用" },
    change: {
      en: (m, unit) => `Change in ${m}${unit ? `, ${unit}` : ""}`,
      zh: (m, unit) => `${m}的变化${unit ? `（${unit}）` : ""}`,
    },
    gains: { en: "Whom it moves most", zh: "影响最大的人群" },
    sure: { en: "How sure", zh: "有多大把握" },
    verdict: { en: "What to do", zh: "怎么办" },
  },
  points: { en: "points", zh: "百分点" },
  how_sure: {
    en: (n) => (n < 32 ? "How sure, in worlds" : `How sure, of ${n} worlds`),
    zh: (n) => (n < 32 ? "有多大把握" : `有多大把握（${n} 种可能情形）`),
  },
  more: { en: (n) => `The other ${n} alternatives`, zh: (n) => `其余 ${n} 个方案` },
  at_level: {
    en: (name, one) =>
      `${name}${one.level === null ? "" : ` ${Number(one.level.toPrecision(4))}${one.unit ? ` ${one.unit}` : ""}`}`,
    zh: (name, one) => `${name}${one.level === null ? "" : `，力度 ${Number(one.level.toPrecision(4))}`}`,
  },
  episode: {
    en: (what, one, a) =>
      one.start <= 0 && one.end >= a.steps
        ? what
        : `${what}, ${a.step} ${one.start} to ${Math.min(one.end, a.steps) - 1}`,
    zh: (what, one, a) =>
      one.start <= 0 && one.end >= a.steps
        ? what
        : `${what}，第 ${one.start} 至 ${Math.min(one.end, a.steps) - 1} ${step_zh(a.step)}`,
  },
  episodes: { en: (list) => list.join("; "), zh: (list) => list.join("；") },
  there: {
    en: (list) => `There already, whatever the alternative: ${list.join("; ")}.`,
    zh: (list) => `各方案中原已实施：${list.join("；")}。`,
  },
  point_shown: {
    en: (a, list) =>
      `This file is a sweep. All below shows one of its ${a.points} combinations of settings, number ` +
      `${a.point}${a.point_asked_for ? "" : ", the one nearest to the middle of what was tried"}: ` +
      `${list.join(", ")}. ${upper(section_en("sweep"))} has all of them.`,
    zh: (a, list) =>
      `本文件包含多组设定。以下显示 ${a.points} 组设定中的第 ${a.point} ` +
      `组${a.point_asked_for ? "" : "（最接近所试范围的中间）"}：${list.join("，")}。${section_zh("sweep")}显示全部设定。`,
  },
  figures: {
    worlds: {
      en: (m, n) =>
        `Change in ${m}: a dot is one of ${n > 100 ? "a hundred" : n} runs, the bar the 95 % interval of their mean`,
      zh: (m, n) => `${m}的变化：一点是 ${Math.min(n, 100)} 次模拟中的一次，横条是平均值的 95% 区间`,
    },
    worlds_worlds: {
      en: (m, n) =>
        `Change in ${m}: a dot is one of ${n > 100 ? "a hundred" : n} worlds, the bar their middle and range`,
      zh: (m, n) => `${m}的变化：一点是 ${Math.min(n, 100)} 种可能情形中的一种，横条是它们的中位数和范围`,
    },
  },
};

const at_level = (one) => say("answer.at_level", named(one), one);

// What an alternative does, in words.
export function policies_of(arm) {
  const own = arm.episodes.filter((one) => !is_there(one));
  return own.length
    ? say(
        "answer.episodes",
        own.map((one) => say("answer.episode", at_level(one), one, about)),
      )
    : "";
}

// Said once, and not of each alternative.
export function there_already() {
  const there = unique(arms.flatMap((arm) => arm.episodes.filter(is_there).map(at_level)));
  return there.length ? paragraph(say("answer.there", there), "note") : null;
}

const lines_of = (lines) => lines.map((line, k) => element("span", { class: k === 0 ? "line" : "line half" }, line));

// A table that becomes a list of cards where there is little room.
function choices(measure, order) {
  const sure = over_worlds && others.length ? say("answer.how_sure", about.worlds) : say("answer.columns.sure");
  const heads = [
    say("answer.columns.arm"),
    say("answer.columns.cost"),
    say("answer.columns.change", named(measure), measure.percent ? say("answer.points") : difference_unit(measure)),
    say("answer.columns.gains"),
    sure,
    say("answer.columns.verdict"),
  ];
  const row = (one) => {
    const told = told_of(one, measure),
      arm = arms[one.arm],
      policies = arm.en === arm.name ? policies_of(arm) : "";
    const cell = (at, lines, kind) =>
      element(
        "td",
        {
          role: "cell",
          "data-label": heads[at],
          class: [kind, lines.length ? "" : "empty"].filter(Boolean).join(" ") || null,
        },
        lines_of(lines),
      );
    return element(
      "tr",
      { role: "row", class: told.verdict.kind },
      element(
        "th",
        { scope: "row", role: "rowheader" },
        element("span", { class: "letter" }, arm.letter),
        element(
          "span",
          { class: "what" },
          element("strong", {}, named(arm)),
          policies ? element("span", { class: "line half" }, policies) : null,
        ),
      ),
      cell(1, told.cost),
      cell(2, told.change),
      cell(3, told.gains),
      cell(4, told.sure),
      cell(5, [told.verdict.text], "verdict"),
    );
  };
  return element(
    "table",
    { class: "choices", role: "table" },
    element("caption", {}, say("answer.title")),
    element(
      "thead",
      { role: "rowgroup" },
      element(
        "tr",
        { role: "row" },
        heads.map((head) => element("th", { scope: "col", role: "columnheader" }, head)),
      ),
    ),
    element("tbody", { role: "rowgroup" }, order.map(row)),
  );
}

// Of many, those that fit into a screen: the first, and what they are compared with.
const most_rows = 7;
function table_of_choices(measure, order) {
  const shown = order.slice(0, most_rows);
  const base = order.find((row) => row.arm === baseline.place);
  if (base && !shown.includes(base)) shown.splice(-1, 1, base);
  const rest = order.filter((row) => !shown.includes(row));
  return [
    choices(measure, shown),
    rest.length
      ? element("details", {}, element("summary", {}, say("answer.more", rest.length)), choices(measure, rest))
      : null,
  ];
}

function worlds(measure, order) {
  const of = (arm) =>
    rows("spread")
      .filter((row) => row.arm === arm)
      .map((row) => row.difference);
  const shown = order.filter((row) => row.arm !== baseline.place && of(row.arm).length).slice(0, most_rows);
  if (!shown.length) return null;
  const lines = shown.map((row) => ({
    label: arm_name(arms[row.arm]),
    place: row.arm,
    dots: of(row.arm),
    value: row.difference,
    low: row.difference_low,
    high: row.difference_high,
    told: `${arm_name(arms[row.arm])}: ${signed(row.difference, measure.digits)} ${difference_unit(measure)}`,
  }));
  const many = over_worlds ? about.worlds : about.replicates;
  return figure({
    name: "worlds",
    title: say("answer.figures.worlds", named(measure), many),
    option: (width) => dots_chart(lines, width, { unit: axis_difference(measure) }),
    columns: [text_column(say("columns.arm")), number_column(axis_difference(measure), measure.digits, signed)],
    rows: shown.flatMap((row) => of(row.arm).map((x) => [named(arms[row.arm]), x])),
  });
}

function answer() {
  const { measure, sentences, headline, order = [], below = [] } = answer_of_page();
  const point = about.design
    ? paragraph(
        say(
          "answer.point_shown",
          about,
          about.factors_at_point.map(
            (one) => `${factor(labels.factors.findIndex((f) => f.name === one.factor))} = ${shortest(one.value)}`,
          ),
        ),
        "note",
      )
    : null;
  return [
    headline ? element("p", { class: "headline" }, upper(headline)) : null,
    sentences
      ? element(
          "div",
          { class: "answer" },
          element(
            "ol",
            {},
            sentences.map((text) => element("li", {}, upper(text))),
          ),
        )
      : null,
    point,
    ...(order.length ? table_of_choices(measure, order) : []),
    below.length
      ? element(
          "ul",
          { class: "below" },
          below.map((text) => element("li", {}, text)),
        )
      : null,
    order.length ? worlds(measure, order) : null,
    others.length ? null : there_already(), // else it stands beside what alternatives do
  ].filter(Boolean);
}

section("answer", texts, answer, { is_here: () => !about.decision });
