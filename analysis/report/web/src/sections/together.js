// Of a calibration: pairs of parameters that data tell together and not apart, with some draws of each.
import { base_text, colours, fonts, text_width, tooltip, value_axis, wrapped } from "../charts.js";
import { figure } from "../figure.js";
import { say } from "../language.js";
import { rows } from "../model.js";
import { as_told, signed, tick } from "../numbers.js";
import { key_of_parameter, parameter_name, parameters } from "../parameters_told.js";
import { section } from "../section.js";
import { number_column, text_column, without } from "../shared.js";

const texts = {
  title: { en: "What data tell together only", zh: "数据只能合在一起说明的参数" },
  figure: { en: "The strongest ridges", zh: "最强的脊线" },
  read: {
    en:
      "Each picture is a pair of parameters, each point a draw: the first name lies along the picture, the " +
      "second up. " +
      "Where points lie along a line, data tell a combination of the two but neither alone: another survey of " +
      "one of " +
      "them would tell the other as well. The number is the correlation of the two among draws.",
    zh:
      "每幅小图是一对参数，每个点是一组抽取值：前一个为横轴，后一个为纵轴。点沿一条线排列，说明数据只确定了两者的某种组合，" +
      "而不能单独确定其中任何一个；对其中一个另作调查，也就能确定另一个。数字是两者在抽取值中的相关系数。",
  },
  columns: {
    one: { en: "one", zh: "其一" },
    other: { en: "the other", zh: "其二" },
    correlation: { en: "correlation", zh: "相关系数" },
  },
  none: {
    en: "None: no two parameters move together among the draws by more than chance.",
    zh: "没有：抽取值中任何两个参数的共同变化都不超出偶然。",
  },
};

const most = 6;

function chart(ridges) {
  const all = parameters(),
    shown = ridges.slice(0, most);
  const option = (width) => {
    const columns = Math.max(1, Math.min(3, Math.floor(width / 300), shown.length)),
      cell = width / columns,
      picture = Math.min(190, cell - 70),
      lines = 2,
      height = picture + 2 * 16 * lines + 62;
    const places = shown.map((_, r) => ({
      left: (r % columns) * cell + 56,
      top: Math.floor(r / columns) * height + 16 * 2 * lines + 16,
    }));
    const rows_of_pictures = Math.ceil(shown.length / columns);
    const fold = (text) => wrapped(text, cell - 74).slice(0, lines);
    const heading = (text, bold, x, y) => ({
      type: "text",
      x,
      y,
      silent: true,
      style: { text, font: `${bold ? "600 " : ""}12px ${fonts}`, lineHeight: 16, fill: colours.ink },
    });
    const axis = (place, more) => ({
      ...value_axis(undefined, {
        gridIndex: place,
        splitNumber: 3,
        axisLabel: {
          ...base_text,
          color: colours.soft,
          hideOverlap: true,
          showMinLabel: false,
          showMaxLabel: false,
          formatter: tick(3),
        },
      }),
      ...more,
    });
    return {
      height: rows_of_pictures * height,
      breaks: Array.from({ length: rows_of_pictures - 1 }, (_, r) => (r + 1) * height),
      option: {
        textStyle: base_text,
        backgroundColor: colours.paper,
        aria: { enabled: true, label: { enabled: false } },
        graphic: shown.flatMap((ridge, r) => {
          const { left, top } = places[r];
          const name = (place) => parameter_name(all[place], cell - 100, lines);
          const correlation = signed(ridge.correlation, 2);
          const above = fold(`→ ${name(ridge.one)}`),
            beside = fold(`↑ ${name(ridge.other)}`);
          return [
            heading([...above, ...beside].join("\n"), false, left - 40, top - 16 * (above.length + beside.length) - 8),
            heading(correlation, true, left + picture - text_width(correlation) + 4, top + picture + 26),
          ];
        }),
        grid: places.map(({ left, top }) => ({ left, top, width: picture, height: picture })),
        xAxis: places.map((_, r) => axis(r)),
        yAxis: places.map((_, r) => axis(r)),
        tooltip: tooltip((p) => p.data.told),
        series: shown.map((ridge, r) => ({
          type: "scatter",
          name: `${r}`,
          xAxisIndex: r,
          yAxisIndex: r,
          symbolSize: 4,
          data: rows("points")
            .filter((point) => point.ridge === ridge.place)
            .map(({ x, y }) => ({
              value: [x, y],
              itemStyle: { color: colours.arms[1], borderColor: colours.arms[1], opacity: 0.55 },
              told: [
                `${key_of_parameter(all[ridge.one])} ${as_told(x)}`,
                `${key_of_parameter(all[ridge.other])} ${as_told(y)}`,
              ],
            })),
        })),
      },
    };
  };
  return figure({
    name: "ridges",
    title: say("together.figure"),
    read: say("together.read"),
    option,
    columns: [
      text_column(say("together.columns.one")),
      text_column(say("together.columns.other")),
      number_column(say("together.columns.correlation"), 2, signed),
    ],
    rows: ridges.map((ridge) => [
      key_of_parameter(all[ridge.one]),
      key_of_parameter(all[ridge.other]),
      ridge.correlation,
    ]),
  });
}

function together() {
  const ridges = rows("ridges").map((row, place) => ({ ...row, place }));
  return [ridges.length ? chart(ridges) : without(say("together.none"))];
}

section("together", texts, together, { of: "calibration" });
