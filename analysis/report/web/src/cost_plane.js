// Money against effect: a mark for each alternative with its name beside it, and the efficient frontier.
import {
  apart,
  base_text,
  colours,
  fill_of,
  fonts,
  inner_labels,
  key_of,
  key_of_marks,
  look,
  lower,
  text_width,
  tooltip,
  value_axis,
  whiskers,
  wrapped,
} from "./charts.js";
import { difference_unit, named, say } from "./language.js";
import { arms, baseline, is_sure, known, rows, step, wanted } from "./model.js";
import { fixed, signed, tick } from "./numbers.js";
import { arm_name, axis_difference } from "./shared.js";

const money_axis = (x) => fixed(x, 0);

// Names of all marks stand beside the plane in one column, where they can move apart, each with a line to its mark.
// Where there is no room for names there are letters, and the names are below.
const most_beside = 460;
function names_beside(own, width, letters = width < 560) {
  const room = letters ? 20 : width * 0.32,
    bold = (row) => (row.efficient ? 1.1 : 1);
  const lines = own.map((row) =>
    letters ? [arms[row.arm].letter] : wrapped(arm_name(arms[row.arm]), room / bold(row)),
  );
  const widest = Math.max(...own.map((row, k) => Math.max(...lines[k].map((text) => text_width(text) * bold(row)))));
  const heights = lines.map((one) => 16 * one.length + 3),
    height = heights.reduce((sum, one) => sum + one, 0);
  if (height > most_beside && !letters) return names_beside(own, width, true);
  return {
    lines,
    width: Math.min(room, widest) + 8,
    heights,
    height,
    below: letters ? own.map((row) => ({ letter: true, text: arm_name(arms[row.arm]) })) : [],
  };
}

export function cost_plane(measure, own, width) {
  const frontier = own.filter((row) => row.efficient).sort((a, b) => a.further_cost - b.further_cost);
  const difference = new Map(
    rows("differences")
      .filter((row) => row.measure === measure.place && row.group === 0)
      .map((row) => [row.arm, row]),
  );
  const side = 54,
    beside = names_beside(own, width);
  const key = key_of(
    [
      ...key_of_marks(),
      ...(wanted(measure) ? [{ colour: colours.ink, dash: [6, 4], text: say("costs.frontier_names") }] : []),
    ],
    width,
  );
  const spent = own.flatMap((row) => [row.further_cost_low, row.further_cost_high, row.further_cost]).filter(known);
  const low = Math.min(0, ...spent),
    high = Math.max(0, ...spent),
    room = (high - low || 1) * 0.08;
  const effects = own.flatMap((row) => [row.effect_low, row.effect_high, row.effect]).filter(known);
  const floor = Math.min(0, ...effects),
    top = Math.max(0, ...effects),
    air = (top - floor || 1) * 0.1;
  const height = Math.max(lower(290), beside.height),
    from = key.height + 30,
    to = width - beside.width - 4;
  const middles = apart(
    own.map((row, k) => ({
      at: ((top + air - row.effect) / (top - floor + 2 * air)) * height,
      size: beside.heights[k],
    })),
    height,
  );
  const below = key_of(beside.below, width),
    end = from + height + 50;
  return {
    height: end + 4 + below.height,
    breaks: beside.below.length ? [end] : [],
    option: {
      textStyle: base_text,
      backgroundColor: colours.paper,
      graphic: [
        ...key.elements,
        {
          type: "text",
          x: 8,
          y: key.height + 4,
          silent: true,
          style: { text: axis_difference(measure), font: `12px ${fonts}`, fill: colours.soft },
        },
        { type: "group", y: end, silent: true, children: below.elements },
      ],
      grid: { left: side, right: beside.width + 26, top: from, height },
      xAxis: {
        ...value_axis(say("costs.further_cost_axis", step)),
        min: low - room,
        max: high + room,
        axisLabel: inner_labels(money_axis, { hideOverlap: true }),
      },
      yAxis: {
        ...value_axis(""),
        min: floor - air,
        max: top + air,
        axisLabel: inner_labels(tick(5)),
      },
      tooltip: tooltip((p) => p.data?.told ?? ""),
      series: [
        {
          type: "line",
          name: say("costs.frontier"),
          data: frontier.map((row) => [row.further_cost, row.effect]),
          symbol: "none",
          silent: true,
          animation: false,
          lineStyle: { color: colours.ink, width: 1.6, type: [6, 4] },
          z: 1,
        },
        whiskers(
          own.map((row) => [row.further_cost, row.effect_low, row.effect_high, row.arm]),
          (row) => look(row[3]).colour,
        ),
        {
          type: "custom",
          silent: true,
          z: 2,
          clip: false,
          data: own.map((row) => [row.further_cost, row.effect]),
          encode: { x: 0, y: 1 },
          renderItem(params, api) {
            const k = params.dataIndex,
              at = api.coord([api.value(0), api.value(1)]),
              y = from + middles[k];
            return {
              type: "group",
              children: [
                {
                  type: "polyline",
                  shape: { points: [at, [to - 14, y], [to - 4, y]] },
                  style: { stroke: colours.line, fill: null, lineWidth: 1 },
                },
                {
                  type: "text",
                  style: {
                    text: beside.lines[k].join("\n"),
                    x: to,
                    y,
                    verticalAlign: "middle",
                    fill: colours.ink,
                    font: `${own[k].efficient ? "700 " : ""}12px ${fonts}`,
                    lineHeight: 16,
                  },
                },
              ],
            };
          },
        },
        {
          type: "scatter",
          name: named(measure),
          z: 5,
          data: own.map((row) => {
            const arm = arms[row.arm];
            return {
              value: [row.further_cost, row.effect],
              symbol: look(arm.place).symbol,
              symbolSize: own.length > 8 ? 10 : 14,
              itemStyle: fill_of(
                arm !== baseline && !is_sure(difference.get(arm.place) ?? { p_holm: null }),
                look(arm.place).colour,
              ),
              told:
                `${arm_name(arm)}: ${signed(row.further_cost, 0)} ${say("costs.cny_a", step)}, ` +
                `${signed(row.effect, measure.digits)} ${difference_unit(measure)}`,
            };
          }),
        },
      ],
      color: [colours.line],
    },
  };
}
