// What a calibration says in sentences, from its numbers: may its draws be used, where do targets lie, what was
// narrowed.
import { add_texts, list_of, say } from "./language.js";
import { about, known, rows } from "./model.js";
import { as_told, fixed, range_of } from "./numbers.js";
import { section_en, section_zh } from "./section.js";

export const target_name = (row) => row.name.replaceAll("_", " ");
export const misses = (row) => row.agreement !== "agrees" && row.use !== "look at";

add_texts("calibration", {
  k_hat: { en: (k) => `k-hat ${k}`, zh: (k) => `k-hat ${k}` },
  k_hat_alike: { en: "no k-hat, since the weights are alike", zh: "各组权重相同，没有 k-hat" },
  k_hat_unknown: { en: "no k-hat, since too few weigh anything", zh: "有权重的组太少，得不出 k-hat" },
  usable: {
    en: (n) =>
      `These ${n.draws} draws may be used as they are: the chains agree (R-hat ${n.r_hat}), and the ` +
      `${n.candidates} ` +
      `candidates that were run are worth ${n.kish} (${n.k_hat}).`,
    zh: (n) =>
      `这 ${n.draws} 组抽取值可以直接使用：各链一致（R-hat ${n.r_hat}）；实际运行的 ${n.candidates} 组候选值` +
      `相当于 ${n.kish} 组独立抽取（${n.k_hat}）。`,
  },
  usable_but: {
    en: (n) =>
      `These ${n.draws} draws are a fair sample of what beliefs and targets leave, but not all targets are met: ` +
      `look at ` +
      `${section_en("conflicts")} before they are used. The chains agree (R-hat ${n.r_hat}), and the ` +
      `${n.candidates} ` +
      `candidates that were run are worth ${n.kish} (${n.k_hat}).`,
    zh: (n) =>
      `这 ${n.draws} 组抽取值是事先判断与目标共同允许范围内的公平样本，但并非所有目标都相符：使用前请先看` +
      `${section_zh("conflicts")}。各链一致（R-hat ${n.r_hat}）；实际运行的 ${n.candidates} 组候选值相当于 ${n.kish} 组` +
      `独立抽取（${n.k_hat}）。`,
  },
  with_care: {
    en: (n, doubts) => `These ${n.draws} draws are to be used with care: ${doubts.join("; ")}.`,
    zh: (n, doubts) => `这 ${n.draws} 组抽取值须谨慎使用：${doubts.join("；")}。`,
  },
  not_usable: {
    en: (n, doubts) => `These ${n.draws} draws are not to be relied on: ${doubts.join("; ")}.`,
    zh: (n, doubts) => `这 ${n.draws} 组抽取值不可依赖：${doubts.join("；")}。`,
  },
  more_runs: {
    en: "More runs (--runs) would help.",
    zh: "增加模拟次数（--runs）会有帮助。",
  },
  doubts: {
    chains: {
      en: (n) => `the chains do not agree yet (R-hat ${n.r_hat}, at most 1.01 is wanted)`,
      zh: (n) => `各链尚未一致（R-hat 为 ${n.r_hat}，应不超过 1.01）`,
    },
    tail: {
      en: (n) => `weights of the candidates have a heavy tail (${n.k_hat}, less than 0.7 is wanted)`,
      zh: (n) => `候选值的权重尾部过重（${n.k_hat}，应小于 0.7）`,
    },
    few: {
      en: (n) => `the ${n.candidates} candidates that were run are worth only ${n.kish}`,
      zh: (n) => `实际运行的 ${n.candidates} 组候选值只相当于 ${n.kish} 组独立抽取`,
    },
    repeats: {
      en: (n) => `${n.repeats} of the draws stand there twice or more`,
      zh: (n) => `其中 ${n.repeats} 组是重复的`,
    },
  },
  targets: {
    en: (lie, all) =>
      `${lie === all ? `All ${all}` : `${lie || "None"} of the ${all}`} targets that the draws were to come near ` +
      `${lie === 1 ? "lies" : "lie"} where the draws say, within two errors.`,
    zh: (lie, all) =>
      `抽取值所要接近的 ${all} 个目标${lie === all ? "，全部" : `中，${lie ? `${lie} 个` : "没有一个"}`}落在抽取值所示的位置` +
      `（相差不超过两个误差）。`,
  },
  one_target: {
    en: (lies) =>
      `The one target that the draws were to come near ${lies ? "lies" : "does not lie"} where the draws say, ` +
      `within two ` +
      `errors.`,
    zh: (lies) => `抽取值所要接近的唯一目标${lies ? "" : "没有"}落在抽取值所示的位置（相差不超过两个误差）。`,
  },
  no_targets: {
    en: "No target was given that draws were to come near.",
    zh: "没有给出抽取值所要接近的目标。",
  },
  held_out: {
    en: (lie, all) =>
      all === 1
        ? `The one that was held out, and that no draw has seen, ${lie ? "does as well" : "does not"}.`
        : `Of the ${all} that were held out, and that no draw has seen, ${lie === all ? "all" : lie || "none"} ` +
          `${lie === 1 ? "does" : "do"}.`,
    zh: (lie, all) =>
      `另有 ${all} 个目标留出不用，` + `${lie === all ? "也" : lie ? `其中 ${lie} 个` : "没有"}落在抽取值所示的位置。`,
  },
  the_others: {
    en: (names) => `Not: ${names} (${section_en("conflicts")}).`,
    zh: (names) => `不相符的是：${names}（见${section_zh("conflicts")}）。`,
  },
  narrowed: {
    en: (some, felt, halved, rest) =>
      (felt === 1
        ? `The one parameter that targets can feel was ${some ? "" : "not "}narrowed`
        : `${some || "None"} of the ${felt} parameters that targets can feel ${some === 1 ? "was" : "were"} narrowed`) +
      `${halved ? `, ${halved === some ? "" : `${halved} of them `}to less than half of what was believed` : ""}` +
      `${some && some < felt ? `; the other ${felt - some} ${felt - some === 1 ? "was" : "were"} not` : ""}.` +
      `${rest ? ` ${rest} more cannot be felt and keep${rest === 1 ? "s" : ""} what is believed.` : ""}`,
    zh: (some, felt, halved, rest) =>
      `受目标影响的 ${felt} 个参数中，${some ? `${some} 个` : "没有一个"}范围缩小` +
      `${halved ? `，${halved === some ? "" : `其中 ${halved} 个`}缩小到原来的一半以下` : ""}` +
      `${some && some < felt ? `；其余 ${felt - some} 个没有缩小` : ""}。` +
      `${rest ? `另有 ${rest} 个参数不受目标影响，保持事先的判断。` : ""}`,
  },
  untold: {
    en: (name) => `No run says anything of “${name}”.`,
    zh: (name) => `没有一次模拟说明“${name}”。`,
  },
  none_felt: {
    en: "Targets feel none of the parameters that are uncertain: all keep what is believed.",
    zh: "没有一个不确定的参数受目标影响：全部保持事先的判断。",
  },
  out_of_reach: {
    en: (name, seen, nearest) =>
      `No run came near “${name}”: ${seen} was observed, and the nearest run says ${nearest}. What is believed, or ` +
      `the model, cannot give it.`,
    zh: (name, seen, nearest) =>
      `没有一次模拟接近“${name}”：观测值为 ${seen}，最接近的模拟为 ${nearest}。事先的判断或模型本身给不出这个值。`,
  },
  pulled: {
    en: (name, seen, told, errors) =>
      `“${name}” was observed as ${seen}, and draws say ${told}, ${errors} errors off: other targets, or what is ` +
      `believed, pull it away.`,
    zh: (name, seen, told, errors) =>
      `“${name}”的观测值为 ${seen}，抽取值为 ${told}，相差 ${errors} 个误差：其他目标或事先的判断把它拉开了。`,
  },
  held_out_missed: {
    en: (name, seen, told, errors) =>
      `“${name}”, held out, was observed as ${seen}, and draws say ${told}, ${errors} errors off: the model is ` +
      `wrong ` +
      `about it, or its error is larger than was said.`,
    zh: (name, seen, told, errors) =>
      `留出的“${name}”观测值为 ${seen}，抽取值为 ${told}，相差 ${errors} 个误差：模型在这一点上有误，或其误差比所说的更大。`,
  },
});

