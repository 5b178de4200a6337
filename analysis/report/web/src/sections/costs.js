// What it costs: the plane of money and effect with its frontier, and what one more costs.
import { cost_plane } from "../cost_plane.js";
import { element, how_to_read, paragraph, table_of } from "../elements.js";
import { figure } from "../figure.js";
import { difference_unit, list_of, named, say, upper, with_unit } from "../language.js";
import { about, arms, baseline, known, labels, measures, rows, step, unique, wanted } from "../model.js";
import { fixed, is_alike, rounded_interval, signed, with_half, digits_for } from "../numbers.js";
import { efficiency } from "../sentences.js";
import {
  arm_name,
  chosen_among,
  interval_columns,
  interval_of,
  measure_choice,
  number_column,
  text_column,
  without,
} from "../shared.js";
import { section, section_en, section_zh } from "../section.js";
import { weeks_en, step_zh, agents_zh } from "../wording.js";

const texts = {
  title: { en: "What it costs", zh: "花多少钱" },
  intro: {
    en: (base, a) =>
      `Money beyond what “${base}” costs, and what it buys, over the last ${weeks_en(a.step, a.last_year)}. ` +
      `Prices are those of ${section_en("assumptions")}.`,
    zh: (base, a) =>
      `与“${base}”相比多花的钱，以及换来的效果，取最后 ${a.last_year} ${step_zh(a.step)}的平均。单价见${section_zh("assumptions")}。`,
  },
  in_all: { en: "in all", zh: "合计" },
  frontier_names: { en: "efficient frontier, its names in bold", zh: "有效前沿，其上的方案名称加粗" },
  paid_for: {
    en: (arm, policy, what, paid, there) =>
      `${policy} in ${arm}: ${paid} more ${what} are paid for, ${there} more are there.`,
    zh: (arm, policy, what, paid, there) => `${arm}的${policy}：付费购买的${what}增加 ${paid}，实际增加 ${there}。`,
  },
  between_sentences: { en: " ", zh: "" },
  whole: {
    en: "They come whole in each place, and what has faded is still paid for.",
    zh: "每个地方只能有整数个；效果减退的部分仍需付费。",
  },
  further_cost_axis: {
    en: (period) => `further cost, yuan a ${period}`,
    zh: (period) => `增加的费用（元/${step_zh(period)}）`,
  },
  cny_a: { en: (period) => `yuan a ${period}`, zh: (period) => `元/${step_zh(period)}` },
  frontier: { en: "efficient frontier", zh: "有效前沿" },
  figures: {
    costs: { en: (m) => `Money against effect: ${m}`, zh: (m) => `费用与效果：${m}` },
    one_more: {
      en: (m, a, a_year, fewer) =>
        a_year
          ? `What one ${fewer ? "less" : "more"} of the ${a.agents} costs a year (${m})`
          : `What one ${fewer ? `participant-${a.step} less` : `additional participant-${a.step}`} costs (${m})`,
      zh: (m, a, a_year, fewer) =>
        a_year
          ? `一年内${fewer ? "少" : "多"}覆盖一名${agents_zh(a.agents)}要花多少钱（${m}）`
          : `${fewer ? "少" : "多"}一人次参与要花多少钱（${m}）`,
    },
    spending: {
      en: (period) => `Spending by policy, yuan a ${period}`,
      zh: (period) => `各项政策的支出（元/${step_zh(period)}）`,
    },
  },
  read: {
    costs: {
      en: (base, way) =>
        `To the right costs more, upwards ${way > 0 ? "does more" : "the measure grows"}` +
        `${way < 0 ? ", and less of it is better" : ""}; “${base}” is at zero. ` +
        `${
          way
            ? "Alternatives on the dashed line, with names in bold, are efficient: no other, and no mix of two, does " +
              "as much for less money, and none that is cheaper may do as much. "
            : "Neither more nor less of it is better, so none is called efficient. "
        }` +
        `A hollow mark is an effect that may be chance. Whiskers are 95 % intervals of the effect.`,
      zh: (base, way) =>
        `越靠右花钱越多，越靠上${way > 0 ? "效果" : "指标"}越大${way < 0 ? "，而越小越好" : ""}；“${base}”在零点。` +
        `${
          way
            ? "虚线上、名称加粗的是划算的方案：没有别的方案（或两个方案的搭配）能用更少的钱达到同样效果，也没有花钱更少而效果可能一样的。"
            : "该指标多少无优劣之分，因此不判断是否划算。"
        }` +
        `空心符号表示效果可能只是偶然。竖线是效果的 95% 区间。`,
    },
    costs_worlds: {
      en: (base, way) =>
        `To the right costs more, upwards ${way > 0 ? "does more" : "the measure grows"}` +
        `${way < 0 ? ", and less of it is better" : ""}; “${base}” is at zero; marks are medians over the worlds. ` +
        `${
          way
            ? "Alternatives on the dashed line, with names in bold, are efficient: on average over the worlds no " +
              "other, and no mix of two, does as much for less money, and none that is cheaper may do as much. "
            : "Neither more nor less of it is better, so none is called efficient. "
        }` +
        `A hollow mark is more in some worlds and less in others. Whiskers are ranges of 90 % of the worlds, given ` +
        `this model.`,
      zh: (base, way) =>
        `越靠右花钱越多，越靠上${way > 0 ? "效果" : "指标"}越大${way < 0 ? "，而越小越好" : ""}；“${base}”在零点；符号是各种可能情形的中位数。` +
        `${
          way
            ? "虚线上、名称加粗的是划算的方案：按各种可能情形的平均，没有别的方案（或两个方案的搭配）能用更少的钱达到同样效果，也没有花钱更少而效果可能一样的。"
            : "该指标多少无优劣之分，因此不判断是否划算。"
        }` +
        `空心符号表示在一些可能情形中增加，在另一些中减少。竖线是 90% 可能情形的范围，以本模型成立为前提。`,
    },
    one_more_worlds: {
      en: (a, fewer) =>
        `A participant-${a.step} is one person taking part in one ${a.step}. The price is the further cost ` +
        `divided by ${fewer ? "how many fewer" : "the further"} participant-${a.step}s${fewer ? " there are" : ""} ` +
        `in each world: the median, and the range of 90 % of the worlds; it cannot be told where the range of the ` +
        `${fewer ? "change" : "gain"} holds zero. In brackets: in how many worlds the alternative is efficient.`,
      zh: (a, fewer) =>
        `一人次指一个人在一${step_zh(a.step)}内参与一次。单价是每种可能情形中增加的费用除以${fewer ? "减少" : "增加"}的人次：中位数和 90% 可能情形的范围；` +
        `如果${fewer ? "减少" : "增加"}量的范围含零，则无法判断。括号内是该方案划算的可能情形所占比例。`,
    },
    one_more_a_year_worlds: {
      en: (a, fewer) =>
        `The further cost of a year divided by how many ${fewer ? "fewer" : "more"} ${a.agents} are reached in it, ` +
        `in each world: the median, and the range of 90 % of the worlds; it cannot be told where the range of the ` +
        `${fewer ? "change" : "gain"} holds zero.`,
      zh: (a, fewer) =>
        `每种可能情形中一年增加的费用除以一年内${fewer ? "少" : "多"}覆盖的${agents_zh(a.agents)}人数：中位数和 90% 可能情形的范围；` +
        `如果${fewer ? "减少" : "增加"}量的范围含零，则无法判断。`,
    },
    one_more: {
      en: (a, fewer) =>
        `A participant-${a.step} is one person taking part in one ${a.step}. The price is the further cost ` +
        `divided by ${fewer ? "how many fewer" : "the further"} participant-${a.step}s${fewer ? " there are" : ""}, ` +
        `with its 95 % interval; it cannot be told where the ` +
        `${fewer ? "change" : "gain"} may be zero. In resamples: how often the alternative stays efficient when ` +
        `the runs are drawn anew by lot.`,
      zh: (a, fewer) =>
        `一人次指一个人在一${step_zh(a.step)}内参与一次。单价是增加的费用除以${fewer ? "减少" : "增加"}的人次，括号内是 95% 区间；` +
        `如果${fewer ? "减少" : "增加"}量可能为零，则无法判断。“重抽样”指把各次模拟随机重抽后，该方案仍然划算的比例。`,
    },
    one_more_a_year: {
      en: (a, fewer) =>
        `The further cost of a year divided by how many ${fewer ? "fewer" : "more"} ${a.agents} are reached in it, ` +
        `with its 95 % interval; it cannot be told where the ${fewer ? "change" : "gain"} may be zero.`,
      zh: (a, fewer) =>
        `一年增加的费用除以一年内${fewer ? "少" : "多"}覆盖的${agents_zh(a.agents)}人数，括号内是 95% 区间；` +
        `如果${fewer ? "减少" : "增加"}量可能为零，则无法判断。`,
    },
  },
  ended: {
    en: (letters) =>
      `Careful: policies of ${letters} ended before or during these weeks. Their effect may last while their ` +
      `cost is over, so money per effect looks lower here than over the whole time.`,
    zh: (letters) =>
      `注意：方案 ${letters} 的政策在此之前或期间已经结束，效果可能还在而费用已停，因此这里的单位成本看起来比全程偏低。`,
  },
  columns: {
    spending: { en: (period) => `spending, yuan a ${period}`, zh: (period) => `支出（元/${step_zh(period)}）` },
    further_cost: {
      en: (period) => `further cost, yuan a ${period}`,
      zh: (period) => `增加的费用（元/${step_zh(period)}）`,
    },
    count: { en: (agents) => `more ${agents}`, zh: (agents) => `增加的${agents_zh(agents)}` },
    one_more: {
      en: (fewer) => `yuan for one ${fewer ? "less" : "more"}`,
      zh: (fewer) => `每${fewer ? "少" : "多"}一个的费用（元）`,
    },
    efficient: { en: "efficient?", zh: "是否划算" },
    share_efficient: { en: "efficient in (share)", zh: "划算的比例" },
    more_people: { en: (agents) => `more ${agents} reached`, zh: (agents) => `多覆盖的${agents_zh(agents)}` },
    more_people_a_step: {
      en: (agents, period) => `more participants a ${period}`,
      zh: (agents, period) => `每${step_zh(period)}增加的参与人次`,
    },
  },
  without: {
    costs: {
      en: "Nothing is spent in any alternative of this file, so there is no section on costs.",
      zh: "各方案均没有支出，因此没有费用一节。",
    },
    costs_one_arm: {
      en: "There is one alternative, so money cannot be set against an effect.",
      zh: "只有一个方案，无法把费用与效果对照。",
    },
  },
};

