// Of a calibration: what was observed, beside what is believed and what draws say. Each target on its own scale, in
// units of its error, so that all fit into one picture.
import { target_name } from "../calibration_sentences.js";
import { colours, look } from "../charts.js";
import { figure } from "../figure.js";
import { say } from "../language.js";
import { known, rows } from "../model.js";
import { as_told, range_of } from "../numbers.js";
import { rows_breaks, rows_chart, rows_height } from "../rows_chart.js";
import { section } from "../section.js";
import { number_column, text_column } from "../shared.js";

const texts = {
  title: { en: "What is known, and what draws say", zh: "已知的数值与抽取值" },
  figure: { en: "Targets: observed, believed, drawn", zh: "各目标：观测、事先判断与抽取值" },
  read: {
    en:
      "Each row is a target, in units of its own error (standard error and what no setting of the model gets right " +
      "together) on its own scale. The band in the middle is what was observed, with 90 % of its error. The " +
      "pale bar " +
      "holds 90 % of runs from what was believed before, the line with a mark 90 % of the runs of the draws " +
      "with their " +
      "median; what reaches beyond the picture has no end mark, and a median there is an arrow at its edge. At " +
      "the right: what was observed → what draws say " +
      "(90 % range). Where draws fill the band, the target has been learnt; where they lie beside it, see the " +
      "conflicts " +
      "below.",
    zh:
      "每行是一个目标，按各自的尺度，以其自身误差（标准误与模型无论如何也达不到的部分合计）为单位。中间的竖带是观测值" +
      "及其误差的 90%。浅色横条包含按事先判断所作模拟的 90%，带标记的线是抽取值所作模拟的 90% 及其中位数；" +
      "超出图面的一端没有端线，中位数在图外时以边上的箭头表示。右侧：观测值 → 抽取值的中位数（90% 范围）。线落在竖带内，说明与观测相符；落在带外，见下面的冲突一节。",
  },
  unit: { en: "errors from what was observed", zh: "与观测值相差几个误差" },
  key: {
    before: { en: "what was believed, 90 %", zh: "事先判断，90%" },
    after: { en: "draws, 90 % and median", zh: "抽取值，90% 与中位数" },
    held_out: { en: "the same, held out: no draw has seen it", zh: "抽取值，留出未用的目标" },
  },
  uses: {
    calibrate: { en: "Draws come near these", zh: "抽取值要接近的目标" },
    prior: { en: "Rates that were believed", zh: "事先判断的发生率" },
    "hold out": { en: "Held out: predicted, then looked at", zh: "留出：先预测，再对照" },
    "look at": { en: "Looked at alone", zh: "仅供查看" },
  },
  columns: {
    target: { en: "target", zh: "目标" },
    use: { en: "use", zh: "用途" },
    observed: { en: "observed", zh: "观测值" },
    before: { en: "believed (median)", zh: "事先判断（中位数）" },
    after: { en: "draws (median)", zh: "抽取值（中位数）" },
    from: { en: "from", zh: "来源" },
  },
  told: {
    observed: { en: (x) => `observed: ${x}`, zh: (x) => `观测值：${x}` },
    before: { en: (x) => `believed: ${x}`, zh: (x) => `事先判断：${x}` },
    after: { en: (x) => `draws: ${x}`, zh: (x) => `抽取值：${x}` },
    becomes: { en: (seen, told) => `${seen} → ${told}`, zh: (seen, told) => `${seen} → ${told}` },
  },
};

const uses = ["calibrate", "prior", "hold out", "look at"];
const widest = 6; // errors; what lies beyond is cut

function row_of(row) {
  const at = (name, end) => row[`${name}_errors${end}`];
  const middle = at("after", ""),
    beyond = known(middle) && Math.abs(middle) > widest;
  return {
    label: target_name(row),
    folds: true,
    value: beyond ? Math.sign(middle) * widest : middle,
    beyond: beyond ? Math.sign(middle) : 0,
    low: at("after", "_low"),
    high: at("after", "_high"),
    before: { low: at("before", "_low"), high: at("before", "_high") },
    place: row.use === "hold out" ? 2 : 1,
    text: say("known.told.becomes", as_told(row.observed), range_of(row, "after")),
    short: say("known.told.becomes", as_told(row.observed), as_told(row.after)),
    strong: row.agreement !== "agrees" && row.use !== "look at",
    tip: [
      target_name(row),
      say("known.told.observed", range_of(row, "observed")),
      say("known.told.before", range_of(row, "before")),
      say("known.told.after", range_of(row, "after")),
    ],
  };
}

function chart() {
  const all = rows("targets");
  const told = uses.flatMap((use) => {
    const own = all.filter((row) => row.use === use);
    return own.length ? [{ heading: say(`known.uses.${use}`) }, ...own.map(row_of)] : [];
  });
  const reach = Math.max(
    3,
    ...told
      .flatMap((row) => [row.low, row.high])
      .filter(known)
      .map(Math.abs),
  );
  const end = Math.min(widest, Math.ceil(reach + 0.5));
  const key = () => [
    { colour: colours.line, text: say("known.key.before"), dash: "solid", wide: true },
    { colour: look(1).colour, text: say("known.key.after"), dash: "solid" },
    ...(all.some((row) => row.use === "hold out")
      ? [{ colour: look(2).colour, text: say("known.key.held_out"), dash: "solid" }]
      : []),
  ];
  const digits = (x) => x;
  return figure({
    name: "targets",
    title: say("known.figure"),
    read: say("known.read"),
    option: (width) => ({
      height: rows_height(told, width, key()),
      breaks: rows_breaks(told, width, key()),
      option: rows_chart(told, width, {
        unit: say("known.unit"),
        mark: 0,
        band: [-1.645, 1.645],
        limits: [-end, end],
        key: key(),
        name: "after",
      }),
    }),
    columns: [
      text_column(say("known.columns.target")),
      { title: say("known.columns.use"), show: (use) => say(`known.uses.${use}`) },
      ...["observed", "before", "after"].flatMap((name) => [
        number_column(say(`known.columns.${name}`), digits, as_told),
        number_column(say("low_end"), digits, as_told),
        number_column(say("high_end"), digits, as_told),
      ]),
      text_column(say("known.columns.from")),
    ],
    rows: all.map((row) => [
      row.name,
      row.use,
      ...["observed", "before", "after"].flatMap((name) => [row[name], row[`${name}_low`], row[`${name}_high`]]),
      row.text,
    ]),
  });
}

section("known", texts, () => [chart()], { of: "calibration" });