// Weights that are all alike have no tail, and of too few nobody knows it.
export function k_hat_told() {
  const { k_hat } = about.numbers;
  if (known(k_hat)) return say("calibration.k_hat", fixed(k_hat, 2));
  const doubtful = about.doubts.includes("tail");
  return say(doubtful ? "calibration.k_hat_unknown" : "calibration.k_hat_alike");
}

const numbers = () => {
  const of = about.numbers;
  return {
    draws: fixed(of.draws, 0),
    candidates: fixed(of.candidates, 0),
    kish: fixed(of.kish, 0),
    repeats: fixed(of.repeats, 0),
    r_hat: fixed(of.r_hat, 3),
    k_hat: k_hat_told(),
  };
};

function may_they_be_used() {
  const n = numbers(),
    doubts = about.doubts.map((one) => say(`calibration.doubts.${one}`, n));
  if (!doubts.length)
    return rows("targets").some(misses) ? say("calibration.usable_but", n) : say("calibration.usable", n);
  const told = about.doubts.includes("tail")
    ? say("calibration.not_usable", n, doubts)
    : say("calibration.with_care", n, doubts);
  return about.doubts.some((one) => one !== "chains") ? join(told, say("calibration.more_runs")) : told;
}

// Sentences of a paragraph: Chinese ones have no space between them.
const join = (...told) => told.filter(Boolean).reduce((all, one) => (all.endsWith("。") ? all + one : `${all} ${one}`));

