// What was assumed: where numbers come from, what differs from the defaults, how the population fits, versions and
// limits.
import { element, facts_of, folded, paragraph, table_of } from "../elements.js";
import { folded_table } from "../figure.js";
import { language, named, say, say_if_any, told_in, upper } from "../language.js";
import { about, arms, groups, known, labels, rows, unique } from "../model.js";
import { digits_for, fixed, tick } from "../numbers.js";
import { number_column, text_column, without } from "../shared.js";
import { section } from "../section.js";
import { s, weeks_en, step_zh } from "../wording.js";

const texts = {
  title: { en: "What was assumed", zh: "有哪些假设" },
  comma: { en: ", ", zh: "，" },
  in_brackets: { en: (text) => `: ${text}`, zh: (text) => `（${text}）` },
  version: { en: "version", zh: "版本" },
  all_parameters: { en: (n) => `All ${n} parameters`, zh: (n) => `全部 ${n} 个参数` },
  where_from: {
    en: (n, parts) =>
      `Where the ${n} parameter${s(n)} ${n === 1 ? "comes" : "come"} from: ` +
      `${parts.map(([kind, count]) => `${kind} ${count}`).join(", ")}.`,
    zh: (n, parts) => `${n} 个参数的来源：${parts.map(([kind, count]) => `${kind} ${count} 个`).join("，")}。`,
  },
  none_changed: { en: "All have their defaults.", zh: "均为默认值。" },
  none_changed_worlds: {
    en: "All that do not differ between worlds have their defaults.",
    zh: "不随可能情形变化的参数均为默认值。",
  },
  runs: { en: "The runs, and whom they are about", zh: "模拟的次数、时长和对象" },
  scenario: { en: "The scenario, as it was run", zh: "运行时的方案文件" },
  price_base: {
    en: (base, period) => `per ${base}, per ${period}`,
    zh: (base, period) => `每${base}，每${step_zh(period)}`,
  },
  figures: {
    where_from: { en: "Where the parameters come from", zh: "参数从哪里来" },
    changed: { en: "Parameters that differ from their defaults", zh: "与默认值不同的参数" },
    population: { en: "How well the simulated population fits the statistics", zh: "模拟人口与统计数据吻合得怎样" },
    prices: { en: "Prices", zh: "单价" },
    limits: { en: "Limits", zh: "局限" },
  },
  read: {
    population: {
      en: "Shares in the simulated population against those in the statistics, in percentage points.",
      zh: "模拟人口与统计数据中各类占比之差，单位为百分点。",
    },
  },
  columns: {
    where_from: { en: "from", zh: "来源" },
    how_many: { en: "how many", zh: "个数" },
    means: { en: "meaning", zh: "含义" },
    parameter: { en: "parameter", zh: "参数" },
    default: { en: "default", zh: "默认值" },
    unit: { en: "unit", zh: "单位" },
    table: { en: "table", zh: "统计表" },
    cells: { en: "cells", zh: "格数" },
    mean_miss: { en: "mean gap", zh: "平均差距" },
    largest_miss: { en: "largest gap", zh: "最大差距" },
    where: { en: "where", zh: "出现在" },
    largest_miss_of_a_place: { en: "largest gap of one place", zh: "单个社区的最大差距" },
    price: { en: "yuan", zh: "元" },
    for: { en: "for", zh: "计价单位" },
    effect: { en: "what it does", zh: "作用" },
    source: { en: "from", zh: "来源" },
  },
  kinds: {
    measured: { en: "from a source", zh: "有资料来源" },
    derived: { en: "derived", zh: "推算" },
    calibrated: { en: "calibrated", zh: "校准" },
    assumed: { en: "assumed", zh: "假设" },
    neutral: { en: "switched off or a reference", zh: "默认关闭或作为参照" },
    untold: { en: "not said", zh: "未说明" },
  },
  kinds_mean: {
    measured: { en: "statistics, surveys, rules, published studies", zh: "统计、调查、规定或已发表的研究" },
    derived: { en: "worked out from a source, with a judgement in between", zh: "由资料推算，其中有判断成分" },
    calibrated: { en: "set so that the model as a whole gives what is known", zh: "调整到使模型整体符合已知情况" },
    assumed: {
      en: "a judgement without a source; change it and look whether the answer holds",
      zh: "没有资料、凭判断设定；改一改，看结论是否还成立",
    },
    neutral: {
      en: "zero unless a policy moves it, or what others are counted from",
      zh: "没有政策时为零，或作为其他数值的参照",
    },
    untold: { en: "the file does not say", zh: "文件没有说明" },
  },
  facts: {
    model: { en: "Model", zh: "模型" },
    program: { en: "Program", zh: "程序" },
    runs: { en: "Runs", zh: "模拟次数" },
    length: { en: "Length", zh: "时长" },
    population: { en: "Population", zh: "人口" },
    seeds: { en: "Seeds", zh: "随机种子" },
    population_seed: { en: (x) => `population ${x}`, zh: (x) => `人口 ${x}` },
    runs_text: {
      en: (a, count) =>
        `${a.runs} in all: ${count} alternative${s(count)} × ${a.replicates} ` +
        `replicate${s(a.replicates)}${a.points > 1 ? ` × up to ${a.points} settings` : ""}` +
        `${a.failed ? `; ${a.failed} failed and are left out` : ""}`,
      zh: (a, count) =>
        `共 ${a.runs} 次：${count} 个方案 × ${a.replicates} ` +
        `次重复${a.points > 1 ? ` × 至多 ${a.points} 组设定` : ""}${a.failed ? `；其中 ${a.failed} 次失败，未计入` : ""}`,
    },
    length_text: {
      en: (a) => `${weeks_en(a.step, a.steps)}, after ${weeks_en(a.step, a.burn_in)} of running in`,
      zh: (a) => `${a.steps} ${step_zh(a.step)}，此前预热 ${a.burn_in} ${step_zh(a.step)}`,
    },
  },
  limits_worlds: {
    en: [
      "Ranges tell what is uncertain of the model's numbers, and luck. They do not tell whether the form of the " +
        "model is right: all of them are given this model.",
      "People in the model follow its rules. What the rules leave out (personalities, politics, events of " +
        "the day) has no effect here.",
      "Differences between alternatives are more trustworthy than levels: much of what is wrong in a model " +
        "is wrong in all of its alternatives alike.",
      "More worlds do not narrow a range, they only tell it more closely; data do narrow it. Before money is " +
        "spent, try it in a few places first.",
    ],
    zh: [
      "范围说明模型各项数字的不确定和偶然因素，不能说明模型的形式是否正确：一切都以本模型成立为前提。",
      "模型中的人按规则行事；规则没有包括的（个人性格、人事变动、当天的新闻）在这里没有作用。",
      "方案之间的差别比绝对水平更可信：模型的偏差往往对各方案影响相近。",
      "增加可能情形不会缩小范围，只会使它更准；能缩小它的是数据。正式投入资金之前，请先在少数地方试点。",
    ],
  },
  limits: {
    en: [
      "Intervals tell how much chance moves the simulation. They do not tell whether the model is right, or " +
        "whether its assumptions hold in your town.",
      "All runs share one simulated population; another draw of people and ties would move the numbers a " +
        "little further than the intervals say.",
      "People in the model follow its rules. What the rules leave out (personalities, politics, events of " +
        "the day) has no effect here.",
      "Differences between alternatives are more trustworthy than levels: much of what is wrong in a model " +
        "is wrong in all of its alternatives alike.",
      "Before money is spent on it, repeat the comparison with the assumed parameters changed (a sweep), and " +
        "try it in a few places first.",
    ],
    zh: [
      "区间只说明偶然因素会让模拟结果波动多少，不能说明模型是否正确、假设在本地是否成立。",
      "所有模拟使用同一套模拟人口；换一套人口和关系网，数字的变动会比区间所示再大一些。",
      "模型中的人按规则行事；规则没有包括的（个人性格、人事变动、当天的新闻）在这里没有作用。",
      "方案之间的差别比绝对水平更可信：模型的偏差往往对各方案影响相近。",
      "正式投入资金之前，请改变假设的参数重复比较（用 cogov sweep），并先在少数地方试点。",
    ],
  },
  without: {
    parameters: { en: "The file does not list its parameters.", zh: "文件没有列出参数。" },
  },
  population_tables: {
    households: { en: "households", zh: "户型" },
    age_sex: { en: "age sex", zh: "年龄与性别" },
    employed_share: { en: "employed share", zh: "就业比例" },
    unit_share: { en: "unit share", zh: "单位就业比例" },
    "work_hours (of 168)": { en: "work hours (of 168)", zh: "工作时长（占一周 168 小时）" },
    carer_share: { en: "carer share", zh: "照料者比例" },
    "care_hours (of 168)": { en: "care hours (of 168)", zh: "照料时长（占一周 168 小时）" },
    party_share: { en: "party share", zh: "党员比例" },
    digital_share: { en: "digital share", zh: "上网比例" },
  },
};

