// Of a calibration: how it was made, how well the emulator told runs, and the texts that it was made from.
import { k_hat_told, target_name } from "../calibration_sentences.js";
import { element, facts_of, paragraph, table_of } from "../elements.js";
import { say } from "../language.js";
import { about, rows } from "../model.js";
import { as_told, fixed } from "../numbers.js";
import { section } from "../section.js";
import { text_column } from "../shared.js";
import { agents_zh } from "../wording.js";

const texts = {
  title: { en: "How it was made", zh: "怎样得出的" },
  facts: {
    command: { en: "Command", zh: "命令" },
    model: { en: "Model", zh: "模型" },
    runs: { en: "Runs", zh: "模拟次数" },
    candidates: { en: "Candidates run", zh: "实际运行的候选值" },
    chains: { en: "Chains", zh: "抽样链" },
    draws: { en: "Draws", zh: "抽取值" },
  },
  told: {
    model: { en: (a) => `${a.model}, version ${a.model_version}`, zh: (a) => `${a.model}，版本 ${a.model_version}` },
    runs: {
      en: (runs, size, rounds) => `${runs}${size ? ` of ${size}` : ""}, in ${rounds} after those from what is believed`,
      zh: (runs, size, rounds) => `${runs} 次${size ? `，每次${size}` : ""}；先按事先判断模拟，再进行${rounds}`,
    },
    size: { en: (n, agents) => `${n} ${agents}`, zh: (n, agents) => ` ${n} 个${agents_zh(agents)}` },
    rounds: { en: (n) => `${n} round${n === 1 ? "" : "s"}`, zh: (n) => ` ${n} 轮` },
    candidates: {
      en: (n, worth, k) => `${n} in the last round, worth ${worth} draws (Kish); ${k}; less than 0.7 is wanted`,
      zh: (n, worth, k) => `最后一轮 ${n} 组，相当于 ${worth} 组独立抽取（Kish）；${k}；应小于 0.7`,
    },
    chains: {
      en: (r, n) => `R-hat ${r}, at most 1.01 is wanted; ${n} effective draws of the slowest coordinate`,
      zh: (r, n) => `R-hat ${r}，应不超过 1.01；最慢的一维相当于 ${n} 次独立抽取`,
    },
    draws: {
      en: (n, repeats) =>
        `${n} of equal weight, in an order in which any first of them are a fair sample; ${repeats} are repeats`,
      zh: (n, repeats) => `${n} 组，权重相等，前面任意几组都是公平的样本；其中 ${repeats} 组重复`,
    },
  },
  emulator: { en: "How well the emulator tells each target", zh: "仿真器对各目标的预测效果" },
  read: {
    en:
      "The emulator stands in for runs while values are drawn; what it told was then checked by running. R² is " +
      "of runs " +
      "that it had not seen. Where one run says too little of a target, since luck moves it, draws are judged " +
      "by the " +
      "emulator.",
    zh:
      "抽取时由仿真器代替模拟，其结果再由实际模拟检验。R² 针对它没有见过的模拟。若某目标受偶然影响太大，一次模拟说明不了，" +
      "则由仿真器评判。",
  },
  columns: {
    target: { en: "target", zh: "目标" },
    r2: { en: "R²", zh: "R²" },
    error: { en: "its error", zh: "误差" },
    wanted: { en: "error of the target", zh: "目标的误差" },
    scale: { en: "scale", zh: "尺度" },
    by: { en: "draws judged by", zh: "评判依据" },
  },
  scales: {
    identity: { en: "as it is", zh: "原值" },
    log: { en: "logarithm", zh: "对数" },
    logit: { en: "log-odds", zh: "对数几率" },
  },
  by: { run: { en: "their runs", zh: "实际模拟" }, emulator: { en: "the emulator", zh: "仿真器" } },
  scenario: { en: "The scenario, as it was run", zh: "运行时的方案文件" },
  targets: { en: "The table of targets", zh: "目标数据表" },
};

function facts() {
  const n = about.numbers,
    size = n.agents > 0 ? say("how_made.told.size", fixed(n.agents, 0), about.agents) : "";
  const list = {
    command: element("code", {}, about.command),
    model: say("how_made.told.model", about),
    runs: say("how_made.told.runs", fixed(n.runs, 0), size, say("how_made.told.rounds", n.rounds)),
    candidates: say("how_made.told.candidates", fixed(n.candidates, 0), fixed(n.kish, 0), k_hat_told()),
    chains: say("how_made.told.chains", fixed(n.r_hat, 3), fixed(n.effective_draws, 0)),
    draws: say("how_made.told.draws", fixed(n.draws, 0), fixed(n.repeats, 0)),
  };
  return facts_of(Object.entries(list).map(([name, value]) => [say(`how_made.facts.${name}`), value]));
}

const judge = (row) => (row.told_by_emulator ? "emulator" : "run");
const text_of = (name, text) =>
  text
    ? element("details", {}, element("summary", {}, say(`how_made.${name}`)), element("pre", { tabindex: 0 }, text))
    : null;

function how_made() {
  return [
    facts(),
    element("h3", {}, say("how_made.emulator")),
    table_of(
      [
        text_column(say("how_made.columns.target")),
        { title: say("how_made.columns.r2"), number: true },
        { title: say("how_made.columns.error"), number: true },
        { title: say("how_made.columns.wanted"), number: true },
        text_column(say("how_made.columns.scale")),
        text_column(say("how_made.columns.by")),
      ],
      rows("targets").map((row) => [
        target_name(row),
        fixed(row.emulator_r2, 2),
        row.emulator_sd < 1e-9 ? "0" : as_told(row.emulator_sd),
        as_told(Math.hypot(row.sd, row.discrepancy)),
        say(`how_made.scales.${row.scale}`),
        say(`how_made.by.${judge(row)}`),
      ]),
      say("how_made.emulator"),
    ),
    paragraph(say("how_made.read"), "read"),
    text_of("scenario", about["scenario.toml"]),
    text_of("targets", about["targets.csv"]),
  ].filter(Boolean);
}

section("how_made", texts, how_made, { of: "calibration" });
