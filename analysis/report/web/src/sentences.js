// The sentences that the page forms of its numbers, never surer than these: the answer in short, and verdicts. Nothing
// here draws; tests/report/sentences.json lists each with the numbers that lead to it.
import { add_texts, difference_unit, factor, named, say, short_unit } from "./language.js";
import {
  about,
  arms,
  baseline,
  by_want,
  groups,
  has_difference,
  is_sure,
  known,
  measures,
  one_replicate,
  others,
  over_worlds,
  rows,
  wanted,
} from "./model.js";
import { digits_for, fixed, percent, rounded, rounded_range, shortest, signed } from "./numbers.js";
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

// How sure, in words: what the intervals are about and what they are not.
function how_sure() {
  const told = rows("parameters");
  const guessed = told.filter((row) => row.kind === "assumed" || row.kind === "calibrated").length;
  return say(one_replicate ? "sentences.sure_one" : "sentences.sure", about.replicates, guessed, told.length, about);
}

const of_measure = (measure) => rows("differences").filter((row) => row.measure === measure.place && row.group === 0);

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
    say("sentences.nothing_to_compare", how_sure()),
  ];
}

const cost_row = (arm) => rows("costs").find((row) => row.arm === arm);
// An end of the interval of a cost; a fixed cost is its own.
const cost_end = (row, end) => row[`further_cost_${end}`] ?? row.further_cost;

// Which alternatives may do most of what is wanted: those that are not told from the first (of them the cheapest speaks
// for all).
function that_may_be_first(measure, order) {
  const may = new Set(
    about.ranking.filter((one) => one.measure === measure.place && one.may_be_first).map((one) => one.arm),
  );
  return order.filter((row) => may.has(row.arm));
}
const cheapest_first = (list) =>
  [...list].sort((a, b) => (cost_row(a.arm)?.further_cost ?? Infinity) - (cost_row(b.arm)?.further_cost ?? Infinity));

// The alternatives that may do as much as the chosen one, with what each brings and costs.
function rivals_of(chosen, first, measure) {
  const rivals = cheapest_first(first.filter((row) => row !== chosen));
  if (!rivals.length || !first.includes(chosen)) return "";
  const most_named = 3,
    costs = [chosen, ...rivals].every((row) => known(cost_row(row.arm)?.further_cost));
  const names = rivals
    .slice(0, most_named)
    .map((row) =>
      say(
        "sentences.rival",
        quoted(arms[row.arm]),
        change(row.difference, measure),
        costs ? say("sentences.a_step", fixed(cost_row(row.arm).further_cost, 0), about) : "",
      ),
    );
  const dearer =
    costs && rivals.every((row) => cost_end(cost_row(row.arm), "low") > cost_end(cost_row(chosen.arm), "high"));
  const cheapest = costs ? cheapest_first([chosen, ...rivals])[0] : chosen;
  return say(
    "sentences.rivals",
    names,
    rivals.length - names.length,
    dearer,
    cheapest === chosen ? "" : quoted(arms[cheapest.arm]),
  );
}

// Across worlds: in how many of them the chosen one is better, and the best.
const of_worlds = (share) => Math.round(share * about.worlds);
function how_often(measure, chosen) {
  if (!over_worlds) return "";
  return wanted(measure)
    ? say("sentences.how_often", of_worlds(chosen.better), of_worlds(chosen.best), arms.length, quoted(baseline), about)
    : say("sentences.how_often_up", of_worlds(chosen.above), about);
}

// Is every difference the same in all runs, so that none has an interval?
const none_varies = (order) => order.every((row) => !known(row.difference_low));

function first_sentence(measure, order, chosen) {
  const base = of_measure(measure).find((row) => row.arm === baseline.place),
    arm = arms[chosen.arm];
  if (one_replicate)
    return say(
      "sentences.one_history",
      quoted(arm),
      named(measure),
      change(chosen.difference, measure),
      quoted(baseline),
      others.length,
    );
  if (none_varies(order))
    return say(
      "sentences.alike",
      quoted(arm),
      named(measure),
      change(chosen.difference, measure),
      quoted(baseline),
      others.length,
      over_worlds ? about.worlds : about.replicates,
    );
  if (!order.some(is_sure)) {
    if (!over_worlds)
      return say("sentences.none_sure", others.length, quoted(baseline), named(measure), about.replicates);
    const up = chosen.difference > 0,
      [low, high] = [chosen.difference_low, chosen.difference_high].map((x) => signed(x, measure.digits));
    return say(
      "sentences.none_sure",
      others.length,
      named(measure),
      about,
      quoted(arm),
      change(chosen.difference, measure),
      say("sentences.interval", low, high, about),
      up,
      of_worlds(up ? chosen.above : 1 - chosen.above),
    );
  }
  const first = that_may_be_first(measure, order);
  const told = {
    arm: quoted(arm),
    measure: named(measure),
    base: quoted(baseline),
    by: amount(chosen, "difference", measure),
    from: level(base.level, measure),
    to: level(chosen.level, measure),
    up: chosen.difference > 0,
    most: others.length > 1 && first.length === 1 && first[0] === chosen,
  };
  const often = how_often(measure, chosen);
  if (!wanted(measure)) return say("sentences.moves_it", { ...told, sure: order.filter(is_sure).length }) + often;
  if (wanted(measure) * chosen.difference < 0) return say("sentences.worse", told) + often;
  return say("sentences.does_good", told) + often + rivals_of(chosen, first, measure);
}