function plane(measure, own, controls) {
  return figure({
    name: "costs",
    title: say("costs.figures.costs", named(measure)),
    controls,
    read: say("costs.read.costs", named(baseline), wanted(measure)),
    option: (width) => cost_plane(measure, own, width),
    columns: [
      text_column(say("columns.arm")),
      ...interval_columns(say("costs.columns.spending", step), 0),
      ...interval_columns(say("costs.columns.further_cost", step), 0, signed),
      ...interval_columns(with_unit(say("columns.effect"), difference_unit(measure)), measure.digits, signed),
      ...interval_columns(say("costs.columns.count", about.agents), 1, signed),
      ...interval_columns(say("costs.columns.one_more", wanted(measure) < 0), 2),
      text_column(say("costs.columns.efficient")),
      number_column(say("costs.columns.share_efficient"), 3),
    ],
    rows: own.map((row) => [
      named(arms[row.arm]),
      ...["spending", "further_cost", "effect", "count", "cny_for_one_more"].flatMap((name) => interval_of(row, name)),
      efficiency(row),
      row.share_efficient,
    ]),
  });
}

// What people ask first: yuan for one more.
function one_more(measure, own) {
  if (!own.some((row) => row.counts)) return null;
  const a_year = own[0].a_year === 1;
  const fewer = wanted(measure) < 0;
  const title = say("costs.figures.one_more", named(measure), about, a_year, fewer);
  const columns = [
    text_column(say("columns.arm")),
    { title: say("costs.columns.further_cost", step), number: true },
    {
      title: say(a_year ? "costs.columns.more_people" : "costs.columns.more_people_a_step", about.agents, step),
      number: true,
    },
    { title: say("costs.columns.one_more", fewer), number: true },
    { title: say("costs.columns.efficient") },
  ];
  const cells = own
    .filter((row) => row.arm !== baseline.place)
    .map((row) => [
      arm_name(arms[row.arm]),
      signed(row.further_cost, 0),
      with_half(row, "count", digits_for((row.count_high - row.count_low) / 2)),
      known(row.cny_for_one_more) ? rounded_interval(row, "cny_for_one_more") : say("cannot_be_told"),
      efficiency(row),
    ]);
  return element(
    "div",
    {},
    element("h3", {}, title),
    table_of(columns, cells, title),
    how_to_read(say(a_year ? "costs.read.one_more_a_year" : "costs.read.one_more", about, fewer)),
    own.some((row) => row.arm !== baseline.place && (is_alike(row, "count") || is_alike(row, "cny_for_one_more")))
      ? paragraph(say("alike"), "note")
      : null,
  );
}

