// The sentences that the page forms of its numbers, never surer than these: what to do, a verdict on each alternative,
// what to check first. Nothing here draws; tests/report/sentences.json lists each with the numbers that lead to it.
import {
  add_texts,
  difference_unit,
  factor,
  named,
  say,
  say_if_any,
  short_unit,
  subject_name,
  told_in,
} from "./language.js";
import {
  about,
  arms,
  baseline,
  by_want,
  groups,
  has_difference,
  is_sure,
  known,
  labels,
  measures,
  one_replicate,
  others,
  over_worlds,
  rows,
  wanted,
} from "./model.js";
import { digits_for, fixed, percent, shortest, signed, yuan_range } from "./numbers.js";
import { texts } from "./sentences_texts.js";

add_texts("sentences", texts);

const quoted = (arm) => say("sentences.quoted", named(arm));
const quoted_factor = (place) => say("sentences.quoted", factor(place));

// How large something is that has an interval, and whose direction a sentence tells in words.
function amount(row, name, measure) {
  const ends = [row[`${name}_low`], row[`${name}_high`]].map((x) => Math.sign(row[name]) * x).sort((a, b) => a - b);
  // What is not 0 does not read 0.00.
  const digits = Math.max(measure.digits, Math.min(measure.digits + 2, digits_for(row[name]) - 1));
  const interval = say("sentences.interval", fixed(ends[0], digits), fixed(ends[1], digits), about);
  return say("sentences.by_amount", fixed(Math.abs(row[name]), digits), short_unit(measure), interval);
}
const in_unit = (text, unit) => `${text} ${unit}`.trim();
const level = (x, measure) => in_unit(fixed(x, measure.digits), measure.percent ? "%" : short_unit(measure));
const change = (x, measure) => in_unit(signed(x, measure.digits), short_unit(measure));

const of_measure = (measure) => rows("differences").filter((row) => row.measure === measure.place && row.group === 0);

// What alternatives are judged by; undefined where the file has no such measure of everybody.
export function first_measure() {
  const measure = measures[about.first];
  return measure && of_measure(measure).length ? measure : undefined;
}
const cost_row = (arm) => rows("costs").find((row) => row.arm === arm && row.measure === about.first);
// More than the money of what it is compared with: 1 surely, -1 surely less, 0 nothing or nobody knows.
function dearer(arm) {
  const row = cost_row(arm);
  if (!row || !known(row.further_cost)) return 0;
  if ((row.further_cost_low ?? row.further_cost) > 0) return 1;
  return (row.further_cost_high ?? row.further_cost) < 0 ? -1 : 0;
}

// Every alternative and what all are compared with, the best first: across worlds that which is best most often.
export function in_order(measure) {
  const own = of_measure(measure).filter((row) => row.arm === baseline.place || has_difference(row));
  const by_size = by_want(measure, (row) => (row.arm === baseline.place ? 0 : row.difference));
  return own.sort((a, b) => (over_worlds ? (b.best ?? 0) - (a.best ?? 0) : 0) || by_size(a, b));
}
const does_good = (row, measure) => is_sure(row) && wanted(measure) * row.difference > 0;
const does_harm = (row, measure) => is_sure(row) && wanted(measure) * row.difference < 0;
const is_twin = (row) => about.twins.includes(row.arm);
const alike = (row) => !known(row.difference_low);