function second_sentence(measure, chosen) {
  const told = measures
    .filter((m) => m.table === "main" && m !== measure && !m.money && !m.relative)
    .map((m) => [m, of_measure(m).find((row) => row.arm === chosen.arm)])
    .filter(([, row]) => row && has_difference(row));
  const moved = told
    .filter(([, row]) => is_sure(row))
    .map(([m, row]) =>
      say(
        "sentences.moves",
        named(m),
        row.difference > 0,
        in_unit(fixed(Math.abs(row.difference), m.digits), short_unit(m)),
      ),
    );
  const still = told.filter(([, row]) => !is_sure(row)).map(([m]) => named(m));
  const bands = rows("differences")
    .filter(
      (row) =>
        row.measure === measure.place &&
        row.arm === chosen.arm &&
        row.axis === about.groups &&
        row.axis !== "" &&
        has_difference(row),
    )
    .sort((a, b) => b.difference - a.difference);
  let who = "";
  if (bands.length > 1 && !one_replicate) {
    const above = (a, b) => known(a.difference_low) && known(b.difference_high) && a.difference_low > b.difference_high;
    const top = bands[0],
      bottom = bands[bands.length - 1],
      falls = top.difference <= 0;
    const [most, least] = falls ? [bottom, top] : [top, bottom];
    who = above(top, bottom)
      ? say("sentences.most_among", {
          most: named(groups[most.group]),
          x: signed(most.difference, measure.digits),
          least: named(groups[least.group]),
          y: signed(least.difference, measure.digits),
          unit: short_unit(measure),
          clear: above(top, bands[1]) && above(bands[bands.length - 2], bottom),
          mixed: !falls && bottom.difference < 0,
        })
      : say(
          "sentences.alike_among",
          bands.map((row) => named(groups[row.group])),
        );
  }
  return one_replicate ? null : say("sentences.second", who, moved, still);
}

function cost_of(chosen) {
  const row = cost_row(chosen.arm);
  if (!row || !known(row.further_cost)) return "";
  const name = quoted(arms[chosen.arm]),
    digits = digits_for(row.further_cost);
  if (about.ended.includes(chosen.arm)) return say("sentences.costs_ended", name);
  if (row.further_cost === 0 && cost_end(row, "low") === 0 && cost_end(row, "high") === 0)
    return say("sentences.costs_nothing", name);
  if (cost_end(row, "high") < 0) return say("sentences.saves", name, fixed(-row.further_cost, digits), about);
  if (cost_end(row, "low") < 0) return say("sentences.cost_unclear", name);
  if (known(row.cny_for_one_more))
    return say(
      "sentences.costs",
      fixed(row.further_cost, digits),
      rounded(row.cny_for_one_more),
      rounded_range(row, "cny_for_one_more"),
      about,
      row.a_year === 1,
      name,
      row.count > 0,
    );
  return say("sentences.costs_only", fixed(row.further_cost, digits), about, name, row.counts === 1);
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
  if (!told) return [say("sentences.sweep_nothing"), how_sure()];
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
  if (one_replicate) return [say("sentences.sweep_once", told.points), ...best, how_sure()];
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
  out.push(say("sentences.sweep_sure", best, how_sure()));
  return out;
}

// The answer in short, a sentence each.
export const answer_sentences = () => answer_parts().filter(Boolean);

function answer_parts() {
  const measure = measures.find((m) => m.table === "main" && !m.money && !m.relative && of_measure(m).length);
  if (!measure) return [say("sentences.nothing")];
  if (about.design) return of_sweep(measure);
  const order = of_measure(measure).filter((row) => row.arm !== baseline.place && has_difference(row));
  order.sort(by_want(measure, (row) => row.difference));
  if (!order.length) return alone(measure);
  const sure = order.filter(is_sure),
    good = sure.filter((row) => wanted(measure) * row.difference > 0);
  const largest = (list) => [...list].sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))[0];
  const first = that_may_be_first(measure, good);
  // Across worlds the one that is best most often leads.
  const leading = over_worlds ? [...first].sort((a, b) => b.best - a.best)[0] : undefined;
  const chosen =
    one_replicate || none_varies(order)
      ? largest(order)
      : (leading ?? cheapest_first(first)[0] ?? good[0] ?? largest(sure) ?? order[0]);
  const sentences = [first_sentence(measure, order, chosen)];
  if (!one_replicate && none_varies(order)) return [...sentences, how_sure()];
  if (!one_replicate && !sure.length) return [...sentences, say("sentences.more_runs"), how_sure()];
  sentences.push(
    second_sentence(measure, chosen),
    say("sentences.third", one_replicate ? "" : cost_of(chosen), how_sure()),
  );
  return sentences;
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

// Alternatives that are what they are compared with, to the last bit of everything but money.
export function note_of_twins() {
  const letters = about.twins.map((a) => arms[a].letter);
  return letters.length ? say("sentences.twins", letters, named(baseline)) : undefined;
}
