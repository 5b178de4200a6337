// What more than one part of the page says, in both languages; what one alone says stands with it. Functions fill in
// numbers and names; those come from the file.
import { s, weeks_en, step_zh, agents_zh } from "./wording.js";

export const texts = {
  // Of parameters: the column `group` of their table.
  subjects: {
    awareness: { en: "awareness", zh: "知晓" },
    company: { en: "company", zh: "同伴" },
    costs: { en: "prices", zh: "价格" },
    emergency: { en: "emergency", zh: "突发事件" },
    habit: { en: "habit", zh: "习惯" },
    institutions: { en: "institutions", zh: "机构" },
    levers: { en: "policies", zh: "政策" },
    people: { en: "people", zh: "居民" },
    room: { en: "room", zh: "场地" },
    service: { en: "service", zh: "服务" },
    strengths: { en: "strengths of policies", zh: "政策力度" },
    taste: { en: "taste", zh: "意愿" },
    time: { en: "time", zh: "时间" },
    volunteers: { en: "volunteers", zh: "志愿者" },
    workers: { en: "workers", zh: "工作人员" },
  },
  between_sentences: { en: " ", zh: "" },
  units: {
    1: { en: "", zh: "" },
    "0-1": { en: "on a scale from 0 to 1", zh: "0–1 分" },
    ratio: { en: "ratio", zh: "比值" },
    "CNY/week": { en: "yuan a week", zh: "元/周" },
    weeks: { en: "weeks", zh: "周" },
    years: { en: "years", zh: "岁" },
  },
  points: { en: "percentage points", zh: "个百分点" },
  with_unit: { en: (text, unit) => `${text}, ${unit}`, zh: (text, unit) => `${text}（${unit}）` },
  between: { en: (low, high) => `${low} to ${high}`, zh: (low, high) => `${low} 至 ${high}` },
  contents: { en: "Contents", zh: "目录" },
  measure: { en: "Measure", zh: "指标" },
  arm: { en: "Alternative", zh: "方案" },
  everybody: { en: "everybody", zh: "全体" },
  how_to_read: { en: "How to read this.", zh: "怎样看这张图：" },
  numbers_behind: { en: (n) => `The numbers behind this figure (${n} row${s(n)})`, zh: (n) => `图中数据（${n} 行）` },
  download: { en: "Download as CSV", zh: "下载 CSV 表格" },
  table_below: { en: "The numbers are in the table below the figure.", zh: "数据见图下方的表格。" },
  low_end: { en: "from", zh: "下限" },
  high_end: { en: "to", zh: "上限" },
  cannot_be_told: { en: "cannot be told", zh: "无法判断" },
  filled: { en: "filled: the difference stays apart from zero", zh: "实心：差别明确" },
  hollow: { en: "hollow: the difference may be chance", zh: "空心：差别可能只是偶然" },
  filled_worlds: { en: "filled: the range stays apart from zero", zh: "实心：范围不含零" },
  hollow_worlds: { en: "hollow: more in some worlds, less in others", zh: "空心：有的可能情形中升，有的中降" },
  meaning: { en: (text, meaning) => `${text} (${meaning})`, zh: (text, meaning) => `${text}（${meaning}）` },
  listed: { en: (list) => list.join(", "), zh: (list) => list.join("、") },
  how_many: { en: (a) => `${a.agents} at the start`, zh: (a) => `期初${agents_zh(a.agents)}数` },
  places: {
    en: (n, names, parts) => `${n}: ${names.join(", ")}${parts.length < n ? `; in ${parts.join(", ")}` : ""}`,
    zh: (n, names, parts) => `${n} 个：${names.join("、")}${parts.length < n ? `；分属${parts.join("、")}` : ""}`,
  },
  sideways: { en: "There is more to the right: scroll the table sideways. →", zh: "右侧还有内容：请左右滑动表格。→" },
  what_it_is: {
    en: (a, arms) =>
      `A simulation, not a measurement: ${arms} alternative${s(arms)}, each run ${a.replicates} ` +
      `time${s(a.replicates)} over ` +
      `${weeks_en(a.step, a.steps)}${a.design ? ` at ${a.points} points of a sweep` : ""}; ` +
      `the last ${weeks_en(a.step, a.last_year)} are told.`,
    zh: (a, arms) =>
      `这是模拟结果，不是实地调查：${arms} 个方案，每个重复模拟 ${a.replicates} 次，每次 ${a.steps} ` +
      `${step_zh(a.step)}${a.design ? `，并在 ${a.points} 组设定下分别运行` : ""}；数字取最后 ${a.last_year} ${step_zh(a.step)}。`,
  },
  what_it_is_worlds: {
    en: (a, arms) =>
      `A simulation, not a measurement: ${arms} alternative${s(arms)} in the same ${a.worlds} possible ` +
      `world${s(a.worlds)} over ` +
      `${weeks_en(a.step, a.steps)}${a.design ? ` at ${a.points} points of a sweep` : ""}; ` +
      `the last ${weeks_en(a.step, a.last_year)} are told.`,
    zh: (a, arms) =>
      `这是模拟结果，不是实地调查：${arms} 个方案经历同样的 ${a.worlds} 种可能情形，每次 ${a.steps} ` +
      `${step_zh(a.step)}${a.design ? `，并在 ${a.points} 组设定下分别运行` : ""}；数字取最后 ${a.last_year} ${step_zh(a.step)}。`,
  },
  footer: {
    en: (a) =>
      `Made by ${a.source} from the model “${a.model}”, version ${a.model_version}. The page needs no ` +
      `network and sends nothing anywhere.`,
    zh: (a) => `由 ${a.source} 生成，模型“${a.model}”，版本 ${a.model_version}。本页无需联网，也不会向外发送任何信息。`,
  },
  what_was_calibrated: {
    en: (a) =>
      `A calibration: values of everything uncertain in the model “${a.model}”, drawn as often as what is believed ` +
      `of them and what was observed make them likely. All of it is given this model: whether the form of its ` +
      `equations is right is in none of the ranges.`,
    zh: (a) =>
      `这是一次校准：对模型“${a.model}”中所有不确定的数值，按事先的判断和实际观测共同给出的可能程度进行抽取。` +
      `一切都以本模型成立为前提：方程的形式是否正确，不在任何范围之内。`,
  },
  footer_calibration: {
    en: (a) =>
      `Made by cogov report of a posterior of the model “${a.model}”, version ${a.model_version}. The page ` +
      `needs no ` +
      `network and sends nothing anywhere.`,
    zh: (a) =>
      `由 cogov report 根据校准结果生成，模型“${a.model}”，版本 ${a.model_version}。本页无需联网，也不会向外发送任何信息。`,
  },
  difference_in: { en: (name) => `change in ${name}`, zh: (name) => `${name}的变化` },
  only_some_arms: {
    en: (n, all) =>
      `There is room for ${n} of the ${all} alternatives: what they are compared with, and those that differ ` +
      `most from it in the first measure.`,
    zh: (n, all) => `${all} 个方案中画出 ${n} 个：比较的对象，以及首个指标上与它差别最大的几个。`,
  },
  factor_of_policy: {
    en: (lever, key, arm) => `${lever} (${key}${arm ? ` in ${arm}` : ""})`,
    zh: (lever, key, arm) => `${lever}（${arm ? `${arm}的` : ""}${key}）`,
  },
  policy_keys: {
    level: { en: "level", zh: "力度" },
    start: { en: "start", zh: "开始时间" },
    end: { en: "end", zh: "结束时间" },
    targets: { en: "where", zh: "实施范围" },
    ramp: { en: "ramp", zh: "启动期" },
    sustain: { en: "what lasts", zh: "可持续部分" },
    half_life: { en: "half-life", zh: "半衰期" },
    cost: { en: "price", zh: "单价" },
    costs: { en: "price", zh: "单价" },
  },
  amount: { en: (x, low, high) => `${x} (${low} to ${high})`, zh: (x, low, high) => `${x}（${low} 至 ${high}）` },
  yuan: { en: (x, word) => `${x}${word ? ` ${word}` : ""} yuan`, zh: (x, word) => `${x} ${word}元` },
  in_range: { en: (low, high) => ` (${low} to ${high})`, zh: (low, high) => `（${low} 至 ${high}）` },
  alike: {
    en:
      "“?”: all runs are alike here, so nothing is known of how far off this may be: it is fixed, as prices " +
      "are, or the runs are too few.",
    zh: "“?”：各次模拟在此完全相同，无法知道它可能偏差多少：它是固定的（如价格），或者模拟次数太少。",
  },
  alike_worlds: {
    en: "“?”: all worlds are alike here: it is fixed, as prices are that nobody doubts, or the worlds are too few.",
    zh: "“?”：各种可能情形在此完全相同：它是固定的（如没有疑问的价格），或者可能情形太少。",
  },
  emergency: { en: "emergency", zh: "突发事件" },
  step_axis: { en: (step) => step, zh: (step) => step_zh(step) },
  step_number: { en: (step, n) => `${step} ${n}`, zh: (step, n) => `第 ${n} ${step_zh(step)}` },
  columns: {
    arm: { en: "alternative", zh: "方案" },
    group: { en: "group", zh: "群体" },
    level: { en: "mean", zh: "平均值" },
    level_worlds: { en: "median", zh: "中位数" },
    better: { en: "better in (share of worlds)", zh: "更好的比例（可能情形）" },
    best: { en: "best in (share of worlds)", zh: "最好的比例（可能情形）" },
    difference: { en: "difference", zh: "差值" },
    p_holm: { en: "p (Holm)", zh: "p 值（Holm）" },
    replicates: { en: "runs", zh: "次数" },
    replicates_worlds: { en: "worlds", zh: "可能情形数" },
    effect: { en: "effect", zh: "效果" },
    value: { en: "value", zh: "取值" },
    policy: { en: "policy", zh: "政策" },
  },
  without: {
    pairs: {
      en: "No run of another alternative has the same luck as one of these, so differences cannot be told.",
      zh: "没有经历相同偶然事件的其他方案，无法给出差别。",
    },
  },
};