// The alternatives that are the best use of money, the cheapest first, each from some worth of one more on to another:
// { row, from, to }; what is unknown does not bound. Where none is told to be, the cheapest of those that may do
// most. A worth that the scenario states leaves those that are best at some of it, and says of others why not.
function ladder(measure, order) {
  const good = order.filter((row) => does_good(row, measure) && !is_twin(row));
  const cost = (row) => cost_row(row.arm)?.further_cost;
  const by_cost = (list) => [...list].sort((a, b) => cost(a) - cost(b));
  let all = by_cost(good.filter((row) => cost_row(row.arm)?.efficient === 1)).map((row) => ({
    row,
    from: worth(cost_row(row.arm).pays_from),
  }));
  if (!all.length) {
    const may = about.ranking.filter((one) => one.may_be_first).map((one) => one.arm);
    const first = good.filter((row) => may.includes(row.arm));
    const chosen = first.every((row) => known(cost(row))) ? by_cost(first.length ? first : good).slice(0, 1) : first;
    all = chosen.map((row) => ({ row, from: worth(cost_row(row.arm)?.cny_for_one_more) }));
  }
  const { low, high } = about.worth?.source ? about.worth : { low: 0, high: Infinity };
  const told = all.map((one, k) => ({
    ...one,
    to: all[k + 1]?.from,
    too_dear: one.from > high,
    outdone: all[k + 1]?.from <= low ? all[k + 1].row.arm : undefined,
  }));
  const steps = told
    .filter((one) => !one.too_dear && !known(one.outdone))
    .map((one) => ({ ...one, from: one.from > low ? one.from : undefined, to: one.to <= high ? one.to : undefined }));
  return { steps, not: told.filter((one) => one.too_dear || known(one.outdone)) };
}
const worth = (x) => (known(x) && x > 0 ? x : undefined);
// To two digits: nobody knows it better.
const price = (x) => fixed(Number(x.toPrecision(2)), x < 9.5 ? 1 : 0);

// What to do with an alternative: whether that is for it ("do", "may"), against it ("no", "harm") or neither ("open").
export function verdict_of(row, measure) {
  const order = in_order(measure),
    { steps, not } = ladder(measure, order);
  const told = (kind, name, ...values) => ({ kind, text: say(`sentences.verdicts.${name}`, ...values) });
  if (row.arm === baseline.place) {
    if (!wanted(measure) || one_replicate || !others.length) return told("open", "compared");
    if (!steps.length) {
      const all_told = order.every((one) => one === row || !alike(one) || is_twin(one));
      return order.length > 1 && all_told ? told("do", "stay") : told("open", "compared");
    }
    return known(steps[0].from) ? told("may", "below", price(steps[0].from)) : told("open", "compared");
  }
  if (one_replicate) return told("open", "one_run");
  if (is_twin(row)) return told("no", dearer(row.arm) > 0 ? "nothing_costs" : "nothing");
  if (alike(row)) return told("open", "alike");
  if (!wanted(measure)) return told("open", is_sure(row) ? "moves" : "may_not_move");
  if (does_harm(row, measure)) return told("harm", ["harms_saves", "harms", "harms_costs"][1 + dearer(row.arm)]);
  if (!does_good(row, measure)) return told("no", dearer(row.arm) > 0 ? "unsure_costs" : "unsure");
  const step = steps.find((one) => one.row === row);
  if (step) {
    const { from, to } = step;
    if (known(from) && known(to)) return told("may", "between", price(from), price(to));
    if (known(from)) return told("do", "from", price(from));
    if (known(to)) return told("may", "below", price(to));
    return steps.length > 1 ? told("may", "one_of_first") : told("do", "do");
  }
  const no = not.find((one) => one.row === row);
  if (no)
    return no.too_dear
      ? told("no", "too_dear", price(no.from), price(about.worth.high))
      : told("no", "outdone", arms[no.outdone].letter);
  const cost = cost_row(row.arm);
  if (known(cost?.no_more)) return told("no", "same_dearer", arms[cost.no_more].letter);
  if (known(cost?.better))
    return told("no", cost.better_shown === 1 ? "better" : "no_better", arms[cost.better].letter);
  if (about.ranking.some((one) => one.arm === row.arm && one.may_be_first))
    return told("no", "same", arms[steps[steps.length - 1].row.arm].letter);
  return cost && known(cost.further_cost) ? told("no", "money") : told("no", "less");
}

