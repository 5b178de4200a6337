// ECharts with what the report draws, and a look that does without colour: dashes, symbols, hatching, and names on
// the spot.
import * as echarts from "echarts/core";
import { BarChart, CustomChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { say } from "./language.js";
import { about } from "./model.js";

echarts.use([
  BarChart,
  CustomChart,
  HeatmapChart,
  LineChart,
  ScatterChart,
  AriaComponent,
  GraphicComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  VisualMapComponent,
  SVGRenderer,
]);

export const fonts =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "PingFang SC", "Hiragino Sans GB", ' +
  '"Microsoft YaHei", ' +
  '"Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei", sans-serif';

// What is drawn on white paper, and by night on dark: texts with a contrast of 4.5 at least, marks with one of 3.
// Arms have Okabe and Ito's colours, which the colour-blind tell apart; grey is the first, which is usually what the
// others are compared with.
const schemes = {
  light: {
    ink: "#222222",
    soft: "#5b6470",
    line: "#c9ced6",
    grid: "#e8ebef",
    paper: "#ffffff",
    policy: ["rgba(90,110,130,0.10)", "#8b95a1"],
    emergency: ["rgba(213,94,0,0.22)", "#d55e00"],
    arms: ["#555555", "#0072b2", "#d55e00", "#009e73", "#aa4499", "#b8860b", "#2f93cb", "#000000"],
    more: ["#edf4f9", "#cfe3f1", "#8fbfdf", "#3f8fc4", "#0b5a92"],
    less_and_more: ["#c75a00", "#f3c397", "#ffffff", "#9cc6e4", "#0b5a92"],
  },
  dark: {
    ink: "#e6e9ed",
    soft: "#a7b0bb",
    line: "#4a5561",
    grid: "#2a323a",
    paper: "#14181d",
    policy: ["rgba(150,170,190,0.14)", "#6b7683"],
    emergency: ["rgba(255,140,66,0.26)", "#ff8c42"],
    arms: ["#b4bcc6", "#5ab4f0", "#ff8c42", "#2ecc9a", "#e08ad2", "#e0b03a", "#9adcff", "#ffffff"],
    more: ["#1c2935", "#23445f", "#2f6591", "#4a92c9", "#8fcbf5"],
    less_and_more: ["#ff9f57", "#7a4c26", "#1c2228", "#2f6591", "#8fcbf5"],
  },
};
// On paper there is less room than on a screen that scrolls, and pictures are lower.
export let colours = schemes.light,
  base_text = {},
  printing = false;
export const lower = (height) => (printing ? Math.round(height * 0.72) : height);
export function paint(dark, on_paper = false) {
  colours = dark ? schemes.dark : schemes.light;
  base_text = { fontFamily: fonts, fontSize: 12, color: colours.ink };
  printing = on_paper;
}
paint(false);

// The colour at a share of a scale, and letters that can be read on a colour: black or white, whichever stands out
// more.
export const at_scale = (scale, share) => echarts.color.lerp(Math.min(1, Math.max(0, share)), scale);
export function letters_on(fill) {
  const [r, g, b] = echarts.color
    .parse(fill)
    .slice(0, 3)
    .map((x) => x / 255)
    .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
}

const dashes = ["solid", [7, 3], [2, 3], [9, 3, 2, 3], [4, 4], [12, 4], [1, 2], [6, 2, 1, 2, 1, 2]];
const symbols = [
  "circle",
  "rect",
  "triangle",
  "diamond",
  "path://M0 0L10 0L5 9Z",
  "roundRect",
  "path://M5 0L6.5 3.5L10 3.8L7.4 6.2L8.2 10L5 8L1.8 10L2.6 6.2L0 3.8L3.5 3.5Z",
  "path://M3 0L7 0L10 3L10 7L7 10L3 10L0 7L0 3Z",
];
// Of many arms, those that are drawn together all look different.
export function look(place) {
  const drawn = about.drawn.indexOf(place),
    at = (drawn < 0 ? place : drawn) % dashes.length;
  return { colour: colours.arms[at], dash: dashes[at], symbol: symbols[at] };
}

export function start(element) {
  return echarts.init(element, null, { renderer: "svg", width: element.clientWidth, height: element.clientHeight });
}

// About how wide a text is in pixels: CJK characters are as wide as they are high.
export function text_width(text, size = 12) {
  let width = 0;
  for (const c of String(text))
    width += c.codePointAt(0) > 0x2e7f ? size : /[A-Z%MWmw]/.test(c) ? size * 0.72 : size * 0.54;
  return width;
}

// A text in lines no wider than so many pixels.
export function wrapped(text, width, size = 12) {
  const words = String(text).match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*/g) ?? [""];
  const lines = [""];
  for (const word of words) {
    const last = lines[lines.length - 1];
    if (last && text_width(last + word.trimEnd(), size) > width) lines.push(word);
    else lines[lines.length - 1] = last + word;
  }
  return lines.map((one) => one.trimEnd());
}

