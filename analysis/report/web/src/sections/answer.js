// The answer in three sentences, never surer than the intervals allow.
import { element } from "../elements.js";
import { named, say, short_unit, upper } from "../language.js";
import { about, arms, baseline, groups, has_difference, is_sure, known, measures, one_replicate, others, rows } from "../model.js";
import { digits_for, fixed, rounded, rounded_range, signed } from "../numbers.js";
import { factor } from "./sweep.js";

const quoted = (arm) => say("quoted", named(arm));
const quoted_factor = (place) => say("quoted", factor(place));
// How large something is, whose direction a sentence tells in words.
function amount(row, name, measure) {
  const ends = [row[`${name}_low`], row[`${name}_high`]].map((x) => (known(x) ? Math.sign(row[name]) * x : null)).sort((a, b) => a - b);
  // What is not 0 does not read 0.00.
  const digits = Math.max(measure.digits, Math.min(measure.digits + 2, digits_for(row[name]) - 1));
  return say("by_amount", fixed(Math.abs(row[name]), digits), short_unit(measure), known(ends[0]) ? say("interval", fixed(ends[0], digits), fixed(ends[1], digits)) : "");
}
const level = (row, measure) => `${fixed(row.level, measure.digits)} ${measure.percent ? "%" : short_unit(measure)}`.trim();

// How sure, in words: what the intervals are about and what they are not.
export function how_sure() {
  const told = rows("parameters"), guessed = told.filter((row) => row.kind === "assumed" || row.kind === "calibrated").length;
  return say(one_replicate ? "answer.sure_one" : "answer.sure", about.replicates, guessed, told.length);
}

function of_measure(measure) {
  return rows("differences").filter((row) => row.measure === measure.place && row.group === 0);
}

// With one arm: where it stands.
function alone(measure) {
  const row = of_measure(measure).find((one) => one.arm === baseline.place);
  if (!row) return [say("answer.nothing")];
  const others_told = measures.filter((m) => m.table === "main" && m !== measure && !m.money)
    .map((m) => [m, of_measure(m).find((one) => one.arm === baseline.place)]).filter(([, one]) => one)
    .map(([m, one]) => say("answer.stands_at", named(m), level(one, m)));
  return [say("answer.alone", quoted(baseline), named(measure), level(row, measure), about, known(row.level_low) ? say("interval", fixed(row.level_low, measure.digits), fixed(row.level_high, measure.digits)) : ""),
    others_told.length ? say("answer.also_stands", others_told) : null, say("answer.nothing_to_compare", how_sure())];
}

function best_of(measure) {
  return of_measure(measure).filter((row) => row.arm !== baseline.place && has_difference(row)).sort((a, b) => b.difference - a.difference);
}

function first_sentence(measure, order, chosen) {
  const base = of_measure(measure).find((row) => row.arm === baseline.place);
  const row = chosen, arm = arms[row.arm];
  if (one_replicate) return say("answer.one_history", quoted(arm), named(measure), signed(row.difference, measure.digits), short_unit(measure), quoted(baseline));
  if (!order.some(is_sure)) return say("answer.none_sure", others.length, quoted(baseline), named(measure), about.replicates);
  const place = about.ranking.findIndex((one) => one.arm === row.arm), next = about.ranking[place + 1];
  const tied = row.difference > 0 && next && next.arm !== baseline.place && !(about.ranking[place].over_next_low > 0)
    ? quoted(arms[next.arm]) : null;
  const text = say(row.difference > 0 ? "answer.raises" : "answer.lowers", {
    arm: quoted(arm), measure: named(measure), base: quoted(baseline), by: amount(row, "difference", measure), from: level(base, measure), to: level(row, measure), alone: others.length === 1 || row !== order[0],
  });
  return text + (tied ? say("answer.tied", tied) : "");
}

function second_sentence(measure, chosen) {
  const sure = measures.filter((m) => m.table === "main" && m !== measure && !m.money && !m.relative).map((m) => [m, of_measure(m).find((row) => row.arm === chosen.arm)]).filter(([, row]) => row && has_difference(row));
  const moved = sure.filter(([, row]) => is_sure(row)).map(([m, row]) => say("answer.moves", named(m), row.difference > 0, `${fixed(Math.abs(row.difference), m.digits)} ${short_unit(m)}`.trim()));
  const still = sure.filter(([, row]) => !is_sure(row)).map(([m]) => named(m));
  const bands = rows("differences").filter((row) => row.measure === measure.place && row.arm === chosen.arm && row.axis === about.groups && row.axis !== "" && has_difference(row)).sort((a, b) => b.difference - a.difference);
  let who = "";
  if (bands.length > 1) {
    const above = (a, b) => known(a.difference_low) && known(b.difference_high) && a.difference_low > b.difference_high;
    const top = bands[0], bottom = bands[bands.length - 1], falls = top.difference <= 0;
    const [most, least] = falls ? [bottom, top] : [top, bottom];
    who = above(top, bottom)
      ? say("answer.most_among", {
        most: named(groups[most.group]), x: signed(most.difference, measure.digits), least: named(groups[least.group]), y: signed(least.difference, measure.digits), unit: short_unit(measure),
        clear: above(top, bands[1]) && above(bands[bands.length - 2], bottom), mixed: !falls && bottom.difference < 0,
      })
      : say("answer.alike_among", bands.map((row) => named(groups[row.group])));
  }
  if (one_replicate) return who || null;
  return say("answer.second", who, moved, still);
}