function where_targets_lie() {
  const all = rows("targets"),
    aimed = all.filter((row) => row.use === "calibrate" || row.use === "prior"),
    held_out = all.filter((row) => row.use === "hold out"),
    lie = (some) => some.filter((row) => !misses(row)).length,
    others = all.filter(misses);
  return join(
    aimed.length > 1
      ? say("calibration.targets", lie(aimed), aimed.length)
      : aimed.length
        ? say("calibration.one_target", lie(aimed) > 0)
        : say("calibration.no_targets"),
    held_out.length ? say("calibration.held_out", lie(held_out), held_out.length) : "",
    others.length ? say("calibration.the_others", list_of(others.map(target_name))) : "",
  );
}

function what_was_narrowed() {
  const felt = rows("parameters").filter((row) => row.kind === "felt"),
    some = felt.filter((row) => row.narrowed !== "not at all"),
    halved = felt.filter((row) => row.left < 0.5),
    rest = rows("parameters").filter((row) => row.kind === "not felt");
  if (!felt.length) return say("calibration.none_felt");
  return say("calibration.narrowed", some.length, felt.length, halved.length, rest.length);
}

export const verdict = () => [may_they_be_used(), where_targets_lie(), what_was_narrowed()];

// A target that lies elsewhere than draws say, or that no run came near.
export function conflict(row) {
  const name = target_name(row),
    seen = as_told(row.observed);
  if (row.nearest === null) return say("calibration.untold", name);
  if (row.agreement === "out of reach") return say("calibration.out_of_reach", name, seen, as_told(row.nearest));
  const values = [name, seen, range_of(row, "after"), fixed(Math.abs(row.miss), 1)];
  return row.use === "hold out" ? say("calibration.held_out_missed", ...values) : say("calibration.pulled", ...values);
}
export const conflicts = () => rows("targets").filter(misses).map(conflict);
