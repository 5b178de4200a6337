// What it costs: the plane of money and effect with its frontier, and what one more costs.
import { cost_plane } from "../cost_plane.js";
import { element, folded, how_to_read, paragraph, table_of } from "../elements.js";
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
} from "../shared.js";
import { section } from "../section.js";
import { step_zh, agents_zh } from "../wording.js";

const texts = {
  title: { en: "What it costs", zh: "花多少钱" },
  in_all: { en: "in all", zh: "合计" },
  frontier_names: { en: "efficient frontier, its names in bold", zh: "有效前沿，其上的方案名称加粗" },
  paid_for: {
    en: (arm, policy, what, paid, there) =>
      `${policy} in ${arm}: ${paid} more ${what} are paid for, ${there} more are there.`,
    zh: (arm, policy, what, paid, there) => `${arm}的${policy}：付费购买的${what}增加 ${paid}，实际增加 ${there}。`,
  },
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
        `${way < 0 ? ", and less of it is better" : ""}. ` +
        (way
          ? "On the dashed line, with names in bold, nothing does as much for less. "
          : "Neither more nor less is better. ") +
        `A hollow mark may be chance.`,
      zh: (base, way) =>
        `越靠右花钱越多，越靠上${way > 0 ? "效果" : "指标"}越大${way < 0 ? "，而越小越好" : ""}。` +
        `${way ? "虚线上、名称加粗的方案，没有别的能用更少的钱达到同样效果。" : "该指标多少无优劣之分。"}空心符号可能只是偶然。`,
    },
    costs_worlds: {
      en: (base, way) =>
        `To the right costs more, upwards ${way > 0 ? "does more" : "the measure grows"}` +
        `${way < 0 ? ", and less of it is better" : ""}; medians over the worlds. ` +
        (way
          ? "On the dashed line, with names in bold, nothing does as much for less. "
          : "Neither more nor less is better. ") +
        `A hollow mark is more in some worlds, less in others.`,
      zh: (base, way) =>
        `越靠右花钱越多，越靠上${way > 0 ? "效果" : "指标"}越大${way < 0 ? "，而越小越好" : ""}；符号是中位数。` +
        `${way ? "虚线上、名称加粗的方案，没有别的能用更少的钱达到同样效果。" : "该指标多少无优劣之分。"}空心符号有的情形中增加，有的减少。`,
    },
    one_more: {
      en: (a, fewer) =>
        `Further cost divided by how many ${fewer ? "fewer" : "more"} participant-${a.step}s (one person taking ` +
        `part in one ` +
        `${a.step}) there are; it cannot be told where the ${fewer ? "change" : "gain"} may be zero.`,
      zh: (a, fewer) =>
        `增加的费用除以${fewer ? "减少" : "增加"}的人次（一个人在一${step_zh(a.step)}内参与一次）；${fewer ? "减少" : "增加"}量可能为零时无法判断。`,
    },
    one_more_a_year: {
      en: (a, fewer) =>
        `The further cost of a year divided by how many ${fewer ? "fewer" : "more"} ${a.agents} are reached in ` +
        `it; it cannot ` +
        `be told where the ${fewer ? "change" : "gain"} may be zero.`,
      zh: (a, fewer) =>
        `一年增加的费用除以一年内${fewer ? "少" : "多"}覆盖的${agents_zh(a.agents)}人数；${fewer ? "减少" : "增加"}量可能为零时无法判断。`,
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
  ];
  const cells = own
    .filter((row) => row.arm !== baseline.place)
    .map((row) => [
      arm_name(arms[row.arm]),
      with_half(row, "further_cost", 0),
      with_half(row, "count", digits_for((row.count_high - row.count_low) / 2)),
      known(row.cny_for_one_more) ? rounded_interval(row, "cny_for_one_more") : say("cannot_be_told"),
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
  return told.length ? [paragraph(upper([...told, say("costs.whole")].join(say("between_sentences"))), "note")] : [];
}

function costs(redraw) {
  const all = rows("costs");
  const among = unique(all.map((row) => row.measure));
  const measure = measures[chosen_among("costs", among)];
  const own = all.filter((row) => row.measure === measure.place);
  const ended = about.ended ?? [];
  // A line for each policy of an alternative that has several.
  const several = (arm) => rows("spending").filter((row) => row.arm === arm).length > 1;
  const levers = rows("spending").filter((row) => several(row.arm));
  const title = say("costs.figures.spending", step);
  const spending = levers.length
    ? folded(
        title,
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
    plane(measure, own, among.length > 1 ? [measure_choice("costs", among, redraw)] : []),
    ended.length ? paragraph(say("costs.ended", list_of(ended.map((a) => arms[a].letter))), "note") : null,
    one_more(measure, own),
    spending,
    ...purchases(),
  ];
}

section("costs", texts, costs, { is_here: () => rows("costs").length > 0 && arms.length > 1 });