function cost_of(chosen) {
  const row = rows("costs").find((one) => one.arm === chosen.arm);
  if (!row) return "";
  const m = measures[row.measure];
  if (about.ended.includes(chosen.arm)) return say("answer.costs_ended", quoted(arms[chosen.arm]));
  const end = (name) => row[`further_cost_${name}`] ?? row.further_cost;   // a fixed cost has no interval
  if (end("high") < 0) return say("answer.saves", quoted(arms[chosen.arm]), fixed(-row.further_cost, 0), about);
  if (end("low") < 0) return say("answer.cost_unclear", quoted(arms[chosen.arm]));
  if (known(row.cny_for_one_more) && row.count > 0)
    return say("answer.costs", fixed(row.further_cost, 0), rounded(row.cny_for_one_more), rounded_range(row, "cny_for_one_more"), about, row.a_year === 1, quoted(arms[chosen.arm]), m);
  return known(row.further_cost) ? say("answer.costs_only", signed(row.further_cost, digits_for(row.further_cost)), about, quoted(arms[chosen.arm])) : "";
}

// Of a sweep: what the strongest factor does, whether two do more together, where the response is highest. Of several
// arms, that which a factor certainly moves most.
function of_sweep(measure) {
  const effects = rows("effects").filter((row) => row.measure === measure.place);
  const certain = is_sure;
  const by_size = (list) => list.sort((a, b) => Math.abs(b.size) - Math.abs(a.size));
  const moved_by = (one) => by_size(effects.filter((row) => row.arm === one.arm && !known(row.with) && certain(row)));
  const all = about.explained.filter((one) => one.measure === measure.place);
  const told = all.sort((a, b) => Math.abs(moved_by(b)[0]?.size ?? 0) - Math.abs(moved_by(a)[0]?.size ?? 0) || (a.arm === baseline.place) - (b.arm === baseline.place))[0];
  if (!told) return null;
  const own = effects.filter((row) => row.arm === told.arm);
  const main = own.filter((row) => !known(row.with)), sure = moved_by(told);
  const response = say("answer.response", named(measure), told.difference, all.length > 1 ? quoted(arms[told.arm]) : "");
  const size = (row) => amount(row, "size", measure);
  const smallest = (row) => Math.min(Math.abs(row.size_low), Math.abs(row.size_high)), largest = (row) => (known(row.size_low) ? Math.max(Math.abs(row.size_low), Math.abs(row.size_high)) : Infinity);
  const most = main.length > 1 && sure.length > 0 && main.every((row) => row === sure[0] || smallest(sure[0]) > largest(row));
  const out = [sure.length ? say("answer.factor", quoted_factor(sure[0].factor), response, sure[0].size > 0, size(sure[0]), sure.slice(1).map((row) => say("answer.and_factor", quoted_factor(row.factor), row.size > 0, size(row))), most) : say("answer.no_factor", response)];
  const pair = by_size(own.filter((row) => known(row.with)))[0];
  if (pair) {
    const names = [quoted_factor(pair.factor), quoted_factor(pair.with)];
    const signs = [pair.factor, pair.with].map((f) => Math.sign(sure.find((row) => row.factor === f)?.size ?? 0));
    if (!certain(pair)) out.push(say("answer.apart", names));
    else if (signs[0] !== 0 && signs[0] === signs[1]) out.push(say("answer.together", names, pair.size * signs[0] > 0, size(pair)));
    else out.push(say("answer.differ_together", names, size(pair)));
  }
  const cells = rows("surface").filter((row) => row.measure === measure.place && row.arm === told.arm && known(row.mean)).sort((a, b) => b.mean - a.mean);
  const [top, next] = cells;
  const value = (row) => `${told.difference ? signed(row.mean, measure.digits) : fixed(row.mean, measure.digits)} ${told.difference ? short_unit(measure) : measure.percent ? "%" : short_unit(measure)}`.trim();
  const others_as_high = next !== undefined && !(known(top.mean_low) && known(next.mean_high) && top.mean_low > next.mean_high);
  const where = top && sure.length ? say("answer.highest", response, quoted_factor(top.across), top.across_values, quoted_factor(top.up), top.up_values, value(top), others_as_high) : "";
  out.push(say("answer.sweep_sure", where, how_sure()));
  return out;
}

export function answer() {
  const measure = measures.find((m) => m.table === "main" && !m.money && !m.relative && rows("differences").some((row) => row.measure === m.place && row.group === 0));
  let sentences = [say("answer.nothing")];
  if (measure) {
    const order = best_of(measure);
    const swept = about.design ? of_sweep(measure) : null;
    if (swept) sentences = swept;
    else if (!order.length) sentences = alone(measure);
    else {
      const sure = order.filter(is_sure);
      const largest = [...order].sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))[0];
      const chosen = one_replicate ? largest : sure.find((row) => row.difference > 0) ?? sure[sure.length - 1] ?? order[0];
      sentences = [first_sentence(measure, order, chosen)];
      if (one_replicate || sure.length) {
        sentences.push(second_sentence(measure, chosen));
        sentences.push(say("answer.third", one_replicate ? "" : cost_of(chosen), how_sure()));
      } else sentences.push(say("answer.more_runs"), say("answer.third", "", how_sure()));
    }
  }
  return [element("div", { class: "answer" }, element("ol", {}, sentences.filter(Boolean).map((text) => element("li", {}, upper(text)))))];
}
