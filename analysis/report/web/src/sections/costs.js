// What it costs: the plane of money and effect with its frontier, and what one more costs.
import { base_text, fonts, ink, line, look, soft, text_width, tooltip, value_axis, whiskers } from "../charts.js";
import { element, paragraph, table_of } from "../elements.js";
import { figure } from "../figure.js";
import { difference_unit, list_of, named, say, with_unit } from "../language.js";
import { about, arms, baseline, known, labels, measures, rows, step, unique } from "../model.js";
import { fixed, is_alike, rounded_interval, signed, with_half, digits_for } from "../numbers.js";
import { efficiency } from "../sentences.js";
import { arm_name, axis_difference, chosen_among, interval_columns, interval_of, measure_choice, number_column, text_column, without } from "./shared.js";

const money_axis = (x) => fixed(x, 0);

function plane(measure, own, controls) {
  const frontier = own.filter((row) => row.efficient).sort((a, b) => a.further_cost - b.further_cost);
  return figure({
    name: "costs", title: say("figures.costs", named(measure)), controls, read: say("read.costs", named(baseline)),
    option(width) {
      const side = 54;
      const labelled = own.map((row) => ({ row, arm: arms[row.arm] }));
      const costs = own.flatMap((row) => [row.further_cost_low, row.further_cost_high, row.further_cost]).filter(known);
      const low = Math.min(0, ...costs), high = Math.max(0, ...costs), room = (high - low || 1) * 0.08;
      const effects = own.flatMap((row) => [row.effect_low, row.effect_high, row.effect]).filter(known);
      const floor = Math.min(0, ...effects), top = Math.max(0, ...effects), air = (top - floor || 1) * 0.1;
      return { height: 386, option: {
        textStyle: base_text, backgroundColor: "#ffffff", graphic: [{ type: "text", x: 8, y: 4, silent: true, style: { text: axis_difference(measure), font: `12px ${fonts}`, fill: soft } }], grid: { left: side, right: 24, top: 30, height: 290 },
        xAxis: { ...value_axis(say("further_cost_axis", step)), min: low - room, max: high + room, axisLabel: { ...base_text, color: soft, hideOverlap: true, showMinLabel: false, showMaxLabel: false, formatter: money_axis } },
        yAxis: { ...value_axis(""), min: floor - air, max: top + air, axisLabel: { ...base_text, color: soft, showMinLabel: false, showMaxLabel: false, formatter: (x) => String(Number(x.toPrecision(5))).replace("-", "−") } },
        tooltip: tooltip((p) => p.data?.told ?? ""),
        series: [
          { type: "line", name: say("frontier"), data: frontier.map((row) => [row.further_cost, row.effect]), symbol: "none", silent: true, animation: false, lineStyle: { color: ink, width: 1.6, type: [6, 4] }, z: 1 },
          whiskers(own.map((row) => [row.further_cost, row.effect_low, row.effect_high, row.arm]), (row) => look(row[3]).colour),
          { type: "scatter", name: named(measure), z: 5, labelLayout: { hideOverlap: true }, data: labelled.map(({ row, arm }) => ({
              value: [row.further_cost, row.effect], symbol: look(arm.place).symbol, symbolSize: 14,
              itemStyle: { color: row.efficient ? look(arm.place).colour : "#ffffff", borderColor: look(arm.place).colour, borderWidth: 2.5, opacity: 1 },
              told: `${arm_name(arm)}: ${signed(row.further_cost, 0)} ${say("cny_a", step)}, ${signed(row.effect, measure.digits)} ${difference_unit(measure)}`,
              label: { show: true, position: row.further_cost > (low + high) / 2 ? "left" : "right", offset: [0, row.further_cost > (low + high) / 2 ? -9 : 9], distance: 9, color: ink, fontFamily: fonts, fontSize: 12,
                formatter: own.length <= 8 && text_width(arm_name(arm)) < width * 0.42 ? arm_name(arm) : arm.letter },
            })) },
        ],
        color: [line],
      } };
    },
    columns: [text_column(say("columns.arm")), ...interval_columns(say("columns.spending", step), 0), ...interval_columns(say("columns.further_cost", step), 0, signed),
      ...interval_columns(with_unit(say("columns.effect"), difference_unit(measure)), measure.digits, signed), ...interval_columns(say("columns.count", about.agents), 1, signed),
      ...interval_columns(say("columns.one_more"), 2), text_column(say("columns.efficient")), number_column(say("columns.share_efficient"), 3)],
    rows: own.map((row) => [named(arms[row.arm]), ...["spending", "further_cost", "effect", "count", "cny_for_one_more"].flatMap((name) => interval_of(row, name)), efficiency(row), row.share_efficient]),
  });
}

// What people ask first: yuan for one more.
function one_more(measure, own) {
  if (!own.some((row) => row.counts)) return null;
  const a_year = own[0].a_year === 1;
  const title = say("figures.one_more", named(measure), about, a_year);
  const columns = [text_column(say("columns.arm")), { title: say("columns.further_cost", step), number: true }, { title: say(a_year ? "columns.more_people" : "columns.more_people_a_step", about.agents, step), number: true }, { title: say("columns.one_more"), number: true }, { title: say("columns.efficient") }];
  const cells = own.filter((row) => row.arm !== baseline.place).map((row) => [
    arm_name(arms[row.arm]), signed(row.further_cost, 0), with_half(row, "count", digits_for((row.count_high - row.count_low) / 2)),
    known(row.cny_for_one_more) ? rounded_interval(row, "cny_for_one_more") : say("cannot_be_told"), efficiency(row)]);
  return element("div", {}, element("h3", {}, title), table_of(columns, cells, title), element("p", { class: "read" }, element("strong", {}, say("how_to_read")), say(a_year ? "read.one_more_a_year" : "read.one_more", about)),
    own.some((row) => row.arm !== baseline.place && (is_alike(row, "count") || is_alike(row, "cny_for_one_more"))) ? paragraph(say("alike"), "note") : null);
}

export function costs(redraw) {
  const all = rows("costs");
  if (!all.length) return [without(say("without.costs"))];
  if (arms.length < 2) return [without(say("without.costs_one_arm"))];
  const among = unique(all.map((row) => row.measure));
  const measure = measures[chosen_among("costs", among)];
  const own = all.filter((row) => row.measure === measure.place);
  const ended = about.ended ?? [];
  const levers = rows("spending");
  const names = unique(levers.map((row) => row.lever));
  const spending = names.length ? element("div", {}, element("h3", {}, say("figures.spending", step)), table_of(
    [text_column(say("columns.arm")), ...names.map((l) => ({ title: named(labels.levers[l]), number: true })), { title: say("in_all"), number: true }],
    arms.map((arm) => [arm_name(arm), ...names.map((l) => fixed(levers.find((row) => row.arm === arm.place && row.lever === l)?.spending ?? 0, 0)), fixed(own.find((row) => row.arm === arm.place)?.spending, 0)]),
    say("figures.spending", step))) : null;
  return [paragraph(say("intro.costs", named(baseline), about)), plane(measure, own, among.length > 1 ? [measure_choice("costs", among, redraw)] : []),
    ended.length ? paragraph(say("ended", list_of(ended.map((a) => arms[a].letter))), "note") : null, one_more(measure, own), spending];
}