// What is paid for beside what is there, where they differ.
function purchases() {
  const apart_in = rows("purchases").filter((row) => Math.abs(row.paid_for - row.there) >= 0.5);
  const told = apart_in.map((row) =>
    say(
      "costs.paid_for",
      arms[row.arm].letter,
      named(labels.levers[row.lever]),
      named(labels.things[row.what]),
      fixed(row.paid_for, 1),
      fixed(row.there, 1),
    ),
  );
  return told.length
    ? [paragraph(upper([...told, say("costs.whole")].join(say("costs.between_sentences"))), "note")]
    : [];
}

function costs(redraw) {
  const all = rows("costs");
  if (!all.length) return [without(say("costs.without.costs"))];
  if (arms.length < 2) return [without(say("costs.without.costs_one_arm"))];
  const among = unique(all.map((row) => row.measure));
  const measure = measures[chosen_among("costs", among)];
  const own = all.filter((row) => row.measure === measure.place);
  const ended = about.ended ?? [];
  const levers = rows("spending");
  // A line for each policy of each alternative: alternatives with twenty policies have as much room as those with one.
  const title = say("costs.figures.spending", step);
  const spending = levers.length
    ? element(
        "div",
        {},
        element("h3", {}, title),
        table_of(
          [
            text_column(say("columns.arm")),
            text_column(say("columns.policy")),
            { title: say("costs.columns.spending", step), number: true },
          ],
          arms.flatMap((arm) => {
            const mine = levers.filter((row) => row.arm === arm.place),
              all_of = fixed(own.find((row) => row.arm === arm.place)?.spending, 0);
            return [
              ...mine.map((row) => [arm_name(arm), named(labels.levers[row.lever]), fixed(row.spending, 0)]),
              ...(mine.length > 1 ? [[arm_name(arm), say("costs.in_all"), all_of]] : []),
            ];
          }),
          title,
        ),
      )
    : null;
  return [
    paragraph(say("costs.intro", named(baseline), about)),
    plane(measure, own, among.length > 1 ? [measure_choice("costs", among, redraw)] : []),
    ended.length ? paragraph(say("costs.ended", list_of(ended.map((a) => arms[a].letter))), "note") : null,
    one_more(measure, own),
    spending,
    ...purchases(),
  ];
}

section("costs", texts, costs);
