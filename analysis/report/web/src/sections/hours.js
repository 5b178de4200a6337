// How workers spend their time: what they are compared with is before, the other arms are after.
import { base_text, colours, fonts, letters_on, text_width, tooltip, value_axis, wrapped } from "../charts.js";
import { figure } from "../figure.js";
import { named, say } from "../language.js";
import { arms, baseline, known, labels, rows, step } from "../model.js";
import { fixed, signed } from "../numbers.js";
import { arm_name, interval_columns, interval_of, number_column, text_column } from "../shared.js";
import { section } from "../section.js";
import { step_zh } from "../wording.js";

const texts = {
  title: { en: "How workers spend their time", zh: "社区工作者的时间花在哪里" },
  hours_axis: { en: (period) => `hours a ${period}`, zh: (period) => `工时（小时/${step_zh(period)}）` },
  hours_unit: { en: "hours", zh: "小时" },
  before_policies: { en: (arm) => `${arm} — in the year before its policies`, zh: (arm) => `${arm}（政策实施前一年）` },
  figures: {
    hours: {
      en: (period) => `Workers' hours a ${period}, by what they do`,
      zh: (period) => `工作者每${step_zh(period)}工时的去向`,
    },
  },
  read: {
    hours: {
      en: (letter) =>
        `Each bar is all hours at work in the last year, divided by what they are spent on; ${letter} is without ` +
        `the change.`,
      zh: (letter) => `每条是最后一年全部在岗工时按用途的划分；${letter} 没有改变。`,
    },
  },
  columns: {
    part: { en: "what for", zh: "用途" },
    before: { en: "before, hours", zh: "此前（小时）" },
    hours: { en: (period) => `hours a ${period}`, zh: (period) => `工时（小时/${step_zh(period)}）` },
    share: { en: "share, %", zh: "占比（%）" },
  },
};

// From dark to light, so that they differ in grey too; numbered besides.
const shades = ["#26547c", "#e9a03b", "#3c9d7a", "#c9d3df", "#8d5a97", "#f0d9b5"];

