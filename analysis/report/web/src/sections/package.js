// The first screen of a decision about money: the package of each budget, what it costs and brings, how sure that is,
// what else would do as well; then what each part of it brings, and what more or less money would buy.
import { base_text, colours, fonts, inner_labels, lower, tooltip, value_axis } from "../charts.js";
import { element, how_to_read, paragraph, table_of } from "../elements.js";
import { figure } from "../figure.js";
import { difference_unit, language, list_of, named, say, upper } from "../language.js";
import { about, arms, measures, over_worlds, rows } from "../model.js";
import { as_told, fixed, percent, signed, tick, yuan_range } from "../numbers.js";
import { known_as } from "../sentences.js";
import { section } from "../section.js";
import { axis_difference, number_column, text_column } from "../shared.js";

const texts = {
  title: { en: "What to do with the money", zh: "钱怎么用" },
  with_level: {
    en: (name, level, places) => `${name} ${level}${places ? ` in ${places}` : ""}`,
    zh: (name, level, places) => `${name}（${places ? `${places}，` : ""}力度 ${level}）`,
  },
  in_places: { en: (name, places) => `${name} in ${places}`, zh: (name, places) => `${name}（${places}）` },
  headline: {
    en: (money, list) => `With ${money} a year: ${list}.`,
    zh: (money, list) => `每年 ${money}：${list}。`,
  },
  headline_nothing: {
    en: (money) => `With ${money} a year: do nothing. No package that it can buy is better.`,
    zh: (money) => `每年 ${money}：什么都不做。这笔钱能买的组合没有一个更好。`,
  },
  headline_none: {
    en: (money) => `With ${money} a year nothing keeps the budget and all conditions, not even doing nothing.`,
    zh: (money) => `每年 ${money}：没有任何组合同时守住预算并满足全部条件，什么都不做也不行。`,
  },
  brings: {
    en: (cost, range, m, gain, span, unit) =>
      `It costs ${cost}${range ? ` ${range}` : ""} a year and changes ${m} by ` +
      `${gain}${span}${unit ? ` ${unit}` : ""} on average.`,
    zh: (cost, range, m, gain, span, unit) => `一年平均花费 ${cost}${range}，${m}平均变化 ${gain}${span}${unit}。`,
  },
  sure: {
    en: () => "",
    zh: () => "",
  },
  sure_worlds: {
    en: (nothing, budget) =>
      `It is better than doing nothing in ${nothing} of the possible worlds, and keeps the budget in ${budget}.`,
    zh: (nothing, budget) => `在 ${nothing} 的可能情形中比什么都不做好，在 ${budget} 的情形中不超预算。`,
  },
  like_nothing: {
    en: "It cannot be told from doing nothing, which costs nothing.",
    zh: "它与什么都不做分不出高下，而什么都不做不花钱。",
  },
  alone: {
    en: (n) => `All ${n} others that were run again are worse, as far as the runs tell (95 %).`,
    zh: (n) => `另外复核的 ${n} 个组合都更差（95% 的把握）。`,
  },
  alike: {
    en: (n, cheaper) =>
      `${n} other${n === 1 ? "" : "s"} cannot be told from it: ` +
      `${cheaper ? `${cheaper} would do as well for less money` : "none of them is cheaper"}.`,
    zh: (n, cheaper) =>
      `有 ${n} 个组合与它分不出高下：${cheaper ? `${cheaper}更便宜，效果可能一样好` : "其中没有更便宜的"}。`,
  },
  cheaper: { en: (name, cost) => `${name} (${cost})`, zh: (name, cost) => `${name}（${cost}）` },
  always: {
    en: (all, none) =>
      [all ? `In all of these: ${all}.` : "", none ? `In none: ${none}.` : ""].filter(Boolean).join(" "),
    zh: (all, none) =>
      [all ? `这些组合都含有：${all}。` : "", none ? `都不含：${none}。` : ""].filter(Boolean).join(""),
  },
  given_up: {
    en: (m, group, name, more, unit) =>
      `The condition on ${m}${group ? ` of ${group}` : ""} costs ${more}${unit ? ` ${unit}` : ""}: ` +
      `without it, ${name}.`,
    zh: (m, group, name, more, unit) =>
      `对${m}${group ? `（${group}）` : ""}的要求使效果少 ${more}${unit}：没有这项要求时选 ${name}。`,
  },
  stops: {
    en: (more, less) => `What ${more} buy cannot be told from what ${less} buy: there the money stops helping.`,
    zh: (more, less) => `${more}买到的与 ${less}买到的分不出高下：多出的钱不再见效。`,
  },
  knowing: {
    en: (worlds, more, unit) =>
      `Knowing beforehand which of the ${worlds} worlds is the true one would add ` +
      `${more}${unit ? ` ${unit}` : ""} at ` +
      `most: so much there is to gain by finding out more before deciding.`,
    zh: (worlds, more, unit) =>
      `即使事先知道 ${worlds} 种可能情形中哪一种是真的，最多也只能多得 ${more}${unit}：决策前再调查，好处以此为限。`,
  },
  learn: {
    en: (list) => `Worth finding out first: ${list}.`,
    zh: (list) => `最值得先查清的：${list}。`,
  },
  learn_one: {
    en: (name, more, unit) => `${name} (${more}${unit ? ` ${unit}` : ""})`,
    zh: (name, more, unit) => `${name}（${more}${unit}）`,
  },
  cut_short: {
    en: "The time that was allowed was up before the search had ended: a better package may exist.",
    zh: "搜索因时间用完而提前结束：可能还有更好的组合。",
  },
  columns: {
    budget: { en: "budget a year", zh: "年预算" },
    package: { en: "package", zh: "组合" },
    cost: { en: "costs a year", zh: "一年花费" },
    kept: { en: "keeps the budget in", zh: "不超预算" },
    gain: { en: (m) => `change in ${m}`, zh: (m) => `${m}的变化` },
    what: { en: "what", zh: "内容" },
    level: { en: "level", zh: "力度" },
    brings: { en: "what it adds to the rest", zh: "在其余之上增加" },
    group: { en: "who", zh: "人群" },
    behind: { en: "behind the package", zh: "比所选少" },
    marks: { en: "", zh: "" },
  },
  nothing: { en: "nothing", zh: "什么都不做" },
  cheapest: { en: "cheapest", zh: "最便宜" },
  fewest: { en: "simplest", zh: "最简单" },
  fairest: { en: "fairest", zh: "最公平" },
  parts: { en: (money) => `What the package of ${money} is made of`, zh: (money) => `${money}组合的内容` },
  who: { en: "Who gains", zh: "谁受益" },
  others: { en: "What cannot be told from it", zh: "与它分不出高下的组合" },
  curve: {
    en: (m) => `Change in ${m} against money: a dot is a package that was tried, the line the best for the money`,
    zh: (m) => `花费与${m}的变化：一点是试过的一个组合，折线是同样花费下最好的`,
  },
  money_axis: { en: "yuan a year", zh: "元/年" },
  read: {
    en: (d) =>
      `${d.tried} packages were run over the same ${d.tried_worlds} ` +
      `${over_worlds ? "possible worlds" : "lucks"}; the ` +
      `${d.again} in question were run again with other luck, and all numbers but these dots are from that.` +
      (d.cautious ? " Packages are judged by the worst fifth of worlds." : ""),
    zh: (d) =>
      `${d.tried} 个组合在同样的 ${d.tried_worlds} ${over_worlds ? "种可能情形" : "次随机"}中运行过；其中有望的 ${d.again} ` +
      `个用另外的随机数再运行一次，除这些点外的数字都来自后者。` +
      (d.cautious ? "组合按最差五分之一的情形评判。" : ""),
  },
};