// A row of the first screen: what each cell says.
export function told_of(row, measure) {
  const cost = cost_row(row.arm),
    own = row.arm === baseline.place;
  const gains = rows("gains").find((one) => one.arm === row.arm);
  const of_group =
    gains &&
    rows("differences").find(
      (one) => one.measure === row.measure && one.arm === row.arm && one.group === gains.group && one.axis !== "",
    );
  return {
    cost: own || !cost || !known(cost.further_cost) ? [] : cost_a_year(cost),
    change: own
      ? [say("sentences.stands", level(row.level, measure))]
      : [change_with_range(row, measure), people(cost)].filter(Boolean),
    gains:
      of_group && !one_replicate
        ? [
            say("sentences.group", named(groups[gains.group]), signed(of_group.difference, measure.digits)),
            known(gains.share) ? say("sentences.in_so_many", so_many(gains.share)) : "",
          ].filter(Boolean)
        : [],
    sure: own ? [] : how_sure(row, measure),
    verdict: verdict_of(row, measure),
  };
}

// Yuan of a whole year, as the last year of the record has it.
function cost_a_year(cost) {
  if (about.ended.includes(cost.arm)) return [say("sentences.cost_ended")];
  const a_year = about.steps_per_year,
    ends = [cost.further_cost_low, cost.further_cost_high];
  if (cost.further_cost === 0 && ends.every((x) => !known(x) || x === 0)) return [say("sentences.costs_nothing")];
  const [size, range] = yuan_range(cost.further_cost * a_year, ...ends.map((x) => (known(x) ? x * a_year : x)));
  return [size, range].filter(Boolean);
}
function change_with_range(row, measure) {
  const digits = measure.digits,
    whole = signed(row.difference, digits);
  return known(row.difference_low)
    ? say("amount", whole, fixed(row.difference_low, digits), fixed(row.difference_high, digits))
    : whole;
}
function people(cost) {
  if (!cost || !known(cost.count) || cost.counts !== 1) return "";
  return say("sentences.people", signed(Number(cost.count.toPrecision(3)), 0), about, cost.a_year === 1);
}

// In which share of the worlds, or of few in how many. What is not all of them does not read as all.
function so_many(share) {
  const few = about.worlds < 32,
    all = few ? about.worlds : 100,
    whole = Math.round(share * all);
  const n = share > 0 && share < 1 ? Math.min(all - 1, Math.max(1, whole)) : whole;
  return few ? say("sentences.so_many", n, all) : say("sentences.share", n);
}

function how_sure(row, measure) {
  if (one_replicate || !has_difference(row)) return [];
  if (over_worlds && !wanted(measure)) return [say("sentences.up_in", so_many(row.above))];
  if (over_worlds)
    return [
      say("sentences.better_in", so_many(row.better)),
      others.length > 1 ? say("sentences.best_in", so_many(row.best)) : "",
    ].filter(Boolean);
  const ranked = about.ranking.find((one) => one.arm === row.arm);
  return [
    say(is_sure(row) ? "sentences.no_chance" : "sentences.may_be_chance"),
    others.length > 1 && known(ranked?.best) ? say("sentences.first_in", percent(ranked.best)) : "",
  ].filter(Boolean);
}

// What one more is, of which a sentence says what it must be worth.
const one_more = (measure) =>
  say("sentences.one_more", about, cost_row(baseline.place)?.a_year === 1, wanted(measure) < 0);

// With one arm: where it stands.
function alone(measure) {
  const row = of_measure(measure).find((one) => one.arm === baseline.place);
  const stands = (m) => of_measure(m).find((one) => one.arm === baseline.place);
  const also = measures
    .filter((m) => m.table === "main" && m !== measure && !m.money && stands(m))
    .map((m) => say("sentences.stands_at", named(m), level(stands(m).level, m)));
  const interval = known(row.level_low)
    ? say("sentences.interval", fixed(row.level_low, measure.digits), fixed(row.level_high, measure.digits), about)
    : "";
  return [
    say("sentences.alone", quoted(baseline), named(measure), level(row.level, measure), about, interval),
    also.length ? say("sentences.also_stands", also) : "",
    say("sentences.nothing_to_compare"),
  ];
}