// Texts beside what they name, moved apart as little as it takes: `wished` are { at, size }, the middles wished for
// and how high the texts are; returned are the middles, none outside 0 ... room where all fit into it.
export function apart(wished, room) {
  const within = (block) => {
    block.first = Math.max(0, Math.min(room - block.size, block.first));
    return block;
  };
  const blocks = []; // texts that touch, kept together where they are nearest to all they wish for
  for (const one of wished.map((of, place) => ({ ...of, place })).sort((a, b) => a.at - b.at)) {
    let last = within({ first: one.at - one.size / 2, size: one.size, texts: [one] });
    while (blocks.length && blocks[blocks.length - 1].first + blocks[blocks.length - 1].size > last.first) {
      const before = blocks.pop(),
        n = before.texts.length,
        m = last.texts.length;
      last = within({
        first: (before.first * n + (last.first - before.size) * m) / (n + m),
        size: before.size + last.size,
        texts: [...before.texts, ...last.texts],
      });
    }
    blocks.push(last);
  }
  const middles = [];
  for (const block of blocks) {
    let top = block.first;
    for (const one of block.texts) {
      middles[one.place] = top + one.size / 2;
      top += one.size;
    }
  }
  return middles;
}

export const value_axis = (name, extra = {}) => ({
  type: "value",
  scale: true,
  name,
  nameLocation: "middle",
  nameGap: 30,
  nameTextStyle: { ...base_text, color: colours.soft },
  axisLabel: { ...base_text, color: colours.soft, hideOverlap: true },
  axisLine: { show: true, lineStyle: { color: colours.line } },
  splitLine: { lineStyle: { color: colours.grid } },
  ...extra,
});

// Labels of an axis whose ends are no round numbers, and so say nothing.
export const inner_labels = (formatter, more = {}) => ({
  ...base_text,
  color: colours.soft,
  showMinLabel: false,
  showMaxLabel: false,
  formatter,
  ...more,
});

// A band between two curves: rows of [x, low, high], with null where nothing is known.
export const band_series = (data, colour, opacity, extra = {}) => {
  const known = data.map((row, place) => ({ row, place })).filter(({ row }) => row[1] !== null && row[2] !== null);
  return {
    type: "custom",
    silent: true,
    z: 1,
    data: known.map(({ row }) => row),
    dimensions: ["x", "low", "high"],
    encode: { x: 0, y: [1, 2] },
    clip: true,
    renderItem(params, api) {
      if (params.dataIndexInside !== 0) return undefined;
      const pieces = []; // nothing is drawn where nothing is known in between
      for (let i = 0; i < params.dataInsideLength; ++i) {
        if (i === 0 || known[i].place !== known[i - 1].place + 1) pieces.push({ up: [], down: [] });
        const piece = pieces[pieces.length - 1];
        piece.up.push(api.coord([api.value(0, i), api.value(2, i)]));
        piece.down.unshift(api.coord([api.value(0, i), api.value(1, i)]));
      }
      return {
        type: "group",
        children: pieces.map(({ up, down }) => ({
          type: "polygon",
          shape: { points: up.concat(down) },
          style: { fill: colour, opacity, stroke: colour, lineWidth: 0.6, strokeOpacity: 0.6 },
        })),
      };
    },
    ...extra,
  };
};

