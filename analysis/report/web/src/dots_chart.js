// How numbers lie, a row of dots for each alternative on one axis with zero marked: each dot is a world. Below its
// dots a row has its range and its middle.
import { base_text, colours, fonts, inner_labels, look, text_width, tooltip, value_axis, wrapped } from "./charts.js";
import { known } from "./model.js";
import { tick } from "./numbers.js";

// `lines`: { label, place, dots, value, low, high, told }; `unit` under the axis.
export function dots_chart(lines, width, { unit }) {
  const narrow = width < 620;
  const left = narrow ? 8 : Math.min(width * 0.3, 20 + Math.max(...lines.map((line) => text_width(line.label))));
  const right = 12,
    size = narrow ? 5 : 7,
    plot = width - left - right;
  const names = lines.map((line) => wrapped(line.label, narrow ? plot : left - 20).slice(0, 2));
  const above = names.map((name) => (narrow ? 15 * name.length + 4 : 0));
  const room = narrow ? 34 : 38,
    below = 12;
  const tops = [];
  let total = 0;
  above.forEach((extra) => {
    tops.push(total);
    total += extra + room + below;
  });
  const ends = lines.flatMap((line) => [...line.dots, line.value, line.low, line.high]).filter(known);
  const low = Math.min(0, ...ends),
    high = Math.max(0, ...ends),
    beside = (high - low || 1) * 0.03;
  const from = low - beside,
    to = high + beside,
    columns = Math.max(1, Math.floor(plot / size));
  // Dots that would lie on one another are stacked, closer where there are many.
  const dots = lines.flatMap((line, l) => {
    const base = total - (tops[l] + above[l] + room);
    const stacks = new Map();
    for (const x of line.dots) {
      const at = Math.min(columns - 1, Math.floor(((x - from) / (to - from)) * columns));
      stacks.set(at, [...(stacks.get(at) ?? []), x]);
    }
    const step = Math.min(size, (room - 4) / Math.max(...[...stacks.values()].map((stack) => stack.length), 1));
    return [...stacks].flatMap(([at, stack]) =>
      stack.map((_, k) => ({
        value: [from + ((at + 0.5) * (to - from)) / columns, base + (k + 0.5) * step],
        itemStyle: { color: look(line.place).colour },
        told: line.told,
      })),
    );
  });
  const texts = lines.map((line, l) => ({
    type: "text",
    x: narrow ? left : left - 12,
    y: 6 + tops[l] + (narrow ? 0 : room - 15 * names[l].length + 4),
    silent: true,
    style: {
      text: names[l].join("\n"),
      align: narrow ? "left" : "right",
      lineHeight: 15,
      font: `600 12px ${fonts}`,
      fill: colours.ink,
    },
  }));
  return {
    height: total + 56,
    breaks: tops.slice(1).map((top) => top + 6),
    option: {
      animation: false,
      textStyle: base_text,
      graphic: texts,
      grid: { left, right, top: 6, height: total },
      xAxis: {
        ...value_axis(unit),
        min: from,
        max: to,
        axisLabel: inner_labels(tick(6), { hideOverlap: true }),
      },
      yAxis: { type: "value", min: 0, max: total, show: false },
      tooltip: tooltip((p) => p.data.told ?? ""),
      series: [
        {
          type: "custom",
          silent: true,
          data: lines
            .map((line, l) => [line.low, line.high, line.value, total - (tops[l] + above[l] + room + 5), line.place])
            .filter((row) => row.slice(0, 3).every(known)),
          encode: { x: [0, 1], y: 3 },
          renderItem(params, api) {
            const at = (x) => api.coord([api.value(x), api.value(3)]);
            const style = { stroke: look(api.value(4)).colour, lineWidth: 2 };
            const line = (x1, y1, x2, y2, lineWidth) => ({
              type: "line",
              shape: { x1, y1, x2, y2 },
              style: { ...style, lineWidth },
            });
            const [x, y] = at(2);
            return { type: "group", children: [line(...at(0), ...at(1), 2), line(x, y - 5, x, y + 5, 4)] };
          },
        },
        {
          type: "scatter",
          data: dots,
          symbol: "circle",
          symbolSize: size - 1,
          emphasis: { disabled: true },
          markLine: {
            silent: true,
            symbol: "none",
            label: { show: false },
            animation: false,
            lineStyle: { color: colours.ink, type: [4, 3], width: 1.4 },
            data: [{ xAxis: 0 }],
          },
        },
      ],
      aria: { enabled: true, label: { enabled: false } },
      backgroundColor: colours.paper,
    },
  };
}