const kinds = ["measured", "derived", "calibrated", "assumed", "neutral", "untold"];
const shown = (x) => (known(x) ? tick(7)(x) : "–");

function facts() {
  const pairs = [
    [
      say("assumptions.facts.model"),
      [about.model, `${say("assumptions.version")} ${about.model_version}`].join(say("assumptions.comma")),
    ],
    [say("assumptions.facts.program"), about.source],
    [say("assumptions.facts.runs"), say("assumptions.facts.runs_text", about, arms.length)],
    [say("assumptions.facts.length"), say("assumptions.facts.length_text", about)],
    [say("assumptions.facts.population"), about.population?.replaceAll('"', "")],
    [
      say("assumptions.facts.seeds"),
      [about.seed, about.population_seed && say("assumptions.facts.population_seed", about.population_seed)]
        .filter(Boolean)
        .join(say("assumptions.comma")),
    ],
    ...who_is_simulated(),
  ].filter(([, value]) => value);
  return folded(say("assumptions.runs"), facts_of(pairs));
}

// Whom and where the numbers are about, as far as the file says it: how many people, which places, which ages.
function who_is_simulated() {
  const told = about.axes.flatMap((axis) => {
    const own = groups.filter((group) => group.axis === axis.name);
    const parts = axis.within.flatMap((within) => unique(within.labels.map((label) => label[language()])));
    if (own.some((group) => group.meaning)) return [[named(axis), say("listed", own.map(named))]];
    return axis.within.length ? [[named(axis), say("places", own.length, own.map(named), parts)]] : [];
  });
  if (known(about.agents_at_start)) told.unshift([say("how_many", about), fixed(about.agents_at_start, 0)]);
  return told.map(([name, value]) => [upper(name), value]);
}