const decision = about.decision;
const measure = () => measures[decision.measure];
const unit = () => difference_unit(measure());
const span_of = (x) =>
  x.low === null || x.low === undefined
    ? ""
    : say("in_range", signed(x.low, measure().digits), signed(x.high, measure().digits));
const gain_text = (x) => `${signed(x.value, measure().digits)}${span_of(x)}`;
const money_text = (x) => yuan_range(x)[0];
const thing_name = (k) => {
  const thing = decision.things[k];
  return thing.places.length ? say("package.in_places", named(thing), list_of(thing.places)) : named(thing);
};

function parts_of(one) {
  const parts = one.levels
    .map((level, k) => ({ level, thing: decision.things[k] }))
    .filter(({ level }) => level !== 0)
    .map(({ level, thing }) =>
      say("package.with_level", named(thing), as_told(level), thing.places.length ? list_of(thing.places) : ""),
    );
  return list_of(parts);
}
const package_name = (one) => (one.nothing ? say("package.nothing") : parts_of(one));
const arm_title = (place) => (place === about.baseline ? say("package.nothing") : named(arms[place]));

function headline(one) {
  const money = money_text(one.money);
  if (!one.any) return say("package.headline_none", money);
  if (one.nothing) return say("package.headline_nothing", money);
  return say("package.headline", money, parts_of(one));
}