// Among alternatives of which none does good beyond doubt: what the first of them does.
function none_does_good(measure, order) {
  const first = order.find((row) => row.arm !== baseline.place);
  const range = known(first.difference_low)
    ? say(
        "sentences.interval",
        signed(first.difference_low, measure.digits),
        signed(first.difference_high, measure.digits),
        about,
      )
    : "";
  const up = first.difference > 0;
  const often = over_worlds
    ? say("sentences.often", up, so_many(up ? first.above : 1 - first.above), about.worlds)
    : "";
  return say(
    "sentences.first_does",
    quoted(arms[first.arm]),
    named(measure),
    change(first.difference, measure),
    range,
    often,
    others.length,
  );
}

// What to do, in a sentence or two.
function what_to_do(measure, order) {
  const compared = order.filter((row) => row.arm !== baseline.place);
  const { steps, not } = ladder(measure, order);
  const largest = [...compared].sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))[0];
  if (one_replicate)
    return say(
      "sentences.one_history",
      quoted(arms[largest.arm]),
      named(measure),
      change(largest.difference, measure),
      quoted(baseline),
      others.length,
    );
  if (compared.every((row) => alike(row) && !is_twin(row)))
    return say(
      "sentences.alike",
      quoted(arms[largest.arm]),
      named(measure),
      change(largest.difference, measure),
      quoted(baseline),
      others.length,
      over_worlds ? about.worlds : about.replicates,
    );
  if (!wanted(measure)) return say("sentences.none_is_best", named(measure));
  if (compared.every(is_twin))
    return say(
      "sentences.all_twins",
      others.length,
      compared.some((row) => dearer(row.arm) > 0),
    );
  if (!steps.length && not.length) return say("sentences.all_too_dear", price(about.worth.high));
  if (!steps.length)
    return (
      say(
        compared.every((row) => does_harm(row, measure)) ? "sentences.all_harm" : "sentences.none_sure",
        named(measure),
        wanted(measure) > 0,
        others.length,
      ) + none_does_good(measure, order)
    );
  const names = steps.map(({ row }) => quoted(arms[row.arm]));
  const last = steps[steps.length - 1];
  // What a stated worth leaves out is told with it: the worth may be a guess.
  const next = not.find((one) => one.too_dear);
  const beyond = next ? say("sentences.beyond_worth", price(next.from), price(about.worth.high)) : "";
  if (!known(last.from))
    return steps.length > 1
      ? say("sentences.do_one_of", names, named(measure))
      : say(
          "sentences.do_it",
          names[0],
          named(measure),
          wanted(measure) > 0,
          amount(last.row, "difference", measure),
          dearer(last.row.arm),
        ) + beyond;
  return (
    say(
      "sentences.do_from",
      one_more(measure),
      names[names.length - 1],
      price(last.from),
      steps
        .slice(0, -1)
        .map(({ from, to }, k) => [names[k], known(from) ? price(from) : "", price(to)])
        .reverse(),
      known(steps[0].from),
    ) +
    beyond +
    as_good(measure, order, steps)
  );
}

// Alternatives that may do as much as one that is cheaper.
function as_good(measure, order, steps) {
  const same = order.filter(
    (row) => does_good(row, measure) && !steps.some((one) => one.row === row) && known(cost_row(row.arm)?.no_more),
  );
  return same.length
    ? say(
        "sentences.as_good",
        same.map((row) => quoted(arms[row.arm])),
      )
    : "";
}

