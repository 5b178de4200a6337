// Everything that the page says, in both languages. Functions fill in numbers and names; those come from the file.
const s = (n) => (n === 1 ? "" : "s");
const weeks_en = (step, n) => `${n} ${step}${s(n)}`;
const and = (list) =>
  list.length < 2 ? list.join("") : `${list.slice(0, -1).join(", ")} and ${list[list.length - 1]}`;
const step_zh = (step) => ({ week: "周", year: "年", month: "月", day: "天", step: "步" })[step] ?? step;
const agents_zh = (agents) => ({ residents: "居民", people: "人" })[agents] ?? agents;
const bases_zh = {
  hour_cleared: "减少的工时（小时）",
  per_1000_residents: "千名居民",
  active_volunteer: "名活跃志愿者",
  post: "个岗位",
  grid: "个网格",
  county_share: "份全县分摊",
  community: "个社区",
  participant: "名参与者",
  seat: "个座位",
};
const designs_zh = {
  factorial: "全因子",
  latin_hypercube: "拉丁超立方",
  sobol: "Sobol 序列",
  morris: "Morris 轨迹",
  points: "指定点",
};
const some_en = (unit) => (unit ? ` ${unit}` : "");

const en = {
  units: { "0-1": "on a scale from 0 to 1", ratio: "ratio", "CNY/week": "yuan a week", weeks: "weeks", 1: "" },
  points: "percentage points",
  with_unit: (text, unit) => `${text}, ${unit}`,
  between: (low, high) => `${low} to ${high}`,
  quoted: (text) => `“${text}”`,
  interval: (low, high) => ` (95 % interval ${low} to ${high})`,
  by_amount: (size, unit, interval) => `by ${size}${some_en(unit)}${interval}`,
  population_tables: {},
  comma: ", ",
  in_brackets: (text) => `: ${text}`,
  yes: "yes",
  no: "no",
  version: "version",
  contents: "Contents",
  measure: "Measure",
  arm: "Alternative",
  factors: "Factors",
  everybody: "everybody",
  how_to_read: "How to read this.",
  numbers_behind: (n) => `The numbers behind this figure (${n} row${s(n)})`,
  download: "Download as CSV",
  table_below: "The numbers are in the table below the figure.",
  low_end: "from",
  high_end: "to",
  in_all: "in all",
  cannot_be_told: "cannot be told",
  emergency: "emergency",
  filled: "filled: the difference stays apart from zero",
  hollow: "hollow: the difference may be chance",
  frontier_names: "efficient frontier, its names in bold",
  meaning: (text, meaning) => `${text} (${meaning})`,
  listed: (list) => list.join(", "),
  how_many: (a) => `${a.agents} at the start`,
  places: (n, names, parts) => `${n}: ${names.join(", ")}${parts.length < n ? `; in ${parts.join(", ")}` : ""}`,
  paid_for: (arm, policy, what, paid, there) =>
    `${policy} in ${arm}: ${paid} more ${what} are paid for, ${there} more are there.`,
  between_sentences: " ",
  whole: "They come whole in each place, and what has faded is still paid for.",
  sideways: "There is more to the right: scroll the table sideways. →",
  what_it_is: (a, arms) =>
    `Results of a simulation: ${arms} alternative${s(arms)}, each run ${a.replicates} ` +
    `time${s(a.replicates)} over ${weeks_en(a.step, a.steps)}` +
    `${a.design ? `, at ${a.points} points of a sweep` : ""}. Nothing here was measured in the field; it ` +
    `shows what follows if the assumptions hold.`,
  footer: (a) =>
    `Made by ${a.source} from the model “${a.model}”, version ${a.model_version}. The page needs no ` +
    `network and sends nothing anywhere.`,
  is_baseline: " (what the others are compared with)",
  episodes: (list) => ` — ${list.join("; ")}`,
  episode: (name, one, a) =>
    `${name}${one.level === null ? "" : ` ${Number(one.level.toPrecision(4))}${one.unit ? ` ${one.unit}` : ""}`}, ` +
    (one.start === 0 && one.end >= a.steps
      ? "all the time"
      : `${a.step} ${one.start} to ${Math.min(one.end, a.steps) - 1}`),
  difference_in: (name) => `change in ${name}`,
  change_in: (name) => `change in ${name}`,
  step_axis: (step) => step,
  step_number: (step, n) => `${step} ${n}`,
  further_cost_axis: (step) => `further cost, yuan a ${step}`,
  cny_a: (step) => `yuan a ${step}`,
  hours_axis: (step) => `hours a ${step}`,
  hours_unit: "hours",
  frontier: "efficient frontier",
  before_policies: (arm) => `${arm} — in the year before its policies`,
  only_some_runs: (n, all) => `This section looks at the first ${n} of the ${all} runs of each alternative.`,
  only_some_runs_equity: (n, all) =>
    `The figures on representation and inequality look at the first ${n} of the ${all} runs of each alternative.`,
  only_some_arms: (n, all) =>
    `There is room for ${n} of the ${all} alternatives: what they are compared with, and those that differ ` +
    `most from it in the first measure.`,
  factor_of_policy: (lever, key, arm, many) => `${lever} (${key}${many ? ` in ${arm}` : ""})`,
  policy_keys: {
    level: "level",
    start: "start",
    end: "end",
    targets: "where",
    ramp: "ramp",
    sustain: "what lasts",
    half_life: "half-life",
  },
  point_shown: (a, list) =>
    `This file is a sweep. Sections 2 to 6 show one of its ${a.points} combinations of settings, number ` +
    `${a.point}${a.point_asked_for ? "" : ", the one nearest to the middle of what was tried"}: ` +
    `${list.join(", ")}. Section 7 has all of them.`,
  alone: "alone",
  together: "together",
  amount: (x, low, high) => `${x} (${low} to ${high})`,
  in_range: (low, high) => ` (${low} to ${high})`,
  alike:
    "“?”: all runs are alike here, so nothing is known of how far off this may be: it is fixed, as prices " +
    "are, or the runs are too few.",
  efficient_in: (share) => `yes (in ${share} of resamples)`,
  better: (letter) => `no: ${letter} does more for no more money`,
  no_better: (letter) => `no: ${letter} costs no more and does as much as far as can be told`,
  no_mix: "no: on average, a mix of two others does as much",
  may_be_no_more: (letter) => `cannot be told: ${letter} costs less and may do as much`,
  all_parameters: (n) => `All ${n} parameters`,
  none_changed: "None: every parameter has its default.",
  scenario: "The scenario, as it was run",
  price_base: (base, period) => `per ${base.replaceAll("_", " ").replace(/^per /, "")}, per ${period}`,
  within: { subdistrict: "subdistrict" },
  titles: {
    answer: "The answer in short",
    interventions: "The alternatives compared",
    over_time: "Over time",
    who_gains: "Who gains",
    costs: "What it costs",
    hours: "How workers spend their time",
    sweep: "Many settings at once",
    assumptions: "What was assumed",
  },
  intro: {
    interventions: (base, a) =>
      `Every alternative is compared with ${`“${base}”`} over the last ${weeks_en(a.step, a.last_year)}. ` +
      `Both go through the same chance events, so what differs between them is the policy.`,
    over_time: (a) =>
      `Each alternative from the ${a.step} its recording starts, which is after ` +
      `${weeks_en(a.step, a.burn_in)} of running in.`,
    who_gains: "A gain for all on average may be a gain for few. These figures show where it goes.",
    costs: (base, a) =>
      `Money beyond what “${base}” costs, and what it buys, over the last ${weeks_en(a.step, a.last_year)}. ` +
      `Prices are those of the last section.`,
    hours: (base) => `Where the hours go that workers are at work. “${base}” shows how it is without the change.`,
    sweep: (a) =>
      `The scenario was run at ${a.points} combinations of settings (${a.design.replaceAll("_", " ")} design).`,
    assumptions: "A simulation answers “what if”. It is as good as what goes into it, which is listed here.",
  },
  figures: {
    interventions: (m, base) => `Change in ${m} compared with “${base}”`,
    levels: (m) => `${m}: where it stands`,
    all_measures: "All measures at a glance",
    fans: (m) => `How ${m} develops under each alternative`,
    differences_over_time: (m, base) => `Difference in ${m} from “${base}”, over time`,
    by_group: (m, axis) => `${m} by ${axis}, over time`,
    bands: (m, axis) => `${m} by ${axis}`,
    tiles: (m, axis, arm) => `Change in ${m} by ${axis} under “${arm}”`,
    tiles_level: (m, axis) => `${m} by ${axis}`,
    representation: (m) => `Who is represented (${m})`,
    concentration: (m) => `How unequally people take part (${m})`,
    costs: (m) => `Money against effect: ${m}`,
    one_more: (m, a, a_year) =>
      a_year
        ? `What one more of the ${a.agents} costs a year (${m})`
        : `What one additional participant-${a.step} costs (${m})`,
    spending: (step) => `Spending by policy, yuan a ${step}`,
    hours: (step) => `Workers' hours a ${step}, by what they do`,
    surface: (m, a, b) => `${m} by ${a} and ${b}`,
    effects: (m) => `What each factor does to ${m}`,
    partial: (m) => `${m} at each value of a factor`,
    where_from: "Where the parameters come from",
    changed: "Parameters that differ from their defaults",
    population: "How well the simulated population fits the statistics",
    prices: "Prices",
    limits: "Limits",
  },
  read: {
    interventions: (base) =>
      `Each mark is the mean difference from “${base}”; its whisker is the interval that holds the true mean ` +
      `of the simulation with 95 % certainty. Right of the dashed line is more, left is less. A filled mark ` +
      `is a difference that stays apart from zero even when all comparisons here are taken together (Holm's ` +
      `method); a hollow mark may be chance.`,
    interventions_one: (base) =>
      `Each mark is the difference from “${base}” in the only run. With one run nothing can be said of ` +
      `chance: all marks are hollow.`,
    all_measures_one: (base) =>
      `The first row is “${base}”; the others are differences from it in the only run: nothing can be said of chance.`,
    all_measures: (base) =>
      `The first row is “${base}”; the others are differences from it, with half the width of their 95 % ` +
      `interval. A star marks those that stay apart from zero among all comparisons; without a star the ` +
      `difference may be chance.`,
    levels: "Each mark is the mean over all runs; its whisker is the 95 % interval of that mean.",
    fans: (base, letter, many) =>
      `The line is the middle run, the dark band holds the middle half of all runs, the pale band 95 % of ` +
      `them: it shows how much chance alone moves the ` +
      `result.${many ? ` The thin dashed line (${letter}) is the middle run of “${base}”.` : ""} Grey ` +
      `shading marks when policies are in force, orange when there is an emergency.`,
    fans_one: (base, letter, many) =>
      `There is one run, so there are lines without ` +
      `bands.${many ? ` The thin dashed line (${letter}) is “${base}”.` : ""} Grey shading marks when ` +
      `policies are in force, orange when there is an emergency.`,
    differences_over_time: (base) =>
      `The mean difference from “${base}” in the same week and under the same chance events; the band ` +
      `is its 95 % interval, of each point in time alone. At the dashed line there is no difference.`,
    by_group: (axis) =>
      `A panel for each ${axis}, each with its own scale: compare shapes, not heights. Lines are the middle ` +
      `runs, bands hold 95 % of the runs; letters name the alternatives. Orange shading marks an emergency ` +
      `in any of them.`,
    bands: (arms, letter) =>
      `${and(arms)}. For each group, every mark is the mean under one alternative; in brackets the ` +
      `difference from ${letter}, with a star where it stays apart from zero among all comparisons; ` +
      `otherwise the mark is hollow.`,
    tiles: (within) =>
      `A tile is one place${within ? `; tiles of one ${within.replaceAll("_", " ")} are in one row` : ""}. ` +
      `The number is the mean change; blue is more, orange is less, no colour is none. A star marks changes ` +
      `that stay apart from zero among all comparisons; without a star the change may be chance.`,
    representation: () =>
      `A group's share among those who take part, divided by its share of the population. At the dashed line ` +
      `(1) a group takes part as much as its size; left of it, it is under-represented.`,
    concentration:
      "The larger the number, the more of the taking part is done by few. In brackets the difference from " +
      "what the alternatives are compared with; a hollow mark may be chance.",
    costs: (base) =>
      `To the right costs more, upwards does more; “${base}” is at zero. Alternatives on the dashed line, ` +
      `with names in bold, are efficient: no other, and no mix of two, does as much for less money, and none ` +
      `that is cheaper may do as much. A hollow mark is an effect that may be chance. Whiskers are 95 % ` +
      `intervals of the effect.`,
    one_more: (a) =>
      `A participant-${a.step} is one person taking part in one ${a.step}. The price is the further cost ` +
      `divided by the further participant-${a.step}s, with its 95 % interval; it cannot be told where the ` +
      `gain may be zero. In resamples: how often the alternative stays efficient when the runs are drawn ` +
      `anew by lot.`,
    one_more_a_year: (a) =>
      `The further cost of a year divided by how many more ${a.agents} are reached in it, with its 95 % ` +
      `interval; it cannot be told where the gain may be zero.`,
    hours: (letter) =>
      `Each bar is all hours at work, divided by what they are spent on; numbers match the key, percentages ` +
      `are shares of the bar. Bar ${letter} is before the change, the others are with it, all over the last ` +
      `year.`,
    surface: (base, measure) =>
      `Each cell is one combination of settings; the number is the mean difference from “${base}” ` +
      `(${measure}). The more a cell stands out from the page, the more it is.`,
    surface_level: (base, measure) =>
      `Each cell is one combination of settings; the number is the mean (${measure}). The more a cell stands ` +
      `out from the page, the more it is.`,
    effects: (interactions, explained) =>
      [
        "How much the result changes when a factor goes from its lowest to its highest value, with the 95 % interval.",
        interactions
          ? "“Together” is what two factors do beyond what each does alone: above zero they strengthen one another, " +
            "below zero one makes the other less useful."
          : "",
        "A hollow mark may be chance.",
        explained === null
          ? ""
          : `A straight-line model of these effects explains ${explained} % of the differences between settings.`,
      ]
        .filter(Boolean)
        .join(" "),
    partial: "The mean at each value of a factor over all settings of the others; the band is its 95 % interval.",
    population: "Shares in the simulated population against those in the statistics, in percentage points.",
  },
  drift: (m, slope, unit, letters) =>
    `Careful: ${m} under the baseline itself still moves by ${slope} ${unit} a year, more than a tenth of ` +
    `the effect of ${and(letters)}. The differences hold for the weeks shown; later they may be ` +
    `larger or smaller.`,
  twins: (letters, base) =>
    `Careful: ${and(letters)} ${letters.length === 1 ? "is" : "are"} the same as ${base} in every run, to ` +
    `the last digit: what ${letters.length === 1 ? "it does" : "they do"} differently changed nothing but ` +
    `what is spent.`,
  ended: (letters) =>
    `Careful: policies of ${letters} ended before or during these weeks. Their effect may last while their ` +
    `cost is over, so money per effect looks lower here than over the whole time.`,
  columns: {
    arm: "alternative",
    group: "group",
    level: "mean",
    difference: "difference",
    difference_low: "from",
    difference_high: "to",
    p_holm: "p (Holm)",
    replicates: "runs",
    low_95: "95 % from",
    low_50: "half from",
    median: "middle",
    high_50: "half to",
    high_95: "95 % to",
    spending: (step) => `spending, yuan a ${step}`,
    further_cost: (step) => `further cost, yuan a ${step}`,
    effect: "effect",
    count: (agents) => `more ${agents}`,
    one_more: "yuan for one more",
    efficient: "efficient?",
    share_efficient: "efficient in (share)",
    more_people: (agents) => `more ${agents} reached`,
    more_people_a_step: (agents, step) => `more participants a ${step}`,
    part: "what for",
    before: "before, hours",
    hours: (step) => `hours a ${step}`,
    share: "share, %",
    points: "settings",
    value: "value",
    where_from: "from",
    how_many: "how many",
    means: "meaning",
    parameter: "parameter",
    default: "default",
    unit: "unit",
    table: "table",
    cells: "cells",
    mean_miss: "mean gap",
    largest_miss: "largest gap",
    where: "where",
    largest_miss_of_a_place: "largest gap of one place",
    policy: "policy",
    price: "yuan",
    for: "for",
  },
  kinds: {
    measured: "from a source",
    derived: "derived",
    calibrated: "calibrated",
    assumed: "assumed",
    neutral: "switched off or a reference",
    untold: "not said",
  },
  kinds_mean: {
    measured: "statistics, surveys, rules, published studies",
    derived: "worked out from a source, with a judgement in between",
    calibrated: "set so that the model as a whole gives what is known",
    assumed: "a judgement without a source; change it and look whether the answer holds",
    neutral: "zero unless a policy moves it, or what others are counted from",
    untold: "the file does not say",
  },
  facts: {
    model: "Model",
    program: "Program",
    runs: "Runs",
    length: "Length",
    population: "Population",
    seeds: "Seeds",
    population_seed: (x) => `population ${x}`,
    runs_text: (a, arms) =>
      `${a.runs} in all: ${arms} alternative${s(arms)} × ${a.replicates} ` +
      `replicate${s(a.replicates)}${a.points > 1 ? ` × up to ${a.points} settings` : ""}` +
      `${a.failed ? `; ${a.failed} failed and are left out` : ""}`,
    length_text: (a) => `${weeks_en(a.step, a.steps)}, after ${weeks_en(a.step, a.burn_in)} of running in`,
  },
  limits: [
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
  without: {
    measures: "The file does not say what to compare.",
    arms: "There is one alternative in this file, so nothing can be compared; this is where it stands.",
    pairs: "No run of another alternative has the same luck as one of these, so differences cannot be told.",
    weeks: "There is one point in time in this file, so nothing can be shown over time.",
    groups: "The measures of this file are not told by group.",
    equity: "The file has no measure of how evenly people take part.",
    spread: (a) =>
      `How unequally people take part is known at the end of each year; these runs are shorter than ` +
      `${weeks_en(a.step, a.steps_per_year)}.`,
    costs: "Nothing is spent in any alternative of this file, so there is no section on costs.",
    costs_one_arm: "There is one alternative, so money cannot be set against an effect.",
    hours: "The file does not tell how anybody's hours are spent.",
    sweep:
      "This file is not a sweep: its settings were not varied. cogov sweep runs a scenario at many settings, " +
      "and this section then shows maps of them.",
    surface: "Fewer than two factors vary here, so there is no map of two.",
    effects: "The factors do not tell their effects apart here: there are too few settings or replicates.",
    parameters: "The file does not list its parameters.",
  },
  answer: {
    nothing:
      "This file holds no measure of everybody, so there is no short answer; the sections below show what there is.",
    raises: (a) =>
      `${a.arm} raises ${a.measure}${a.most ? " most" : ""}: ${a.by}, from ${a.from} under ${a.base} to ${a.to}.`,
    lowers: (a) =>
      `No alternative raises ${a.measure} beyond doubt; ${a.arm} lowers it ${a.by}, from ${a.from} under ` +
      `${a.base} to ${a.to}.`,
    rival: (arm, x, cost) => `${arm} (${x}${cost ? `, ${cost}` : ""})`,
    a_step: (x, a) => `${x} yuan a ${a.step}`,
    rivals: (names, more, dearer) =>
      ` Which alternative does most cannot be told: ${and(more ? [...names, `${more} more`] : names)} may do as much` +
      `${dearer ? `, and cost${names.length + more === 1 ? "s" : ""} more` : ""}.`,
    none_sure: (n, base, m, runs) =>
      `${n === 1 ? "The alternative cannot" : `None of the ${n} alternatives can`} be told apart from ` +
      `${base} in ${m}: with ${runs} runs each, the differences may be chance.`,
    one_history: (arm, m, x, base, others) =>
      `In the one simulated history, ${arm} differs${others > 1 ? " most" : ""} from ${base} in ${m}: by ` +
      `${x}; with one run nobody can say whether that is chance.`,
    alike: (arm, m, x, base, others, runs) =>
      `In all ${runs} runs ${arm} differs${others > 1 ? " most" : ""} from ${base} in ${m} by the same ${x}, ` +
      `so nothing is known of how far off this may be.`,
    second: (who, moved, still) =>
      [
        who,
        moved.length ? `Other measures change too: ${and(moved)}.` : "",
        still.length ? `No difference can be told in ${and(still)}.` : "",
      ]
        .filter(Boolean)
        .join(" "),
    most_among: (a) =>
      `The change is ${a.clear ? (a.mixed ? "highest" : "largest") : a.mixed ? "higher" : "larger"} in the ` +
      `group “${a.most}” (${a.x}) ${a.clear ? `and ${a.mixed ? "lowest" : "smallest"} in` : "than in"} ` +
      `“${a.least}” (${a.y}${some_en(a.unit)}).`,
    alike_among: (list) => `The groups (${and(list)}) cannot be told apart in how much they change.`,
    moves: (m, up, x) => `${m} ${up ? "+" : "−"}${x}`,
    costs: (cost, one, range, a, a_year, arm) =>
      `${arm} costs ${cost} yuan a ${a.step} more, ${one} yuan${range} for each ` +
      `${a_year ? `additional one of the ${a.agents} reached in a year` : `additional participant-${a.step}`}.`,
    costs_ended: (arm) => `What ${arm} cost came before these weeks, since its policies have ended; section 5 has it.`,
    costs_only: (x, a, arm, counts) =>
      `${arm} costs ${x} yuan a ${a.step} more${counts ? "; what one more participant costs cannot be told" : ""}.`,
    costs_nothing: (arm) => `${arm} costs nothing more.`,
    saves: (arm, x, a) => `${arm} saves ${x} yuan a ${a.step}.`,
    cost_unclear: (arm) => `Whether ${arm} costs more cannot be told; section 5 has its interval.`,
    third: (cost, sure) => [cost, sure].filter(Boolean).join(" "),
    sure: (n, guessed, all) =>
      `How sure is this? The intervals cover, with 95 % certainty, what chance does in ${n} simulated ` +
      `histories, but not the doubt about the model ` +
      `itself${all ? `: ${guessed} of its ${all} parameters are assumed or calibrated` : ""} (section 8).`,
    sure_one: (n, guessed, all) =>
      `How sure is this? There is one simulated history of each, so nothing can be said of ` +
      `chance${all ? `, and ${guessed} of the ${all} parameters are assumed or calibrated` : ""} (section 8).`,
    more_runs: "More replicates, or a stronger intervention, might tell them apart.",
    alone: (arm, m, level, a, interval) =>
      `Under ${arm}, ${m} is ${level}${interval} over the last ${weeks_en(a.step, a.last_year)}.`,
    stands_at: (m, level) => `${m} is ${level}`,
    also_stands: (list) => `Of the other measures, ${and(list)}.`,
    nothing_to_compare: (sure) => `There is no other alternative to compare it with. ${sure}`,
    factor: (f, response, up, by, also, most, others) =>
      `${most ? `Of what was varied, ${f} does most` : `${f} matters`}: from its lowest to its highest value ` +
      `${response} ${up ? "rises" : "falls"} ${by}` +
      `${also.length ? `; ${and(also)}` : ""}` +
      `${others ? `; ${others} more factor${s(others)} matter${others === 1 ? "s" : ""} too` : ""}.`,
    and_factor: (f, up, by) => `with ${f} it ${up ? "rises" : "falls"} ${by}`,
    no_factor: (response, names) =>
      `No factor with a lowest and a highest value moves ${response} beyond ` +
      `doubt${names.length ? `; of ${and(names)}, whose values are names, this cannot be asked so` : ""}.`,
    together: ([a, b], more, by) =>
      `Together, ${a} and ${b} do ${more ? "more" : "less"} than the sum of what each does alone, ${by}: ` +
      `${more ? "they strengthen one another" : "the more there is of one, the less the other adds"}.`,
    apart: ([a, b]) => `Whether ${a} and ${b} do more together than one by one cannot be told from these runs.`,
    differ_together: ([a, b], by) => `Together, ${a} and ${b} differ from the sum of what each does alone, ${by}.`,
    highest: (a) =>
      `Of the ${a.points} settings tried, ${a.response} is highest (${a.value}) at number ${a.at}, where ` +
      `${and(a.where.map(([f, x]) => `${f} is ${x}`))}${a.more ? ` (and ${a.more} more)` : ""}` +
      `${a.once || !a.as_far ? "" : `; ${a.as_far} other${s(a.as_far)} may be as high`}.`,
    sweep_once: (n) => `Each of the ${n} settings was run once, so what a setting does cannot be told from chance.`,
    sweep_nothing:
      "This file is a sweep, but no replicate has all settings, or fewer than two were run, so nothing can " +
      "be said of what was varied.",
    response: (m, difference, arm) => `${difference ? `the change in ${m}` : m}${arm ? ` under ${arm}` : ""}`,
    sweep_sure: (where, sure) => [where, sure].filter(Boolean).join(" "),
  },
};

const zh = {
  units: { "0-1": "0–1 分", ratio: "比值", "CNY/week": "元/周", weeks: "周", years: "岁", 1: "" },
  points: "个百分点",
  with_unit: (text, unit) => `${text}（${unit}）`,
  between: (low, high) => `${low} 至 ${high}`,
  quoted: (text) => `“${text}”`,
  interval: (low, high) => `（95% 区间：${low} 至 ${high}）`,
  by_amount: (size, unit, interval) => `${size} ${unit}${interval}`,
  population_tables: {
    households: "户型",
    age_sex: "年龄与性别",
    employed_share: "就业比例",
    unit_share: "单位就业比例",
    "work_hours (of 168)": "工作时长（占一周 168 小时）",
    carer_share: "照料者比例",
    "care_hours (of 168)": "照料时长（占一周 168 小时）",
    party_share: "党员比例",
    digital_share: "上网比例",
  },
  comma: "，",
  in_brackets: (text) => `（${text}）`,
  yes: "是",
  no: "否",
  version: "版本",
  contents: "目录",
  measure: "指标",
  arm: "方案",
  factors: "因素",
  everybody: "全体",
  how_to_read: "怎样看这张图：",
  numbers_behind: (n) => `图中数据（${n} 行）`,
  download: "下载 CSV 表格",
  table_below: "数据见图下方的表格。",
  low_end: "下限",
  high_end: "上限",
  in_all: "合计",
  cannot_be_told: "无法判断",
  emergency: "突发事件",
  filled: "实心：差别明确",
  hollow: "空心：差别可能只是偶然",
  frontier_names: "有效前沿，其上的方案名称加粗",
  meaning: (text, meaning) => `${text}（${meaning}）`,
  listed: (list) => list.join("、"),
  how_many: (a) => `期初${agents_zh(a.agents)}数`,
  places: (n, names, parts) => `${n} 个：${names.join("、")}${parts.length < n ? `；分属${parts.join("、")}` : ""}`,
  paid_for: (arm, policy, what, paid, there) => `${arm}的${policy}：付费购买的${what}增加 ${paid}，实际增加 ${there}。`,
  between_sentences: "",
  whole: "每个地方只能有整数个；效果减退的部分仍需付费。",
  sideways: "右侧还有内容：请左右滑动表格。→",
  what_it_is: (a, arms) =>
    `这是模拟结果：共 ${arms} 个方案，每个方案重复模拟 ${a.replicates} 次，每次 ${a.steps} ` +
    `${step_zh(a.step)}${a.design ? `，并在 ${a.points} 组设定下分别运行` : ""}。这里的数字不是实地调查所得，只说明在所列假设成立时会怎样。`,
  footer: (a) =>
    `由 ${a.source} 生成，模型“${a.model}”，版本 ${a.model_version}。本页无需联网，也不会向外发送任何信息。`,
  is_baseline: "（其他方案与它比较）",
  episodes: (list) => `：${list.join("；")}`,
  episode: (name, one, a) =>
    `${name}${one.level === null ? "" : `，力度 ${Number(one.level.toPrecision(4))}`}，` +
    (one.start === 0 && one.end >= a.steps
      ? "全程"
      : `第 ${one.start} 至 ${Math.min(one.end, a.steps) - 1} ${step_zh(a.step)}`),
  difference_in: (name) => `${name}的变化`,
  change_in: (name) => `${name}的变化`,
  step_axis: (step) => step_zh(step),
  step_number: (step, n) => `第 ${n} ${step_zh(step)}`,
  further_cost_axis: (step) => `增加的费用（元/${step_zh(step)}）`,
  cny_a: (step) => `元/${step_zh(step)}`,
  hours_axis: (step) => `工时（小时/${step_zh(step)}）`,
  hours_unit: "小时",
  frontier: "有效前沿",
  before_policies: (arm) => `${arm}（政策实施前一年）`,
  only_some_runs: (n, all) => `本节取每个方案 ${all} 次模拟中的前 ${n} 次。`,
  only_some_runs_equity: (n, all) => `代表性与集中程度各图取每个方案 ${all} 次模拟中的前 ${n} 次。`,
  in_range: (low, high) => `（${low} 至 ${high}）`,
  alike: "“?”：各次模拟在此完全相同，无法知道它可能偏差多少：它是固定的（如价格），或者模拟次数太少。",
  only_some_arms: (n, all) => `${all} 个方案中画出 ${n} 个：比较的对象，以及首个指标上与它差别最大的几个。`,
  factor_of_policy: (lever, key, arm, many) => `${lever}（${many ? `${arm}的` : ""}${key}）`,
  policy_keys: {
    level: "力度",
    start: "开始时间",
    end: "结束时间",
    targets: "实施范围",
    ramp: "启动期",
    sustain: "可持续部分",
    half_life: "半衰期",
  },
  point_shown: (a, list) =>
    `本文件包含多组设定。第 2 至 6 节显示 ${a.points} 组设定中的第 ${a.point} 组${a.point_asked_for ? "" : "（最接近所试范围的中间）"}：` +
    `${list.join("，")}。第 7 节显示全部设定。`,
  alone: "单独作用",
  together: "共同作用",
  amount: (x, low, high) => `${x}（${low} 至 ${high}）`,
  efficient_in: (share) => `是（重抽样中占 ${share}）`,
  better: (letter) => `否：方案 ${letter} 花钱不多而效果更好`,
  no_better: (letter) => `否：方案 ${letter} 花钱不多，也看不出效果更差`,
  no_mix: "否：平均而言，另两个方案搭配即可达到同样效果",
  may_be_no_more: (letter) => `无法判断：方案 ${letter} 花钱更少，效果可能一样`,
  all_parameters: (n) => `全部 ${n} 个参数`,
  none_changed: "没有：所有参数均为默认值。",
  scenario: "运行时的方案文件",
  price_base: (base, period) => `每${bases_zh[base] ?? base}，每${step_zh(period)}`,
  within: { subdistrict: "街道" },
  titles: {
    answer: "一分钟看结论",
    interventions: "各方案比较",
    over_time: "随时间的变化",
    who_gains: "谁受益",
    costs: "花多少钱",
    hours: "社区工作者的时间花在哪里",
    sweep: "多种设定一起看",
    assumptions: "有哪些假设",
  },
  intro: {
    interventions: (base, a) =>
      `各方案都与“${base}”比较，取最后 ${a.last_year} ${step_zh(a.step)}的平均。比较双方经历完全相同的偶然事件，因此差别只来自政策本身。`,
    over_time: (a) => `各方案从开始记录起逐${step_zh(a.step)}的变化；此前模型已预热 ${a.burn_in} ${step_zh(a.step)}。`,
    who_gains: "平均数提高了，不一定人人受益。下面看看好处落到了谁身上。",
    costs: (base, a) =>
      `与“${base}”相比多花的钱，以及换来的效果，取最后 ${a.last_year} ${step_zh(a.step)}的平均。单价见最后一节。`,
    hours: (base) => `工作者在岗的时间用在哪些事情上。“${base}”是没有改变时的情形。`,
    sweep: (a) => `方案在 ${a.points} 组设定下分别运行（设计：` + `${designs_zh[a.design] ?? a.design}）。`,
    assumptions: "模拟回答的是“如果……会怎样”。结果可不可信，取决于输入了什么，这里一一列出。",
  },
  figures: {
    interventions: (m, base) => `${m}：与“${base}”相比的变化`,
    levels: (m) => `${m}的现状`,
    all_measures: "各项指标一览",
    fans: (m) => `各方案下${m}的走势`,
    differences_over_time: (m, base) => `${m}：与“${base}”之差随时间的变化`,
    by_group: (m, axis) => `按${axis}看${m}的走势`,
    bands: (m, axis) => `按${axis}看${m}`,
    tiles: (m, axis, arm) => `“${arm}”下各${axis}${m}的变化`,
    tiles_level: (m, axis) => `各${axis}的${m}`,
    representation: (m) => `谁的声音被听到（${m}）`,
    concentration: (m) => `参与是否集中在少数人（${m}）`,
    costs: (m) => `费用与效果：${m}`,
    one_more: (m, a, a_year) =>
      a_year ? `一年内多覆盖一名${agents_zh(a.agents)}要花多少钱（${m}）` : `多一人次参与要花多少钱（${m}）`,
    spending: (step) => `各项政策的支出（元/${step_zh(step)}）`,
    hours: (step) => `工作者每${step_zh(step)}工时的去向`,
    surface: (m, a, b) => `${a}与${b}的各种组合下的${m}`,
    effects: (m) => `各因素对${m}的影响`,
    partial: (m) => `各因素取不同值时的${m}`,
    where_from: "参数从哪里来",
    changed: "与默认值不同的参数",
    population: "模拟人口与统计数据吻合得怎样",
    prices: "单价",
    limits: "局限",
  },
  read: {
    interventions: (base) =>
      `每个符号是与“${base}”之差的平均值，横线是 95% 区间（模拟的真实平均差有 95% 的把握落在其中）。虚线右侧表示增加，左侧表示减少。实心符号：把这里所有比较合在一起看，差别仍然明确（Holm ` +
      `法）；空心符号：可能只是偶然。`,
    interventions_one: (base) =>
      `每个符号是唯一一次模拟中与“${base}”之差。只有一次模拟，无法判断是否偶然，所以都画成空心。`,
    all_measures_one: (base) => `第一行是“${base}”，其余各行是唯一一次模拟中与它之差，无法判断是否偶然。`,
    all_measures: (base) =>
      `第一行是“${base}”，其余各行是与它之差，±后是 95% 区间的半宽。带星号的差别在所有比较中仍然明确；不带星号的可能只是偶然。`,
    levels: "每个符号是所有模拟的平均值，横线是平均值的 95% 区间。",
    fans: (base, letter, many) =>
      `线是居中的一次模拟，深色带包含中间一半的模拟，浅色带包含 95% 的模拟：它表示单凭偶然结果会有多大波动。` +
      `${many ? `细虚线（${letter}）是“${base}”。` : ""}灰色底纹是政策实施的时间，橙色底纹是突发事件的时间。`,
    fans_one: (base, letter, many) =>
      `只有一次模拟，所以只有线，没有带。${many ? `细虚线（${letter}）是“${base}”。` : ""}灰色底纹是政策实施的时间，橙色底纹是突发事件的时间。`,
    differences_over_time: (base) =>
      `在同一时间、同样的偶然事件下与“${base}”之差的平均值；带是各时点单独的 95% 区间。虚线处表示没有差别。`,
    by_group: (axis) =>
      `每格是一个${axis}，各有自己的刻度：请比较形状，不要比较高低。线是居中的一次模拟，带包含 95% 的模拟，字母代表方案；橙色底纹是任一方案中突发事件的时间。`,
    bands: (arms, letter) =>
      `${arms.join("；")}。每组中，一个符号是一个方案下的平均值；括号内是与 ${letter} 之差，带星号的在所有比较中仍然明确，否则符号为空心。`,
    tiles: (within) =>
      `一格是一个地方${within ? "，同一行属于同一个街道" : ""}。数字是平均变化：蓝色增加，橙色减少，无色不变。带星号的在所有比较中仍然明确；不带星号的可能只是偶然。`,
    representation: () =>
      "某群体在参与者中的占比除以它在人口中的占比。虚线（1）处，参与与人口比例相当；虚线左侧表示代表不足。",
    concentration: "数字越大，参与越集中在少数人身上。括号内是与比较对象之差；空心符号可能只是偶然。",
    costs: (base) =>
      `越靠右花钱越多，越靠上效果越大；“${base}”在零点。虚线上、名称加粗的是划算的方案：没有别的方案（或两个方案的搭配）能用更少的钱达到同样效果，也没有花钱更少而效果可能一样的。` +
      `空心符号表示效果可能只是偶然。竖线是效果的 95% 区间。`,
    one_more: () =>
      "一人次指一个人在一周内参与一次。单价是增加的费用除以增加的人次，括号内是 95% 区间；如果增加量可能为零，则无法判断。“重抽样”指把各次模拟随机重抽后，该方案仍然划算的比例。",
    one_more_a_year: (a) =>
      `一年增加的费用除以一年内多覆盖的${agents_zh(a.agents)}人数，括号内是 95% 区间；如果增加量可能为零，则无法判断。`,
    hours: (letter) =>
      `每条是全部在岗工时按用途的划分；编号与图例对应，百分数是占全条的比例。${letter} 是改变之前，其余是改变之后，均取最后一年。`,
    surface: (base, measure) => `每格是一组设定，数字是与“${base}”之差的平均值：${measure}。颜色越醒目，数值越大。`,
    surface_level: (base, measure) => `每格是一组设定，数字是平均值：${measure}。颜色越醒目，数值越大。`,
    effects: (interactions, explained) =>
      `某个因素从最低值变到最高值时结果变化多少，横线是 95% 区间。` +
      `${interactions ? "“共同作用”是两个因素在各自作用之外的部分：大于零表示互相促进，小于零表示一个越多、另一个的作用越小。" : ""}空心符号可能只是偶然。` +
      `${explained === null ? "" : `这些作用的线性模型解释了各组设定之间 ${explained}% 的差别。`}`,
    partial: "某个因素取某个值时，对其他因素各种设定的平均；带是 95% 区间。",
    population: "模拟人口与统计数据中各类占比之差，单位为百分点。",
  },
  drift: (m, slope, unit, letters) =>
    `注意：比较对象自身的${m}每年仍在变化（${slope} ${unit}），超过方案 ${letters.join("、")} 效果的十分之一。这里的差别适用于所示的时间，以后可能更大或更小。`,
  twins: (letters, base) =>
    `注意：方案 ${letters.join("、")} 在每次模拟中都与${base}完全相同：其政策除费用外没有带来任何变化。`,
  ended: (letters) =>
    `注意：方案 ${letters} 的政策在此之前或期间已经结束，效果可能还在而费用已停，因此这里的单位成本看起来比全程偏低。`,
  columns: {
    arm: "方案",
    group: "群体",
    level: "平均值",
    difference: "差值",
    difference_low: "下限",
    difference_high: "上限",
    p_holm: "p 值（Holm）",
    replicates: "次数",
    low_95: "95% 下限",
    low_50: "中间一半下限",
    median: "居中",
    high_50: "中间一半上限",
    high_95: "95% 上限",
    spending: (step) => `支出（元/${step_zh(step)}）`,
    further_cost: (step) => `增加的费用（元/${step_zh(step)}）`,
    effect: "效果",
    count: (agents) => `增加的${agents_zh(agents)}`,
    one_more: "每多一个的费用（元）",
    efficient: "是否划算",
    share_efficient: "划算的比例",
    more_people: (agents) => `多覆盖的${agents_zh(agents)}`,
    more_people_a_step: (agents, step) => `每${step_zh(step)}增加的参与人次`,
    part: "用途",
    before: "此前（小时）",
    hours: (step) => `工时（小时/${step_zh(step)}）`,
    share: "占比（%）",
    points: "设定数",
    value: "取值",
    where_from: "来源",
    how_many: "个数",
    means: "含义",
    parameter: "参数",
    default: "默认值",
    unit: "单位",
    table: "统计表",
    cells: "格数",
    mean_miss: "平均差距",
    largest_miss: "最大差距",
    where: "出现在",
    largest_miss_of_a_place: "单个社区的最大差距",
    policy: "政策",
    price: "元",
    for: "计价单位",
  },
  kinds: {
    measured: "有资料来源",
    derived: "推算",
    calibrated: "校准",
    assumed: "假设",
    neutral: "默认关闭或作为参照",
    untold: "未说明",
  },
  kinds_mean: {
    measured: "统计、调查、规定或已发表的研究",
    derived: "由资料推算，其中有判断成分",
    calibrated: "调整到使模型整体符合已知情况",
    assumed: "没有资料、凭判断设定；改一改，看结论是否还成立",
    neutral: "没有政策时为零，或作为其他数值的参照",
    untold: "文件没有说明",
  },
  facts: {
    model: "模型",
    program: "程序",
    runs: "模拟次数",
    length: "时长",
    population: "人口",
    seeds: "随机种子",
    population_seed: (x) => `人口 ${x}`,
    runs_text: (a, arms) =>
      `共 ${a.runs} 次：${arms} 个方案 × ${a.replicates} ` +
      `次重复${a.points > 1 ? ` × 至多 ${a.points} 组设定` : ""}${a.failed ? `；其中 ${a.failed} 次失败，未计入` : ""}`,
    length_text: (a) => `${a.steps} ${step_zh(a.step)}，此前预热 ${a.burn_in} ${step_zh(a.step)}`,
  },
  limits: [
    "区间只说明偶然因素会让模拟结果波动多少，不能说明模型是否正确、假设在本地是否成立。",
    "所有模拟使用同一套模拟人口；换一套人口和关系网，数字的变动会比区间所示再大一些。",
    "模型中的人按规则行事；规则没有包括的（个人性格、人事变动、当天的新闻）在这里没有作用。",
    "方案之间的差别比绝对水平更可信：模型的偏差往往对各方案影响相近。",
    "正式投入资金之前，请改变假设的参数重复比较（用 cogov sweep），并先在少数地方试点。",
  ],
  without: {
    measures: "文件没有说明比较什么。",
    arms: "文件中只有一个方案，无法比较；下面是它的现状。",
    pairs: "没有经历相同偶然事件的其他方案，无法给出差别。",
    weeks: "文件中只有一个时点，无法显示变化。",
    groups: "文件中的指标没有按群体区分。",
    equity: "文件中没有衡量参与是否均衡的指标。",
    spread: (a) => `参与是否集中在年末观测；这些模拟不足 ${a.steps_per_year} ${step_zh(a.step)}。`,
    costs: "各方案均没有支出，因此没有费用一节。",
    costs_one_arm: "只有一个方案，无法把费用与效果对照。",
    hours: "文件没有记录工时的去向。",
    sweep: "这个文件没有改变设定的多组运行。用 cogov sweep 可在多种设定下运行方案，本节就会显示它们的对照图。",
    surface: "变化的因素不足两个，没有两因素对照图。",
    effects: "设定或重复次数太少，分不清各因素的作用。",
    parameters: "文件没有列出参数。",
  },
  answer: {
    nothing: "文件中没有针对全体的指标，无法给出简短结论；请看下面各节。",
    raises: (a) =>
      `${a.arm}${a.most ? "最能提高" : "提高了"}${a.measure}：增加 ${a.by}，从${a.base}的 ${a.from} 升至 ${a.to}。`,
    lowers: (a) => `没有方案能明确提高${a.measure}；${a.arm}使其降低 ${a.by}，从${a.base}的 ${a.from} 降至 ${a.to}。`,
    rival: (arm, x, cost) => `${arm}（${x}${cost ? `，${cost}` : ""}）`,
    a_step: (x, a) => `每${step_zh(a.step)} ${x} 元`,
    rivals: (names, more, dearer) =>
      `哪个方案作用最大尚分不出：${names.join("、")}${more ? `等 ${names.length + more} 个方案` : ""}的作用可能一样大${dearer ? "，但花钱更多" : ""}。`,
    none_sure: (n, base, m, runs) =>
      `在${m}上，${n === 1 ? "该方案" : `${n} 个方案`}与${base}${n === 1 ? "" : "都"}分不出差别：每个方案模拟 ${runs} 次，现有差别可能只是偶然。`,
    one_history: (arm, m, x, base, others) =>
      `在唯一一次模拟中，${arm}的${m}与${base}相差${others > 1 ? "最多" : ""}：${x}；只有一次模拟，无法判断是否偶然。`,
    alike: (arm, m, x, base, others, runs) =>
      `在全部 ${runs} 次模拟中，${arm}的${m}与${base}相差${others > 1 ? "最多，" : ""}都是 ${x}，因此无法知道它可能偏差多少。`,
    second: (who, moved, still) =>
      [
        who,
        moved.length ? `其他指标中，${moved.join("，")}。` : "",
        still.length ? `${still.join("、")}看不出差别。` : "",
      ]
        .filter(Boolean)
        .join(""),
    most_among: (a) =>
      a.clear
        ? `变化最${a.mixed ? "高" : "大"}的是“${a.most}”（${a.x}），最${a.mixed ? "低" : "小"}的是“${a.least}”（${a.y} ${a.unit}）。`
        : `“${a.most}”的变化（${a.x}）${a.mixed ? "高" : "大"}于“${a.least}”（${a.y} ${a.unit}）。`,
    alike_among: (list) => `各群体（${list.join("、")}）的变化分不出大小。`,
    moves: (m, up, x) => `${m}${up ? "上升" : "下降"} ${x}`,
    costs: (cost, one, range, a, a_year, arm) =>
      `${arm}每${step_zh(a.step)}多花 ${cost} 元，平均每多${a_year ? `覆盖一名${agents_zh(a.agents)}（一年内）` : "一人次参与"}花 ` +
      `${one} 元${range}。`,
    costs_ended: (arm) => `${arm}的政策已经结束，费用发生在此之前，见第 5 节。`,
    costs_only: (x, a, arm, counts) =>
      `${arm}每${step_zh(a.step)}多花 ${x} 元${counts ? "；每多一名参与者的费用无法判断" : ""}。`,
    costs_nothing: (arm) => `${arm}不增加费用。`,
    saves: (arm, x, a) => `${arm}每${step_zh(a.step)}节省 ${x} 元。`,
    cost_unclear: (arm) => `${arm}是否多花钱无法判断，区间见第 5 节。`,
    third: (cost, sure) => [cost, sure].filter(Boolean).join(""),
    sure: (n, guessed, all) =>
      `有多大把握？区间以 95% 的把握涵盖了 ${n} 次模拟中的偶然波动，` +
      `${all ? `但不涵盖对模型本身的疑问：${all} 个参数中有 ${guessed} 个是假设或校准的` : "但不涵盖对模型本身的疑问"}（见第 8 节）。`,
    sure_one: (n, guessed, all) =>
      `有多大把握？只有一次模拟，无法判断偶然因素${all ? `；${all} 个参数中有 ${guessed} 个是假设或校准的` : ""}（见第 8 节）。`,
    more_runs: "增加模拟次数，或加大政策力度，也许能分出差别。",
    alone: (arm, m, level, a, interval) =>
      `在${arm}下，最后 ${a.last_year} ${step_zh(a.step)}的${m}为 ${level}${interval}。`,
    stands_at: (m, level) => `${m}为 ${level}`,
    also_stands: (list) => `其他指标中，${list.join("，")}。`,
    nothing_to_compare: (sure) => `没有其他方案可供比较。${sure}`,
    factor: (f, response, up, by, also, most, others) =>
      `${most ? `在改变的各项中，作用最大的是${f}` : `${f}有作用`}：从最低到最高，${response}${up ? "上升" : "下降"} ${by}` +
      `${also.length ? `；${also.join("；")}` : ""}${others ? `；另有 ${others} 项也有作用` : ""}。`,
    and_factor: (f, up, by) => `${f}使其${up ? "上升" : "下降"} ${by}`,
    no_factor: (response, names) =>
      `改变的各项中，凡有高低之分的，没有一项能明确改变${response}${names.length ? `；${names.join("、")}的取值是名称，不能这样比较` : ""}。`,
    together: ([a, b], more, by) =>
      `${a}与${b}一起的效果${more ? "大于" : "小于"}各自效果之和，相差 ${by}：${more ? "两者互相促进" : "一项越多，另一项的作用越小"}。`,
    apart: ([a, b]) => `${a}与${b}一起是否比分别实施更有效，从这些模拟中看不出来。`,
    differ_together: ([a, b], by) => `${a}与${b}一起的效果与各自效果之和相差 ${by}。`,
    highest: (a) =>
      `在试过的 ${a.points} 组设定中，第 ${a.at} 组的${a.response}最高（${a.value}）：` +
      `${a.where.map(([f, x]) => `${f}为 ${x}`).join("，")}${a.more ? `（另有 ${a.more} 项）` : ""}` +
      `${a.once || !a.as_far ? "" : `；另有 ${a.as_far} 组可能一样高`}。`,
    sweep_once: (n) => `${n} 组设定各只运行一次，设定的作用与偶然分不开。`,
    sweep_nothing: "本文件包含多组设定，但没有一次重复跑完全部设定，或设定不足两组，无法说明改变的各项有什么作用。",
    response: (m, difference, arm) => `${arm ? `${arm}的` : ""}${m}${difference ? "（与比较对象之差）" : ""}`,
    sweep_sure: (where, sure) => [where, sure].filter(Boolean).join(""),
  },
};

export const texts = { en, zh };