// What a mayor has to know of a budget's package, in sentences.
function sentences(one) {
  if (!one.any) return [];
  const out = [];
  if (!one.nothing) {
    const [cost, range] = yuan_range(one.cost.value, one.cost.low, one.cost.high);
    out.push(
      say(
        "package.brings",
        cost,
        range,
        named(measure()),
        signed(one.gain.value, measure().digits),
        span_of(one.gain),
        unit(),
      ),
    );
    if (over_worlds) out.push(say("package.sure", percent(one.above_nothing), percent(one.kept_in)));
    if (one.like_nothing) out.push(say("package.like_nothing"));
  }
  const cheaper = one.others.find((other) => other.cheapest);
  out.push(
    one.others.length
      ? say(
          "package.alike",
          one.others.length,
          cheaper ? say("package.cheaper", arm_title(cheaper.arm), money_text(cheaper.cost)) : "",
        )
      : say("package.alone", one.compared - 1),
  );
  if (one.others.length) {
    const common = say(
      "package.always",
      one.in_all.length ? list_of(one.in_all.map(thing_name)) : "",
      one.in_none.length ? list_of(one.in_none.map(thing_name)) : "",
    );
    if (common) out.push(common);
  }
  for (const freed of one.without) {
    const condition = decision.conditions[freed.condition];
    out.push(
      say(
        "package.given_up",
        named(measures[condition.measure]),
        condition.group,
        arm_title(freed.arm),
        fixed(freed.more, measure().digits + 1),
        unit(),
      ),
    );
  }
  if (over_worlds && !decision.cautious && one.knowing_all > 0)
    out.push(say("package.knowing", about.worlds, fixed(one.knowing_all, measure().digits + 1), unit()));
  if (one.to_learn.length)
    out.push(
      say(
        "package.learn",
        list_of(
          one.to_learn
            .slice(0, 3)
            .map((row) => say("package.learn_one", known_as(row), fixed(row.more, measure().digits + 1), unit())),
        ),
      ),
    );
  if (decision.cut_short) out.push(say("package.cut_short"));
  return out;
}

// Where more money buys what cannot be told from what less buys.
function where_it_stops() {
  const out = [];
  decision.budgets.forEach((one, k) => {
    const before = decision.budgets[k - 1];
    if (!before?.any || !one.any) return;
    if (one.arm === before.arm || one.others.some((other) => other.arm === before.arm))
      out.push(say("package.stops", money_text(one.money), money_text(before.money)));
  });
  return out;
}

const budgets_table = () =>
  table_of(
    [
      text_column(say("package.columns.budget")),
      text_column(say("package.columns.package")),
      { title: say("package.columns.cost"), number: true },
      { title: say("package.columns.gain", named(measure())), number: true },
      ...(over_worlds ? [{ title: say("package.columns.kept"), number: true }] : []),
    ],
    decision.budgets
      .filter((one) => one.any)
      .map((one) => [
        money_text(one.money),
        package_name(one),
        money_text(one.cost.value),
        gain_text(one.gain),
        ...(over_worlds ? [percent(one.kept_in)] : []),
      ]),
    say("package.title"),
  );

function parts_table(one) {
  const brought = new Map(one.brings.map((row) => [row.thing, row.gain]));
  return table_of(
    [
      text_column(say("package.columns.what")),
      { title: say("package.columns.level"), number: true },
      { title: say("package.columns.cost"), number: true },
      { title: say("package.columns.brings"), number: true },
    ],
    one.levels
      .map((level, k) => ({ level, k }))
      .filter(({ level }) => level !== 0)
      .map(({ level, k }) => {
        const thing = decision.things[k];
        return [
          thing_name(k),
          element(
            "span",
            {},
            as_told(level),
            element("span", { class: "half" }, ` ${thing.unit[language()] || thing.unit.en}`),
          ),
          one.spent[k] === null ? "–" : money_text(one.spent[k]),
          brought.has(k) ? gain_text(brought.get(k)) : "–",
        ];
      }),
    say("package.parts", money_text(one.money)),
  );
}

