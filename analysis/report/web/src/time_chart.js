// Charts over time: panels, curves, and when policies and emergencies are in force.
import {
  base_text,
  colours,
  fonts,
  inner_labels,
  look,
  lower,
  printing,
  tooltip,
  value_axis,
  wrapped,
} from "./charts.js";
import { say, upper } from "./language.js";
import { about, is_there, known, step, unique } from "./model.js";
import { tick } from "./numbers.js";

const left = 54,
  right = 26;

// Panels in even lines of as many as there is room for: where each is, and how high all are.
function panels(width, titles, top) {
  const count = titles.length;
  const most = Math.max(1, Math.floor(width / (printing ? 225 : 265)));
  const across = Math.ceil(count / Math.ceil(count / most));
  const cell = width / across;
  const lines = titles.map((title) => wrapped(title, cell - left - 8, 13));
  const places = [];
  let y = top;
  for (let first = 0; first < count; first += across) {
    const head = Math.max(...lines.slice(first, first + across).map((one) => one.length)) * 18 + 6;
    for (let k = first; k < Math.min(count, first + across); ++k)
      places.push({
        x: (k - first) * cell,
        y: y + head,
        left: (k - first) * cell + left,
        width: cell - left - right,
        height: lower(150),
        title: lines[k],
        top: y,
      });
    y += head + lower(150) + 48;
  }
  return { places, height: y, breaks: unique(places.map((one) => one.top)).slice(1) };
}

// What the vertical axes tell, above the plots.
const unit_line = (text, y) => ({
  type: "text",
  x: 8,
  y,
  silent: true,
  style: { text, font: `12px ${fonts}`, fill: colours.soft },
});

const titles_of = (places) =>
  places.map((one) => ({
    type: "text",
    x: one.x + 8,
    y: one.top,
    silent: true,
    style: { text: one.title.join("\n"), font: `600 13px ${fonts}`, lineHeight: 18, fill: colours.ink },
  }));

// When policies and emergencies are in force: shaded, emergencies darker and named. Nothing begins with what is there
// already.
export function windows_of(arm) {
  const seen = new Set();
  const data = [];
  for (const one of arm.episodes) {
    if (is_there(one)) continue;
    const key = `${one.kind} ${one.start} ${one.end}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const emergency = one.kind !== "policy",
      kind = emergency ? "emergency" : "policy";
    data.push([
      {
        xAxis: one.start,
        itemStyle: {
          color: colours[kind][0],
          borderColor: colours[kind][1],
          borderType: emergency ? "solid" : "dashed",
          borderWidth: 1,
        },
        label: {
          show: emergency,
          formatter: say("emergency"),
          position: "insideTop",
          color: colours.ink,
          fontFamily: fonts,
          fontSize: 11,
        },
      },
      { xAxis: Math.min(one.end, about.steps) },
    ]);
  }
  return { silent: true, animation: false, data };
}

const time_axis = (grid) => ({
  ...value_axis(upper(say("step_axis", step)), { nameGap: 26 }),
  gridIndex: grid,
  scale: true,
  min: 0,
  max: about.steps - 1,
  splitLine: { show: false },
  axisLabel: { ...base_text, color: colours.soft, hideOverlap: true, showMaxLabel: false },
});

// One y axis for all, with a little room.
export function common_range(values) {
  const told = values.filter(known);
  const low = Math.min(...told),
    high = Math.max(...told),
    room = (high - low || Math.abs(high) || 1) * 0.06;
  const rounding = 10 ** Math.floor(Math.log10(high - low || Math.abs(high) || 1) - 1);
  return { min: Math.floor((low - room) / rounding) * rounding, max: Math.ceil((high + room) / rounding) * rounding };
}

export const curve = (data, place, extra = {}) => ({
  type: "line",
  data,
  showSymbol: false,
  z: 3,
  animation: false,
  connectNulls: false,
  lineStyle: { color: look(place).colour, width: 2, type: look(place).dash },
  itemStyle: { color: look(place).colour },
  emphasis: { disabled: true },
  ...extra,
});

function tell(list, form) {
  const lines = list.filter((p) => p.componentSubType === "line" && known(p.value[1]));
  if (!lines.length) return "";
  return [
    say("step_number", step, lines[0].value[0]),
    ...unique(lines.map((p) => `${p.seriesName}: ${form(p.value[1])}`)),
  ];
}

// Panels of one measure side by side: `all` are { title, range of the vertical axis, series }, the last a function of
// what ties a series to its panel; `unit` stands above, `form` says how numbers look.
export function panels_chart(width, unit, form, all) {
  const { places, height, breaks } = panels(
    width,
    all.map((one) => one.title),
    26,
  );
  return {
    height,
    breaks,
    option: {
      textStyle: base_text,
      tooltip: tooltip((list) => tell(list, form), {
        trigger: "axis",
        axisPointer: { type: "line", lineStyle: { color: colours.line } },
      }),
      backgroundColor: colours.paper,
      graphic: [unit_line(unit, 4), ...titles_of(places)],
      series: all.flatMap((one, k) => one.series({ xAxisIndex: k, yAxisIndex: k })),
      grid: places.map((one) => ({ left: one.left, top: one.y, width: one.width, height: one.height })),
      xAxis: places.map((_, k) => time_axis(k)),
      yAxis: all.map((one, k) => ({
        ...value_axis(""),
        gridIndex: k,
        ...one.range,
        axisLabel: inner_labels(tick(6)),
      })),
    },
  };
}
