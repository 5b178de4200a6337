// Of a calibration: targets that pull against one another or against what is believed, and those that no run came
// near.
import { conflicts as told, target_name } from "../calibration_sentences.js";
import { element, paragraph, table_of } from "../elements.js";
import { say } from "../language.js";
import { known, rows } from "../model.js";
import { as_told, range_of, signed } from "../numbers.js";
import { section } from "../section.js";
import { text_column } from "../shared.js";

const texts = {
  title: { en: "Where targets and beliefs pull apart", zh: "目标之间、目标与判断之间的冲突" },
  none: {
    en: "None: every target lies within two errors of what draws say, and some run came near each.",
    zh: "没有：每个目标与抽取值相差都不超过两个误差，且都有模拟接近它。",
  },
  largest: { en: "The largest distances", zh: "相差最大的目标" },
  read: {
    en:
      "What was observed less the mean of the draws, over the errors of both; and of all runs that were made " +
      "the one that " +
      "came nearest to what was observed.",
    zh: "观测值减去抽取值的平均，除以两者的误差；以及所有模拟中最接近观测值的一次。",
  },
  columns: {
    target: { en: "target", zh: "目标" },
    observed: { en: "observed", zh: "观测值" },
    after: { en: "draws (90 %)", zh: "抽取值（90%）" },
    miss: { en: "distance, in errors", zh: "相差（误差）" },
    nearest: { en: "nearest run", zh: "最接近的模拟" },
  },
};

const most = 8;

function conflicts() {
  const sentences = told();
  const largest = rows("targets")
    .filter((row) => known(row.miss))
    .sort((a, b) => Math.abs(b.miss) - Math.abs(a.miss))
    .slice(0, most);
  return [
    sentences.length
      ? element(
          "ul",
          { class: "limits" },
          sentences.map((text) => element("li", {}, text)),
        )
      : paragraph(say("conflicts.none")),
    element("h3", {}, say("conflicts.largest")),
    table_of(
      [
        text_column(say("conflicts.columns.target")),
        { title: say("conflicts.columns.observed"), number: true },
        { title: say("conflicts.columns.after"), number: true },
        { title: say("conflicts.columns.miss"), number: true },
        { title: say("conflicts.columns.nearest"), number: true },
      ],
      largest.map((row) => [
        target_name(row),
        as_told(row.observed),
        range_of(row, "after"),
        signed(row.miss, 1),
        as_told(row.nearest),
      ]),
      say("conflicts.largest"),
    ),
    paragraph(say("conflicts.read"), "read"),
  ];
}

section("conflicts", texts, conflicts, { of: "calibration" });