const who_table = (one) =>
  table_of(
    [text_column(say("package.columns.group")), { title: say("package.columns.gain", named(measure())), number: true }],
    one.gains.map((row) => [named(row.group), gain_text(row.gain)]),
    say("package.who"),
  );

const others_table = (one) =>
  table_of(
    [
      text_column(say("package.columns.package")),
      { title: say("package.columns.cost"), number: true },
      { title: say("package.columns.behind"), number: true },
      text_column(say("package.columns.marks")),
    ],
    one.others.map((other) => [
      arm_title(other.arm),
      money_text(other.cost),
      fixed(other.behind.value, measure().digits + 1),
      ["cheapest", "fewest", "fairest"]
        .filter((key) => other[key])
        .map((key) => say(`package.${key}`))
        .join(", "),
    ]),
    say("package.others"),
  );

// The best that was tried for each amount of money, from nothing on.
function best_for_money(tried) {
  const out = [];
  for (const row of [...tried].sort((a, b) => a.cost - b.cost || b.gain - a.gain))
    if (!out.length || row.gain > out[out.length - 1].gain) out.push(row);
  return out;
}

function curve() {
  const tried = rows("tried"),
    best = best_for_money(tried);
  if (tried.length < 3) return null;
  const steps = best.flatMap((row, k) =>
    k
      ? [
          [row.cost, best[k - 1].gain],
          [row.cost, row.gain],
        ]
      : [[row.cost, row.gain]],
  );
  const height = lower(280);
  const option = (width) => ({
    height: height + 80,
    option: {
      textStyle: base_text,
      backgroundColor: colours.paper,
      graphic: [
        {
          type: "text",
          x: 8,
          y: 4,
          silent: true,
          style: { text: axis_difference(measure()), font: `12px ${fonts}`, fill: colours.soft },
        },
      ],
      grid: { left: 54, right: 24, top: 30, height },
      xAxis: {
        ...value_axis(say("package.money_axis")),
        axisLabel: inner_labels((x) => fixed(x, 0), { hideOverlap: true }),
        splitNumber: width < 480 ? 3 : 5,
      },
      yAxis: { ...value_axis(""), axisLabel: inner_labels(tick(5)) },
      tooltip: tooltip((p) => p.data?.told ?? ""),
      series: [
        {
          type: "line",
          data: steps,
          symbol: "none",
          silent: true,
          animation: false,
          lineStyle: { color: colours.ink, width: 1.6 },
          z: 1,
        },
        {
          type: "line",
          data: [],
          lineStyle: { color: colours.soft },
          markLine: {
            silent: true,
            symbol: "none",
            animation: false,
            label: { show: false },
            lineStyle: { color: colours.soft, type: [4, 4] },
            data: decision.budgets.map((one) => ({ xAxis: one.money })),
          },
        },
        {
          type: "scatter",
          z: 3,
          symbolSize: 8,
          data: tried.map((row) => ({
            value: [row.cost, row.gain],
            itemStyle: { color: colours.arms[1], opacity: best.includes(row) ? 1 : 0.45 },
            told:
              `${row.what || say("package.nothing")}: ${money_text(row.cost)}, ` +
              `${signed(row.gain, measure().digits)} ${unit()}`,
          })),
        },
      ],
    },
  });
  return figure({
    name: "tried",
    title: say("package.curve", named(measure())),
    option,
    columns: [
      number_column(say("package.money_axis"), 0),
      number_column(axis_difference(measure()), measure().digits + 1, signed),
      text_column(say("package.columns.package")),
    ],
    rows: tried.map((row) => [row.cost, row.gain, row.what]),
  });
}

function package_section() {
  const several = decision.budgets.length > 1;
  return decision.budgets
    .flatMap((one) => [
      element("p", { class: "headline" }, headline(one)),
      element(
        "ul",
        { class: "below" },
        sentences(one).map((text) => element("li", {}, upper(text))),
      ),
      ...(several || !one.any || one.nothing ? [] : [parts_table(one), who_table(one)]),
      ...(several || !one.any || !one.others.length ? [] : [others_table(one)]),
    ])
    .concat(
      several ? [budgets_table(), ...where_it_stops().map((text) => paragraph(text))] : [],
      several ? decision.budgets.filter((one) => one.any && !one.nothing).map(parts_table) : [],
      [curve(), how_to_read(say("package.read", decision))],
    )
    .filter(Boolean);
}

section("package", texts, package_section, { is_here: () => Boolean(decision) });