// A mark is filled where a difference stays apart from 0 among all comparisons, and hollow where it may be chance: in
// all charts, so that neither ever means something else.
export const fill_of = (hollow, colour) => ({
  color: hollow ? colours.paper : colour,
  borderColor: colour,
  borderWidth: 2,
  opacity: 1,
});
export const key_of_marks = () => [
  { mark: fill_of(false, colours.ink), text: say("filled") },
  { mark: fill_of(true, colours.ink), text: say("hollow") },
];

// What marks and lines stand for, above a chart: lines of it and how high they are.
export function key_of(entries, width, left = 8) {
  const per_row = Math.max(1, Math.min(entries.length, Math.floor(width / 300)));
  const cell = (width - 2 * left) / per_row;
  const elements = [];
  let y = 4;
  for (let first = 0; first < entries.length; first += per_row) {
    let height = 0;
    entries.slice(first, first + per_row).forEach((entry, column) => {
      const x = left + column * cell;
      const lines = wrapped(entry.text, entry.letter ? cell - 8 : cell - 46);
      if (entry.mark)
        elements.push({
          type: "circle",
          shape: { cx: x + 13, cy: y + 8, r: 5 },
          style: { fill: entry.mark.color, stroke: entry.mark.borderColor, lineWidth: 2 },
          silent: true,
        });
      else if (!entry.letter)
        elements.push({
          type: "line",
          shape: { x1: x, y1: y + 8, x2: x + 26, y2: y + 8 },
          style: {
            stroke: entry.colour,
            lineWidth: entry.wide ? 10 : 2.5,
            lineDash: entry.dash === "solid" ? null : entry.dash,
          },
          silent: true,
        });
      elements.push({
        type: "text",
        x: entry.letter ? x : x + 33,
        y: y + 1,
        style: { text: lines.join("\n"), font: `12px ${fonts}`, lineHeight: 16, fill: colours.ink },
        silent: true,
      });
      height = Math.max(height, 16 * lines.length + 4);
    });
    y += height;
  }
  return { elements, height: y + 4 };
}

const as_html = (text) => String(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
// `formatter` gives a text, or lines of one; names in it are the scenario's, so none of it is taken for markup.
export const tooltip = (formatter, extra = {}) => ({
  show: true,
  confine: true,
  textStyle: { ...base_text },
  borderColor: colours.line,
  backgroundColor: colours.paper,
  formatter: (what) => [formatter(what)].flat().map(as_html).join("<br>"),
  ...extra,
});

// Vertical intervals with ends: rows of [x, low, high, ...]; nothing where an end is not known. `colour_of(row)`.
export const whiskers = (data, colour_of, extra = {}) => {
  const known = data.filter((row) => row[1] !== null && row[2] !== null);
  return {
    type: "custom",
    silent: true,
    data: known,
    encode: { x: 0, y: [1, 2] },
    renderItem(params, api) {
      const at = (value) => api.coord([api.value(0), api.value(value)]);
      const [low, high] = [at(1), at(2)],
        style = { stroke: colour_of(known[params.dataIndexInside]), lineWidth: 2 };
      const bar = (x1, y1, x2, y2) => ({ type: "line", shape: { x1, y1, x2, y2 }, style });
      const end = ([x, y]) => bar(x - 4, y, x + 4, y);
      return { type: "group", children: [bar(...low, ...high), end(low), end(high)] };
    },
    ...extra,
  };
};