function parameters() {
  const all = rows("parameters");
  if (!all.length) return [without(say("assumptions.without.parameters"))];
  const used = kinds.filter((kind) => all.some((row) => row.kind === kind));
  const count = (kind) => all.filter((row) => row.kind === kind).length;
  const counts = table_of(
    [
      text_column(say("assumptions.columns.where_from")),
      { title: say("assumptions.columns.how_many"), number: true },
      text_column(say("assumptions.columns.means")),
    ],
    used.map((kind) => [say(`assumptions.kinds.${kind}`), String(count(kind)), say(`assumptions.kinds_mean.${kind}`)]),
    say("assumptions.figures.where_from"),
  );
  const changed = all.filter((row) => known(row.value) && known(row.default) && row.value !== row.default);
  const columns = [
    text_column(say("assumptions.columns.parameter")),
    text_column(say("assumptions.columns.means")),
    { title: say("columns.value"), number: true },
    { title: say("assumptions.columns.default"), number: true },
    text_column(say("assumptions.columns.unit")),
    text_column(say("assumptions.columns.where_from")),
  ];
  const cells = (row) => [
    row.name,
    told_in(row, "meaning"),
    shown(row.value),
    shown(row.default),
    row.unit,
    `${say(`assumptions.kinds.${row.kind}`)}${row.source ? say("assumptions.in_brackets", row.source) : ""}`,
  ];
  const line = say("assumptions.all_parameters", all.length);
  const whole = folded_table({ name: "parameters", line, title: line, columns, rows: all.map(cells) });
  const told = [
    say(
      "assumptions.where_from",
      all.length,
      used.map((kind) => [say(`assumptions.kinds.${kind}`), count(kind)]),
    ),
    ...(changed.length ? [] : [say("assumptions.none_changed")]),
  ];
  return [
    paragraph(told.join(say("between_sentences"))),
    folded(say("assumptions.figures.where_from"), counts),
    ...(changed.length
      ? [
          element("h3", {}, say("assumptions.figures.changed")),
          table_of(columns, changed.map(cells), say("assumptions.figures.changed")),
        ]
      : []),
    whole,
  ];
}

