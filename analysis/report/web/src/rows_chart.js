// Estimates in rows: a symbol, its 95 % interval, and both in figures at the right; headings between.
import {
  base_text,
  colours,
  fill_of,
  fonts,
  inner_labels,
  key_of,
  key_of_marks,
  look,
  printing,
  text_width,
  tooltip,
  value_axis,
  wrapped,
} from "./charts.js";
import { known } from "./model.js";
import { tick } from "./numbers.js";

// Paper is read from nearer.
const row_height = () => (printing ? 16 : 24);

function lines_of(rows, width) {
  return rows.map((row) => (row.heading === undefined ? [row.label] : wrapped(row.heading, width - 16, 13)));
}
const height_of = (row, lines) => (row.heading === undefined ? row_height() : 18 * lines.length + (printing ? 4 : 12));

// Rows that say whether they may be chance have a key to that above them.
const key_above = (rows, width) =>
  rows.some((row) => row.hollow !== undefined) ? key_of(key_of_marks(), width) : { elements: [], height: 0 };

export function rows_height(rows, width) {
  const lines = lines_of(rows, width);
  return rows.reduce((sum, row, r) => sum + height_of(row, lines[r]), key_above(rows, width).height) + 50;
}

// Where a page may end: above a heading.
export function rows_breaks(rows, width) {
  const lines = lines_of(rows, width);
  let y = key_above(rows, width).height + 6;
  return rows.flatMap((row, r) => {
    const top = y;
    y += height_of(row, lines[r]);
    return row.heading !== undefined && r > 0 ? [top] : [];
  });
}

// `rows`: { heading } or { label, value, low, high, text, place, hollow: may it be chance? }; `unit` under the axis;
// `mark`: where a line stands. Where there is little room, rows that have a `short` text show that.
export function rows_chart(all, width, { unit, mark, name }) {
  const rows = width < 480 ? all.map((row) => ({ ...row, text: row.short ?? row.text })) : all;
  const lines = lines_of(rows, width);
  const labels = Math.min(
    width * 0.36,
    12 + Math.max(30, ...rows.map((row) => (row.heading === undefined ? text_width(row.label) : 0))),
  );
  const figures = 14 + Math.max(20, ...rows.map((row) => text_width(row.text ?? "") * (row.strong ? 1.12 : 1)));
  const key = key_above(rows, width),
    above = key.height;
  const tops = [];
  let total = 0;
  rows.forEach((row, r) => {
    tops.push(total + height_of(row, lines[r]) / 2);
    total += height_of(row, lines[r]);
  });
  const data = rows
    .map((row, r) => ({ ...row, at: total - tops[r] }))
    .filter((row) => row.heading === undefined && known(row.value));
  const ends = data.flatMap((row) => [
    row.value,
    known(row.low) ? row.low : row.value,
    known(row.high) ? row.high : row.value,
  ]);
  if (mark !== undefined) ends.push(mark);
  const low = Math.min(...ends),
    high = Math.max(...ends),
    room = (high - low || Math.abs(high) || 1) * 0.06;
  const elements = [...key.elements];
  rows.forEach((row, r) => {
    const y = above + tops[r] + 6;
    if (row.heading !== undefined)
      elements.push({
        type: "text",
        x: 8,
        y: y - 9 * lines[r].length + 2,
        silent: true,
        z: 20,
        style: {
          text: lines[r].join("\n"),
          font: `600 13px ${fonts}`,
          lineHeight: 18,
          fill: colours.ink,
          backgroundColor: colours.paper,
          padding: [0, 4, 0, 0],
        },
      });
    else {
      elements.push({
        type: "text",
        x: labels,
        y: y - 7,
        silent: true,
        style: { text: wrapped(row.label, labels - 4)[0], align: "right", font: `12px ${fonts}`, fill: colours.ink },
      });
      elements.push({
        type: "text",
        x: width - 6,
        y: y - 7,
        silent: true,
        style: {
          text: row.text ?? "",
          align: "right",
          font: `${row.strong ? "600 " : ""}12px ${fonts}`,
          fill: colours.ink,
        },
      });
    }
  });
  const series = [
    {
      type: "custom",
      name: name ?? "",
      silent: true,
      data: data
        .filter((row) => known(row.low) && known(row.high))
        .map((row) => [row.low, row.high, row.at, row.place]),
      encode: { x: [0, 1], y: 2 },
      renderItem(params, api) {
        const from = api.coord([api.value(0), api.value(2)]),
          to = api.coord([api.value(1), api.value(2)]);
        const stroke = look(api.value(3)).colour;
        const bar = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth: 2 } });
        return {
          type: "group",
          children: [
            bar(from[0], from[1], to[0], to[1]),
            bar(from[0], from[1] - 4, from[0], from[1] + 4),
            bar(to[0], to[1] - 4, to[0], to[1] + 4),
          ],
        };
      },
    },
    {
      type: "scatter",
      name: name ?? "",
      data: data.map((row) => ({
        value: [row.value, row.at],
        symbol: look(row.place).symbol,
        symbolSize: (row.strong ? 12 : 9) * (printing ? 0.8 : 1),
        itemStyle: fill_of(row.hollow, look(row.place).colour),
        told: row.tip ?? `${row.label}: ${row.text}`,
      })),
      markLine:
        mark === undefined
          ? undefined
          : {
              silent: true,
              symbol: "none",
              label: { show: false },
              animation: false,
              lineStyle: { color: colours.soft, type: [4, 3], width: 1.2 },
              data: [{ xAxis: mark }],
            },
    },
  ];
  return {
    animation: false,
    textStyle: base_text,
    graphic: elements,
    grid: { left: labels + 8, right: figures + 6, top: above + 6, height: total },
    xAxis: {
      ...value_axis(unit),
      min: low - room,
      max: high + room,
      axisLabel: inner_labels(tick(6), { hideOverlap: true }),
    },
    yAxis: { type: "value", min: 0, max: total, show: false },
    tooltip: tooltip((p) => p.data.told ?? ""),
    series,
    aria: { enabled: true, label: { enabled: false } },
    backgroundColor: colours.paper,
    color: [colours.line],
  };
}