function hours() {
  const all = rows("hours");
  const parts = labels.parts;
  const bars = arms
    .flatMap((arm) => {
      const own = all.filter((row) => row.arm === arm.place);
      const before = own.some((row) => known(row.before)) ? [{ arm, name: "before", own }] : [];
      return [...before, { arm, name: "hours", own }];
    })
    .filter((bar) => bar.own.length);
  const text_of = (bar) =>
    bar.name === "before" ? say("hours.before_policies", arm_name(bar.arm)) : arm_name(bar.arm);
  return [
    figure({
      name: "hours",
      title: say("hours.figures.hours", step),
      read: say("hours.read.hours", baseline.letter),
      option(width) {
        const key_width = Math.max(...parts.map((part) => text_width(named(part)))) + 56;
        const per_row = Math.max(1, Math.min(parts.length, Math.floor((width - 12) / key_width)));
        const key_height = Math.ceil(parts.length / per_row) * 22 + 8;
        const bar_height = 54;
        const headings = bars.map((bar) => wrapped(text_of(bar), (width - 20) * 0.88, 12)); // levels: digits are wide
        const tops = [];
        let y = 0;
        headings.forEach((lines) => {
          tops.push(y);
          y += 16 * lines.length + bar_height - 14;
        });
        const wholes = bars.map((bar) => bar.own.reduce((sum, row) => sum + (row[bar.name] ?? 0), 0));
        const most = Math.max(...wholes);
        const keys = parts.flatMap((part, p) => {
          const x = 8 + (p % per_row) * key_width,
            at = 4 + Math.floor(p / per_row) * 22;
          return [
            {
              type: "rect",
              shape: { x, y: at + 1, width: 18, height: 13 },
              style: { fill: shades[p % shades.length], stroke: colours.ink, lineWidth: 0.6 },
              silent: true,
            },
            {
              type: "text",
              x: x + 25,
              y: at + 1,
              style: { text: `${p + 1} ${named(part)}`, font: `12px ${fonts}`, fill: colours.ink },
              silent: true,
            },
          ];
        });
        const from_top = (k) => y - tops[k] - 16 * headings[k].length - 15;
        return {
          height: key_height + y + 50,
          breaks: tops.slice(1).map((top) => key_height + top),
          option: {
            textStyle: base_text,
            backgroundColor: colours.paper,
            graphic: [
              ...keys,
              ...headings.map((lines, k) => ({
                type: "text",
                x: 8,
                y: key_height + tops[k],
                silent: true,
                z: 20,
                style: {
                  backgroundColor: colours.paper,
                  text: lines.join("\n"),
                  font: `600 12px ${fonts}`,
                  lineHeight: 16,
                  fill: colours.ink,
                },
              })),
            ],
            grid: { left: 8, right: 16, top: key_height, height: y },
            xAxis: {
              ...value_axis(say("hours.hours_axis", step)),
              scale: false,
              min: 0,
              max: most * 1.02,
              axisLabel: {
                ...base_text,
                color: colours.soft,
                hideOverlap: true,
                showMaxLabel: false,
                formatter: (x) => fixed(x, 0),
              },
            },
            yAxis: { type: "value", min: 0, max: y, show: false },
            tooltip: tooltip((p) => p.data?.told ?? ""),
            series: parts.map((part, p) => ({
              type: "custom",
              name: named(part),
              data: bars.map((bar, k) => {
                const row = bar.own.find((one) => one.part === p);
                const start = bar.own.filter((one) => one.part < p).reduce((sum, one) => sum + (one[bar.name] ?? 0), 0);
                const value = row?.[bar.name] ?? 0;
                return {
                  value: [start, start + value, from_top(k), value, wholes[k]],
                  told: [
                    text_of(bar),
                    `${named(part)}: ${fixed(value, 0)} ${say("hours.hours_unit")} ` +
                      `(${fixed((100 * value) / wholes[k], 1)} %)`,
                  ],
                };
              }),
              encode: { x: [0, 1], y: 2 },
              itemStyle: { color: shades[p % shades.length] },
              renderItem(params, api) {
                const a = api.coord([api.value(0), api.value(2)]),
                  b = api.coord([api.value(1), api.value(2)]);
                const share = `${fixed((100 * api.value(3)) / api.value(4), 0)} %`,
                  wide = b[0] - a[0];
                const fill = letters_on(shades[p % shades.length]);
                const label =
                  wide > text_width(`${p + 1}: ${share}`) + 10
                    ? `${p + 1}: ${share}`
                    : wide > text_width(share) + 2
                      ? share
                      : "";
                return {
                  type: "group",
                  children: [
                    {
                      type: "rect",
                      shape: { x: a[0], y: a[1] - 13, width: Math.max(0, wide), height: 26 },
                      style: { fill: shades[p % shades.length], stroke: colours.ink, lineWidth: 0.6 },
                    },
                    {
                      type: "text",
                      style: {
                        text: label,
                        x: (a[0] + b[0]) / 2,
                        y: a[1],
                        align: "center",
                        verticalAlign: "middle",
                        fill,
                        font: `600 12px ${fonts}`,
                      },
                    },
                  ],
                };
              },
            })),
          },
        };
      },
      columns: [
        text_column(say("columns.arm")),
        text_column(say("hours.columns.part")),
        ...interval_columns(say("hours.columns.before"), 1),
        ...interval_columns(say("hours.columns.hours", step), 1),
        ...interval_columns(say("columns.difference"), 1, signed),
        number_column(say("hours.columns.share"), 1),
      ],
      rows: all.map((row) => [
        named(arms[row.arm]),
        named(parts[row.part]),
        ...interval_of(row, "before"),
        ...interval_of(row, "hours"),
        ...interval_of(row, "difference"),
        row.share,
      ]),
    }),
  ];
}

section("hours", texts, hours, { is_here: () => rows("hours").length > 0 });
