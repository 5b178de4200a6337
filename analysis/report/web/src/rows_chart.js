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

// Names take no more than this; one that `folds` has as many lines as it needs.
const widest_label = (width) => width * 0.36;
function lines_of(rows, width) {
  return rows.map((row) => {
    if (row.heading !== undefined) return wrapped(row.heading, width - 16, 13);
    const lines = wrapped(row.label, widest_label(width) - 16);
    return row.folds ? lines : [lines[0]];
  });
}
const height_of = (row, lines) =>
  row.heading === undefined
    ? row_height() + (printing ? 12 : 15) * (lines.length - 1)
    : 18 * lines.length + (printing ? 4 : 12);

// Rows that say whether they may be chance have a key to that above them, unless there is another.
const key_above = (rows, width, key) =>
  key || rows.some((row) => row.hollow !== undefined)
    ? key_of(key ?? key_of_marks(), width)
    : { elements: [], height: 0 };

export function rows_height(rows, width, key) {
  const lines = lines_of(rows, width);
  return rows.reduce((sum, row, r) => sum + height_of(row, lines[r]), key_above(rows, width, key).height) + 50;
}

// Where a page may end: above a heading.
// Where there are none, above any row.
export function rows_breaks(rows, width, key) {
  const lines = lines_of(rows, width);
  const headed = rows.some((row, r) => row.heading !== undefined && r > 0);
  let y = key_above(rows, width, key).height + 6;
  return rows.flatMap((row, r) => {
    const top = y;
    y += height_of(row, lines[r]);
    return (row.heading !== undefined || !headed) && r > 0 ? [top] : [];
  });
}

// A bar from one end to the other on a row; ends that lie beyond the picture have no mark.
const bar_of = (api, at, low, high, limits, style, ends) => {
  const within = (x) => Math.max(limits[0], Math.min(limits[1], x));
  const from = api.coord([within(low), at]),
    to = api.coord([within(high), at]);
  const line = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
  const end = ([x, y]) => line(x, y - ends, x, y + ends);
  return [
    line(...from, ...to),
    ...(ends && low >= limits[0] ? [end(from)] : []),
    ...(ends && high <= limits[1] ? [end(to)] : []),
  ];
};

// `rows`: { heading } or { label, value, low, high, text, place, hollow: may it be chance?, before: { low, high } of a
// pale bar behind, beyond: does the value lie to the right (1) or left (-1) of the picture?, folds: may its name take
// more lines than one? }; `unit` under the axis; `mark`: where a line stands; `band`: [low, high] that all rows share;
// `limits` of the picture; `key` above it; `axis`: more of the axis. Where there is little room, rows that have a
// `short` text show that.
export function rows_chart(all, width, { unit, mark, name, band, limits, key: entries, axis = {} }) {
  const rows = width < 480 ? all.map((row) => ({ ...row, text: row.short ?? row.text })) : all;
  const lines = lines_of(rows, width);
  const labels = Math.min(
    widest_label(width),
    12 +
      Math.max(
        30,
        ...rows.flatMap((row, r) =>
          row.heading === undefined && row.folds ? lines[r].map((one) => text_width(one)) : [],
        ),
        ...rows.map((row) => (row.heading === undefined && !row.folds ? text_width(row.label) : 0)),
      ),
  );
  const figures = 14 + Math.max(20, ...rows.map((row) => text_width(row.text ?? "") * (row.strong ? 1.12 : 1)));
  const key = key_above(rows, width, entries),
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
  const seen = limits ?? [low - room, high + room];
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
        y: y - (row.folds ? 7.5 * lines[r].length : 7),
        silent: true,
        style: {
          text: row.folds ? lines[r].join("\n") : wrapped(row.label, labels - 4)[0],
          lineHeight: 15,
          align: "right",
          font: `12px ${fonts}`,
          fill: colours.ink,
        },
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
  const before = data.filter((row) => row.before && known(row.before.low) && known(row.before.high));
  const series = [
    ...(before.length
      ? [
          {
            type: "custom",
            name: "before",
            silent: true,
            data: before.map((row) => [row.before.low, row.before.high, row.at]),
            encode: { x: [0, 1], y: 2 },
            renderItem(params, api) {
              const style = { stroke: colours.line, lineWidth: printing ? 7 : 10 };
              return {
                type: "group",
                children: bar_of(api, api.value(2), api.value(0), api.value(1), seen, style, 0),
              };
            },
          },
        ]
      : []),
    {
      type: "custom",
      name: name ?? "",
      silent: true,
      data: data
        .filter((row) => known(row.low) && known(row.high))
        .map((row) => [row.low, row.high, row.at, row.place]),
      encode: { x: [0, 1], y: 2 },
      renderItem(params, api) {
        const style = { stroke: look(api.value(3)).colour, lineWidth: 2 };
        return {
          type: "group",
          children: bar_of(api, api.value(2), api.value(0), api.value(1), seen, style, 4),
        };
      },
    },
    {
      type: "scatter",
      name: name ?? "",
      data: data.map((row) => ({
        value: [row.value, row.at],
        symbol: row.beyond ? "triangle" : look(row.place).symbol,
        symbolRotate: row.beyond ? -90 * row.beyond : 0,
        symbolSize: (row.strong ? 12 : 9) * (printing || (row.before && width < 480) ? 0.75 : 1),
        itemStyle: fill_of(row.hollow, look(row.place).colour),
        told: row.tip ?? `${row.label}: ${row.text}`,
      })),
      markArea: band && {
        silent: true,
        animation: false,
        itemStyle: { color: colours.policy[0] },
        data: [[{ xAxis: band[0] }, { xAxis: band[1] }]],
      },
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
      min: seen[0],
      max: seen[1],
      axisLabel: inner_labels(tick(6), { hideOverlap: true }),
      ...axis,
    },
    yAxis: { type: "value", min: 0, max: total, show: false },
    tooltip: tooltip((p) => p.data.told ?? ""),
    series,
    aria: { enabled: true, label: { enabled: false } },
    backgroundColor: colours.paper,
    color: [colours.line],
  };
}