// What would change the choice, and should be found out before it is made.
function check_first(measure, order) {
  if (one_replicate) return say("sentences.check_runs");
  if (!over_worlds) {
    const told = rows("parameters");
    const guessed = told.filter((row) => row.kind === "assumed" || row.kind === "calibrated").length;
    return guessed ? say("sentences.check_assumed", guessed, told.length) : say("sentences.check_model");
  }
  if (!wanted(measure)) return "";
  const { steps } = ladder(measure, order);
  const best = worth_knowing()[0];
  return say(
    "sentences.check",
    steps.some(({ from }) => known(from)),
    best ? say("sentences.knowing", known_as(best), money_a_year(best.value)) : "",
    best ? "" : money_at_most(),
    about.worlds,
    hangs_on_the_world(measure, order, steps),
  );
}

// Where nothing is said of what knowing is worth: may another world be decided otherwise?
const hangs_on_the_world = (measure, order, steps) =>
  !rows("knowing").length &&
  ((steps.length > 1 && !steps.some(({ from }) => known(from))) ||
    order.some(
      (row) => row.arm !== baseline.place && !alike(row) && !does_good(row, measure) && !does_harm(row, measure),
    ));
const money_a_year = (x) => yuan_range(x)[0];
// What is told apart from chance, each where knowing it is worth most: parameters, and then subjects of them, the
// largest first.
export function worth_knowing() {
  const most = new Map();
  for (const row of rows("knowing"))
    if (row.beyond_chance === 1 && row.value > (most.get(row.name)?.value ?? 0)) most.set(row.name, row);
  return [...most.values()].sort((a, b) => (a.of === "subject") - (b.of === "subject") || b.value - a.value);
}
// What knowing everything would be worth, at most.
function money_at_most() {
  const most = Math.max(
    0,
    ...rows("knowing")
      .filter((row) => row.of === "all")
      .map((row) => row.value),
  );
  return most >= 0.5 ? money_a_year(most) : "";
}
// A subject by its name, a parameter by what it means, a key of a lever by that.
export function known_as(row) {
  if (row.of === "subject") return say("sentences.of_subject", subject_name(row.name));
  const [key, of] = row.name.split(".").reverse();
  const lever = labels.levers.find((one) => one.name === of);
  if (lever)
    return say("sentences.of_lever", say_if_any(`policy_keys.${key}`) ?? key.replaceAll("_", " "), named(lever));
  const own = rows("parameters").find((one) => one.name === key);
  return own ? say("sentences.quoted", told_in(own, "meaning")) : row.name.replaceAll("_", " ");
}

// What the ranges are about and what they are not.
function beyond_ranges() {
  if (one_replicate) return say("sentences.beyond_one");
  return say("sentences.beyond", about.replicates, about);
}

// The page's first screen: what to do, what stands below, and what else there is to say where nothing is compared.
export function answer() {
  const measure = first_measure();
  if (!measure) return { sentences: [say("sentences.nothing")] };
  const order = in_order(measure);
  if (about.design) return { measure, sentences: of_sweep(measure), order };
  if (order.length < 2) return { sentences: [...alone(measure), beyond_ranges()].filter(Boolean) };
  return {
    measure,
    headline: what_to_do(measure, order),
    order,
    below: [check_first(measure, order), beyond_ranges()].filter(Boolean),
  };
}

