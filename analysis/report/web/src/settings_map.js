// Of a sweep: a map of what two factors do together, a cell for each two of their values.
import { at_scale, base_text, colours, fonts, letters_on, lower, text_width, tooltip, wrapped } from "./charts.js";
import { difference_unit, factor, unit_name } from "./language.js";
import { known, labels, unique } from "./model.js";
import { fixed, signed, with_half } from "./numbers.js";

// `cells` are rows of one pair of factors.
export function settings_map(measure, cells, difference, width) {
  const [{ across, up }] = cells;
  const columns = unique(cells.map((row) => row.across_values)),
    lines = unique(cells.map((row) => row.up_values));
  const by_number = (a, b) => Number.parseFloat(a) - Number.parseFloat(b);
  if (labels.factors[across].numbers) columns.sort(by_number);
  if (labels.factors[up].numbers) lines.sort(by_number);
  const means = cells.map((row) => row.mean).filter(known),
    low = Math.min(...means),
    high = Math.max(...means);
  const form = difference ? signed : fixed;
  const unit = difference ? difference_unit(measure) : unit_name(measure.unit);
  const left = Math.min(90, 20 + Math.max(...lines.map((text) => text_width(text)))) + 22,
    cell = lower(46);
  const narrow = (width - left - 10) / columns.length;
  const digits = narrow < 58 ? Math.min(measure.digits, 1) : measure.digits;
  const height = lines.length * cell;
  return {
    height: height + 128,
    option: {
      textStyle: base_text,
      backgroundColor: colours.paper,
      grid: { left, right: 10, top: 30, height },
      graphic: [
        {
          type: "text",
          x: 8,
          y: 6,
          silent: true,
          style: { text: `${wrapped(factor(up), width - 30)[0]} ↑`, font: `12px ${fonts}`, fill: colours.soft },
        },
      ],
      xAxis: {
        type: "category",
        data: columns,
        name: `${factor(across)} →`,
        nameLocation: "middle",
        nameGap: 28,
        nameTextStyle: { ...base_text, color: colours.soft },
        axisLabel: { ...base_text, interval: 0, hideOverlap: true },
        axisTick: { show: false },
      },
      yAxis: { type: "category", data: lines, axisLabel: { ...base_text, interval: 0 }, axisTick: { show: false } },
      visualMap: {
        min: low,
        max: high > low ? high : low + 1e-9,
        orient: "horizontal",
        left: "center",
        bottom: 4,
        itemWidth: 12,
        itemHeight: Math.min(220, width * 0.45),
        text: [form(high, measure.digits), form(low, measure.digits)],
        textStyle: base_text,
        inRange: { color: colours.more },
      },
      tooltip: tooltip((p) => [
        `${factor(across)} ${p.data.row.across_values}`,
        `${factor(up)} ${p.data.row.up_values}`,
        `${with_half(p.data.row, "mean", measure.digits)} ${unit}`,
      ]),
      series: [
        {
          type: "heatmap",
          data: cells.map((row) => ({
            value: [columns.indexOf(row.across_values), lines.indexOf(row.up_values), row.mean],
            row,
            label: { color: letters_on(at_scale(colours.more, (row.mean - low) / (high - low || 1))) },
          })),
          itemStyle: { borderColor: colours.paper, borderWidth: 2 },
          emphasis: { disabled: true },
          label: {
            show: true,
            fontFamily: fonts,
            fontSize: narrow < 48 ? 10 : 12,
            formatter: (p) => form(p.data.row.mean, digits),
          },
        },
      ],
    },
  };
}