function population() {
  const all = rows("population_fit");
  if (!all.length) return [];
  const points = (x) => fixed(100 * x, Math.max(2, Math.min(3, digits_for(100 * x))));
  return [
    folded(
      say("assumptions.figures.population"),
      table_of(
        [
          text_column(say("assumptions.columns.table")),
          { title: say("assumptions.columns.cells"), number: true },
          { title: say("assumptions.columns.mean_miss"), number: true },
          { title: say("assumptions.columns.largest_miss"), number: true },
          text_column(say("assumptions.columns.where")),
          { title: say("assumptions.columns.largest_miss_of_a_place"), number: true },
        ],
        all.map((row) => [
          say_if_any(`assumptions.population_tables.${row.table}`) ?? row.table.replaceAll("_", " "),
          String(row.cells),
          points(row.mean_miss),
          points(row.largest_miss),
          row.where.replaceAll("_", " "),
          points(row.largest_miss_of_a_place),
        ]),
        say("assumptions.figures.population"),
      ),
      paragraph(say("assumptions.read.population"), "read"),
    ),
  ];
}

// What a price is paid for; files that have no words for it have names.
const paid_for = (row) =>
  told_in(row, "unit") || say("assumptions.price_base", row.cost_base.replaceAll("_", " "), row.cost_period);

function prices() {
  const all = rows("prices").filter((row) => labels.levers.some((lever) => lever.name === row.lever));
  if (!all.length) return [];
  const told = ["effect", "source"].filter((name) => all.some((row) => row[name]));
  return [
    folded(
      say("assumptions.figures.prices"),
      table_of(
        [
          text_column(say("columns.policy")),
          number_column(say("assumptions.columns.price"), 0),
          text_column(say("assumptions.columns.for")),
          ...told.map((name) => text_column(say(`assumptions.columns.${name}`))),
        ],
        all.map((row) => [
          named(labels.levers.find((lever) => lever.name === row.lever)),
          fixed(row.unit_cost_yuan, digits_for(row.unit_cost_yuan) > 2 ? 2 : 0),
          paid_for(row),
          ...told.map((name) => told_in(row, name)),
        ]),
        say("assumptions.figures.prices"),
      ),
    ),
  ];
}

function assumptions() {
  return [
    ...parameters(),
    element("h3", {}, say("assumptions.figures.limits")),
    element(
      "ul",
      { class: "limits" },
      say("assumptions.limits").map((text) => element("li", {}, text)),
    ),
    facts(),
    ...population(),
    ...prices(),
    about.scenario ? folded(say("assumptions.scenario"), element("pre", { tabindex: 0 }, about.scenario)) : null,
  ].filter(Boolean);
}

section("assumptions", texts, assumptions);