// Of a sweep: what the strongest factor does, whether two do more together, where the response is highest. Of several
// arms, that which a factor certainly moves most.
function of_sweep(measure) {
  const effects = rows("effects").filter((row) => row.measure === measure.place);
  const by_size = (list) => list.sort((a, b) => Math.abs(b.size) - Math.abs(a.size));
  const moved_by = (one) => by_size(effects.filter((row) => row.arm === one.arm && !known(row.with) && is_sure(row)));
  const largest = (one) => Math.abs(moved_by(one)[0]?.size ?? 0);
  const all = about.explained.filter((one) => one.measure === measure.place);
  const told = [...all].sort(
    (a, b) => largest(b) - largest(a) || (a.arm === baseline.place) - (b.arm === baseline.place),
  )[0];
  if (!told) return [say("sentences.sweep_nothing"), beyond_ranges()];
  const response = say(
    "sentences.response",
    named(measure),
    told.difference,
    all.length > 1 ? quoted(arms[told.arm]) : "",
  );
  const form = told.difference ? change : level;
  const end = (at, up) =>
    say("sentences.end", {
      response,
      points: told.points,
      up,
      at: at.point,
      where: at.values.slice(0, 4).map((one) => [quoted_factor(one.factor), shortest(one.value)]),
      more: Math.max(0, at.values.length - 4),
      value: form(at.mean, measure),
      as_far: at.as_far,
      once: one_replicate,
    });
  // Where it is best; both ends where neither is better.
  const best = [
    ...(wanted(measure) >= 0 ? [end(told.highest, true)] : []),
    ...(wanted(measure) <= 0 ? [end(told.lowest, false)] : []),
  ];
  if (one_replicate) return [say("sentences.sweep_once", told.points), ...best, beyond_ranges()];
  const own = effects.filter((row) => row.arm === told.arm);
  const main = own.filter((row) => !known(row.with)),
    sure = moved_by(told);
  const size = (row) => amount(row, "size", measure);
  const ends = (row) => [Math.abs(row.size_low), Math.abs(row.size_high)];
  const apart = (row) => known(row.size_low) && Math.min(...ends(sure[0])) > Math.max(...ends(row));
  // Values that are names have no lowest and highest: such a factor may do more.
  const most =
    main.length > 1 && sure.length > 0 && told.names.length === 0 && main.every((row) => row === sure[0] || apart(row));
  const also = sure
    .slice(1, 6)
    .map((row) => say("sentences.and_factor", quoted_factor(row.factor), row.size > 0, size(row)));
  const out = [
    sure.length
      ? say(
          "sentences.factor",
          quoted_factor(sure[0].factor),
          response,
          sure[0].size > 0,
          size(sure[0]),
          also,
          most,
          sure.length - 1 - also.length,
        )
      : say("sentences.no_factor", response, told.names.map(quoted_factor)),
  ];
  const pair = by_size(own.filter((row) => known(row.with)))[0];
  if (pair) {
    const names = [quoted_factor(pair.factor), quoted_factor(pair.with)];
    const signs = [pair.factor, pair.with].map((f) => Math.sign(sure.find((row) => row.factor === f)?.size ?? 0));
    if (!is_sure(pair)) out.push(say("sentences.apart", names));
    else if (signs[0] !== 0 && signs[0] === signs[1])
      out.push(say("sentences.together", names, pair.size * signs[0] > 0, size(pair)));
    else out.push(say("sentences.differ_together", names, size(pair)));
  }
  out.push(say("sentences.sweep_sure", best, beyond_ranges()));
  return out;
}

// Is an arm worth its money beside the others, in words?
export function efficiency(row) {
  if (!wanted(measures[row.measure])) return say("sentences.none_wanted");
  if (row.efficient === 1)
    return known(row.share_efficient)
      ? say("sentences.efficient_in", percent(row.share_efficient))
      : say("sentences.yes");
  if (known(row.no_more)) return say("sentences.may_be_no_more", arms[row.no_more].letter);
  if (known(row.better))
    return say(row.better_shown === 1 ? "sentences.better" : "sentences.no_better", arms[row.better].letter);
  return row.share_efficient === null ? say("cannot_be_told") : say("sentences.no_mix");
}

// Does what arms are compared with move by itself, and by how much?
export function note_of_drift(measure) {
  const one = about.drifts.find((drift) => drift.measure === measure.place && drift.arms.length);
  if (!one) return undefined;
  return say(
    "sentences.drift",
    named(measure),
    signed(one.a_year, measure.digits),
    difference_unit(measure),
    one.arms.map((a) => arms[a].letter),
  );
}
