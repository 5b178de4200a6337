// Places side by side: a tile for each with its number, those of one part of town in a row.
import { at_scale, base_text, colours, fonts, letters_on, lower, text_width, tooltip, wrapped } from "./charts.js";
import { difference_unit, named, unit_name } from "./language.js";
import { groups, known, star, unique } from "./model.js";
import { fixed, signed } from "./numbers.js";

// Letters on a tile.
function on(fill) {
  const color = letters_on(fill);
  return {
    rich: {
      a: { ...base_text, color, lineHeight: 17 },
      b: { ...base_text, color, fontWeight: 700, fontSize: 13, lineHeight: 18 },
    },
  };
}

// `part_of` tells the part that a row's place lies in; undefined where there are no parts.
export function tiles_chart(measure, own, part_of, compare, width) {
  const lies_in = part_of ?? (() => "");
  const parts = unique(own.map(lies_in));
  const name = compare ? "difference" : "level",
    form = compare ? signed : fixed;
  const size = Math.max(...own.map((row) => Math.abs(row[name])).filter(known), 1e-12);
  const small = Math.min(...own.map((row) => row[name]).filter(known));
  const left = part_of
    ? Math.min(Math.max(90, width * 0.2), 16 + Math.max(...parts.map((part) => text_width(part))))
    : 8;
  const across = part_of
    ? Math.max(...parts.map((part) => own.filter((row) => lies_in(row) === part).length))
    : Math.max(1, Math.floor((width - 16) / 130));
  const columns_shown = Math.min(across, Math.max(1, Math.floor((width - left - 8) / 84)));
  // As the paper where there is nothing, stronger with size; blue up, orange down.
  const scale = compare ? colours.less_and_more : colours.less_and_more.slice(2),
    least = compare ? -size : small;
  const data = [],
    names = [];
  let line = 0;
  for (const part of parts) {
    const of_part = own.filter((row) => lies_in(row) === part);
    of_part.forEach((row, k) =>
      data.push({
        value: [k % columns_shown, line + Math.floor(k / columns_shown), row[name]],
        row,
        label: on(at_scale(scale, (row[name] - least) / (size - least || 1))),
      }),
    );
    names.push({ part, line });
    line += Math.ceil(of_part.length / columns_shown);
  }
  const tile = lower(58),
    height = line * tile + 66,
    cell = (width - left - 8) / columns_shown;
  return {
    height,
    option: {
      textStyle: base_text,
      backgroundColor: colours.paper,
      graphic: names.map((one) => ({
        type: "text",
        x: 6,
        y: 8 + one.line * tile + tile / 2 - 9,
        silent: true,
        style: {
          text: wrapped(one.part, left - 10).join("\n"),
          font: `12px ${fonts}`,
          fill: colours.soft,
          lineHeight: 15,
        },
      })),
      grid: { left, right: 8, top: 8, height: line * tile },
      xAxis: { type: "category", data: Array.from({ length: columns_shown }, (_, k) => String(k)), show: false },
      yAxis: {
        type: "category",
        data: Array.from({ length: line }, (_, k) => String(k)),
        inverse: true,
        show: false,
      },
      visualMap: {
        min: least,
        max: size,
        show: true,
        calculable: false,
        orient: "horizontal",
        left: "center",
        bottom: 4,
        itemWidth: 12,
        itemHeight: Math.min(220, width * 0.45),
        text: [`${form(size, measure.digits)}`, `${form(least, measure.digits)}`],
        textStyle: base_text,
        inRange: { color: scale },
      },
      tooltip: tooltip(
        (p) =>
          `${named(groups[p.data.row.group])}: ${form(p.data.row[name], measure.digits)} ` +
          `${compare ? difference_unit(measure) : unit_name(measure.unit)}`,
      ),
      series: [
        {
          type: "heatmap",
          name: named(measure),
          data,
          itemStyle: { borderColor: colours.paper, borderWidth: 3 },
          emphasis: { disabled: true },
          label: {
            show: true,
            formatter: ({ data: { row } }) => {
              const place = wrapped(named(groups[row.group]), cell - 10)[0];
              return `{a|${place}}\n{b|${form(row[name], measure.digits)}${compare ? star(row) : ""}}`;
            },
          },
        },
      ],
    },
  };
}
