// The sentences of sentences.js in both languages.
import { s, weeks_en, and, step_zh, agents_zh, some_en } from "./wording.js";
import { section_en, section_zh } from "./section.js";

export const texts = {
  quoted: { en: (text) => `“${text}”`, zh: (text) => `“${text}”` },
  interval: {
    en: (low, high) => ` (95 % interval ${low} to ${high})`,
    zh: (low, high) => `（95% 区间：${low} 至 ${high}）`,
  },
  interval_worlds: {
    en: (low, high, a) => ` (${low} to ${high} in ${a.worlds < 32 ? `all ${a.worlds}` : "90 % of the"} worlds)`,
    zh: (low, high, a) => `（${a.worlds < 32 ? `全部 ${a.worlds} 种` : "90% 的"}可能情形在 ${low} 至 ${high} 之间）`,
  },
  by_amount: {
    en: (size, unit, interval) => `by ${size}${some_en(unit)}${interval}`,
    zh: (size, unit, interval) => `${size} ${unit}${interval}`,
  },
  yes: { en: "yes", zh: "是" },
  none_wanted: {
    en: "not asked: neither more nor less is better",
    zh: "不作判断：该指标多少无优劣之分",
  },
  efficient_in: { en: (share) => `yes (in ${share} of resamples)`, zh: (share) => `是（重抽样中占 ${share}）` },
  efficient_in_worlds: {
    en: (share) => `yes (in ${share} of the worlds)`,
    zh: (share) => `是（占可能情形的 ${share}）`,
  },
  better: {
    en: (letter) => `no: ${letter} does more for no more money`,
    zh: (letter) => `否：方案 ${letter} 花钱不多而效果更好`,
  },
  no_better: {
    en: (letter) => `no: ${letter} costs no more and does as much as far as can be told`,
    zh: (letter) => `否：方案 ${letter} 花钱不多，也看不出效果更差`,
  },
  no_mix: {
    en: "no: on average, a mix of two others does as much",
    zh: "否：平均而言，另两个方案搭配即可达到同样效果",
  },
  may_be_no_more: {
    en: (letter) => `cannot be told: ${letter} costs less and may do as much`,
    zh: (letter) => `无法判断：方案 ${letter} 花钱更少，效果可能一样`,
  },
  drift: {
    en: (m, slope, unit, letters) =>
      `Careful: ${m} under the baseline itself still moves by ${slope} ${unit} a year, more than a tenth of ` +
      `the effect of ${and(letters)}. The differences hold for the weeks shown; later they may be ` +
      `larger or smaller.`,
    zh: (m, slope, unit, letters) =>
      `注意：比较对象自身的${m}每年仍在变化（${slope} ${unit}），超过方案 ${letters.join("、")} 效果的十分之一。这里的差别适用于所示的时间，以后可能更大或更小。`,
  },
  twins: {
    en: (letters, base) =>
      `Careful: ${and(letters)} ${letters.length === 1 ? "is" : "are"} the same as ${base} in every run, to ` +
      `the last digit: what ${letters.length === 1 ? "it does" : "they do"} differently changed nothing but ` +
      `what is spent.`,
    zh: (letters, base) =>
      `注意：方案 ${letters.join("、")} 在每次模拟中都与${base}完全相同：其政策除费用外没有带来任何变化。`,
  },
  nothing: {
    en:
      "This file holds no measure of everybody, so there is no short answer; the sections below show what " +
      "there is.",
    zh: "文件中没有针对全体的指标，无法给出简短结论；请看下面各节。",
  },
  does_good: {
    en: (a) =>
      `${a.arm} ${a.up ? "raises" : "lowers"} ${a.measure}${a.most ? " most" : ""}: ${a.by}, from ${a.from} under ` +
      `${a.base} to ${a.to}.`,
    zh: (a) =>
      `${a.arm}${a.most ? "最能" : ""}${a.up ? "提高" : "降低"}${a.most ? "" : "了"}${a.measure}：` +
      `${a.up ? "增加" : "减少"} ${a.by}，从${a.base}的 ${a.from} ${a.up ? "升" : "降"}至 ${a.to}。`,
  },
  // After what the leading one does: in how many worlds it is better than what it is compared with, and the best of
  // all.
  how_often: {
    en: (better, best, arms, base, a) =>
      ` It is better than ${base} in ${better} of ${a.worlds} worlds` +
      `${arms > 2 ? `, and best of all ${arms} in ${best}` : ""}, given this model.`,
    zh: (better, best, arms, base, a) =>
      `${a.worlds} 种可能情形中，它在 ${better} 种里好于${base}` +
      `${arms > 2 ? `，在 ${best} 种里是 ${arms} 个方案中最好的` : ""}（以本模型成立为前提）。`,
  },
  how_often_up: {
    en: (up, a) => ` It goes up in ${up} of ${a.worlds} worlds, given this model.`,
    zh: (up, a) => `${a.worlds} 种可能情形中，有 ${up} 种上升（以本模型成立为前提）。`,
  },
  worse: {
    en: (a) =>
      `No alternative ${a.up ? "lowers" : "raises"} ${a.measure} beyond doubt; ` +
      `${a.arm} ${a.up ? "raises" : "lowers"} it ${a.by}, from ${a.from} under ${a.base} to ${a.to}.`,
    zh: (a) =>
      `没有方案能明确${a.up ? "降低" : "提高"}${a.measure}；${a.arm}使其${a.up ? "上升" : "降低"} ${a.by}，从${a.base}的 ` +
      `${a.from} ${a.up ? "升" : "降"}至 ${a.to}。`,
  },
  moves_it: {
    en: (a) =>
      `${a.arm} ${a.up ? "raises" : "lowers"} ${a.measure} ${a.by}, from ${a.from} under ${a.base} to ${a.to}` +
      `${a.sure > 1 ? `; ${a.sure - 1} other${s(a.sure - 1)} move${a.sure === 2 ? "s" : ""} it too` : ""}. ` +
      `Neither more nor less of it is better, so none is best.`,
    zh: (a) =>
      `${a.arm}使${a.measure}${a.up ? "上升" : "降低"} ${a.by}，从${a.base}的 ${a.from} ${a.up ? "升" : "降"}至 ${a.to}` +
      `${a.sure > 1 ? `；另有 ${a.sure - 1} 个方案也使其改变` : ""}。这一指标多少无优劣之分，因此没有最好的方案。`,
  },
  rival: {
    en: (arm, x, cost) => `${arm} (${x}${cost ? `, ${cost}` : ""})`,
    zh: (arm, x, cost) => `${arm}（${x}${cost ? `，${cost}` : ""}）`,
  },
  a_step: { en: (x, a) => `${x} yuan a ${a.step}`, zh: (x, a) => `每${step_zh(a.step)} ${x} 元` },
  rivals: {
    en: (names, more, dearer) =>
      ` Which alternative does most cannot be told: ${and(more ? [...names, `${more} more`] : names)} may do as much` +
      `${dearer ? `, and cost${names.length + more === 1 ? "s" : ""} more` : ""}.`,
    zh: (names, more, dearer) =>
      `哪个方案作用最大尚分不出：` +
      `${names.join("、")}${more ? `等 ${names.length + more} 个方案` : ""}的作用可能一样大${dearer ? "，但花钱更多" : ""}。`,
  },
  rivals_worlds: {
    en: (names, more, dearer, cheapest) =>
      ` Which alternative does most depends on the world: ` +
      `${and(more ? [...names, `${more} more`] : names)} may do as much` +
      `${dearer ? `, and cost${names.length + more === 1 ? "s" : ""} more` : ""}` +
      `${cheapest ? `; the cheapest of them all is ${cheapest}` : ""}.`,
    zh: (names, more, dearer, cheapest) =>
      `哪个方案作用最大取决于可能情形：` +
      `${names.join("、")}${more ? `等 ${names.length + more} 个方案` : ""}的作用可能一样大${dearer ? "，但花钱更多" : ""}` +
      `${cheapest ? `；其中花钱最少的是${cheapest}` : ""}。`,
  },
  none_sure_worlds: {
    en: (n, m, a, arm, x, range, up, often) =>
      `Which way ${n === 1 ? arm : `each of the ${n} alternatives`} moves ${m} depends on the world` +
      `${n === 1 ? "" : `; ${arm} comes first`}: ${x}${range}, ${up ? "up" : "down"} in ${often} of ${a.worlds}, ` +
      `given this model.`,
    zh: (n, m, a, arm, x, range, up, often) =>
      `${n === 1 ? arm : `${n} 个方案各自`}使${m}上升还是下降，取决于可能情形${n === 1 ? "" : `；居首的是${arm}`}：` +
      `${x}${range}，${a.worlds} 种中有 ${often} 种${up ? "上升" : "下降"}（以本模型成立为前提）。`,
  },
  none_sure: {
    en: (n, base, m, runs) =>
      `${n === 1 ? "The alternative cannot" : `None of the ${n} alternatives can`} be told apart from ` +
      `${base} in ${m}: with ${runs} runs each, the differences may be chance.`,
    zh: (n, base, m, runs) =>
      `在${m}上，${n === 1 ? "该方案" : `${n} 个方案`}与${base}${n === 1 ? "" : "都"}分不出差别：每个方案模拟 ${runs} 次，现有差别可能只是偶然。`,
  },
  one_history: {
    en: (arm, m, x, base, others) =>
      `In the one simulated history, ${arm} differs${others > 1 ? " most" : ""} from ${base} in ${m}: by ` +
      `${x}; with one run nobody can say whether that is chance.`,
    zh: (arm, m, x, base, others) =>
      `在唯一一次模拟中，${arm}的${m}与${base}相差${others > 1 ? "最多" : ""}：${x}；只有一次模拟，无法判断是否偶然。`,
  },
  alike: {
    en: (arm, m, x, base, others, runs) =>
      `In all ${runs} runs ${arm} differs${others > 1 ? " most" : ""} from ${base} in ${m} by the same ${x}, ` +
      `so nothing is known of how far off this may be.`,
    zh: (arm, m, x, base, others, runs) =>
      `在全部 ${runs} 次模拟中，${arm}的${m}与${base}相差${others > 1 ? "最多，" : ""}都是 ${x}，因此无法知道它可能偏差多少。`,
  },
  alike_worlds: {
    en: (arm, m, x, base, others, runs) =>
      `In all ${runs} worlds ${arm} differs${others > 1 ? " most" : ""} from ${base} in ${m} by the same ${x}.`,
    zh: (arm, m, x, base, others, runs) =>
      `在全部 ${runs} 种可能情形中，${arm}的${m}与${base}相差${others > 1 ? "最多，" : ""}都是 ${x}。`,
  },
  second_worlds: {
    en: (who, moved, still) =>
      [
        who,
        moved.length ? `Other measures change too: ${and(moved)}.` : "",
        still.length ? `Which way it goes depends on the world in ${and(still)}.` : "",
      ]
        .filter(Boolean)
        .join(" "),
    zh: (who, moved, still) =>
      [
        who,
        moved.length ? `其他指标中，${moved.join("，")}。` : "",
        still.length ? `${still.join("、")}的升降取决于可能情形。` : "",
      ]
        .filter(Boolean)
        .join(""),
  },
  second: {
    en: (who, moved, still) =>
      [
        who,
        moved.length ? `Other measures change too: ${and(moved)}.` : "",
        still.length ? `No difference can be told in ${and(still)}.` : "",
      ]
        .filter(Boolean)
        .join(" "),
    zh: (who, moved, still) =>
      [
        who,
        moved.length ? `其他指标中，${moved.join("，")}。` : "",
        still.length ? `${still.join("、")}看不出差别。` : "",
      ]
        .filter(Boolean)
        .join(""),
  },
  most_among: {
    en: (a) =>
      `The change is ${a.clear ? (a.mixed ? "highest" : "largest") : a.mixed ? "higher" : "larger"} in the ` +
      `group “${a.most}” (${a.x}) ${a.clear ? `and ${a.mixed ? "lowest" : "smallest"} in` : "than in"} ` +
      `“${a.least}” (${a.y}${some_en(a.unit)}).`,
    zh: (a) =>
      a.clear
        ? `变化最${a.mixed ? "高" : "大"}的是“${a.most}”（${a.x}），最${a.mixed ? "低" : "小"}的是“${a.least}”（${a.y} ${a.unit}）。`
        : `“${a.most}”的变化（${a.x}）${a.mixed ? "高" : "大"}于“${a.least}”（${a.y} ${a.unit}）。`,
  },
  alike_among: {
    en: (list) => `The groups (${and(list)}) cannot be told apart in how much they change.`,
    zh: (list) => `各群体（${list.join("、")}）的变化分不出大小。`,
  },
  alike_among_worlds: {
    en: (list) => `Which of the groups (${and(list)}) changes more depends on the world.`,
    zh: (list) => `各群体（${list.join("、")}）中谁变化更大，取决于可能情形。`,
  },
  moves: { en: (m, up, x) => `${m} ${up ? "+" : "−"}${x}`, zh: (m, up, x) => `${m}${up ? "上升" : "下降"} ${x}` },
  costs: {
    en: (cost, one, range, a, a_year, arm, more) =>
      `${arm} costs ${cost} yuan a ${a.step} more, ${one} yuan${range} for each ` +
      `${a_year ? `${more ? "additional one" : "one less"} of the ${a.agents} reached in a year` : ""}` +
      `${a_year ? "" : more ? `additional participant-${a.step}` : `participant-${a.step} less`}.`,
    zh: (cost, one, range, a, a_year, arm, more) =>
      `${arm}每${step_zh(a.step)}多花 ${cost} 元，平均每${more ? "多" : "少"}` +
      `${a_year ? `覆盖一名${agents_zh(a.agents)}（一年内）` : "一人次参与"}花 ${one} 元${range}。`,
  },
  costs_ended: {
    en: (arm) =>
      `What ${arm} cost came before these weeks, since its policies have ended; ${section_en("costs")} has it.`,
    zh: (arm) => `${arm}的政策已经结束，费用发生在此之前，见${section_zh("costs")}。`,
  },
  costs_only: {
    en: (x, a, arm, counts) =>
      `${arm} costs ${x} yuan a ${a.step} ` +
      `more${counts ? "; what one more participant costs cannot be told" : ""}.`,
    zh: (x, a, arm, counts) =>
      `${arm}每${step_zh(a.step)}多花 ${x} 元${counts ? "；每多一名参与者的费用无法判断" : ""}。`,
  },
  costs_nothing: { en: (arm) => `${arm} costs nothing more.`, zh: (arm) => `${arm}不增加费用。` },
  saves: {
    en: (arm, x, a) => `${arm} saves ${x} yuan a ${a.step}.`,
    zh: (arm, x, a) => `${arm}每${step_zh(a.step)}节省 ${x} 元。`,
  },
  cost_unclear: {
    en: (arm) => `Whether ${arm} costs more cannot be told; ${section_en("costs")} has its interval.`,
    zh: (arm) => `${arm}是否多花钱无法判断，区间见${section_zh("costs")}。`,
  },
  third: {
    en: (cost, sure) => [cost, sure].filter(Boolean).join(" "),
    zh: (cost, sure) => [cost, sure].filter(Boolean).join(""),
  },
  sure: {
    en: (n, guessed, all) =>
      `How sure is this? The intervals cover luck only: with 95 % certainty, what chance does in ${n} simulated ` +
      `histories, but not the doubt about the model ` +
      `itself${all ? `: ${guessed} of its ${all} parameters are assumed or calibrated` : ""} ` +
      `(${section_en("assumptions")}).` +
      `${guessed ? ' With priors = "all" under [uncertain] in the scenario the range covers assumptions, too.' : ""}`,
    zh: (n, guessed, all) =>
      `有多大把握？区间只涵盖偶然：以 95% 的把握涵盖了 ${n} 次模拟中的偶然波动，` +
      `${all ? `但不涵盖对模型本身的疑问：${all} 个参数中有 ${guessed} 个是假设或校准的` : "但不涵盖对模型本身的疑问"}（见${section_zh("assumptions")}）。` +
      `${guessed ? '在方案文件的 [uncertain] 中写上 priors = "all"，范围就会包括假设的不确定。' : ""}`,
  },
  sure_worlds: {
    en: (n, guessed, all, a) =>
      `How sure is this? The ranges ${a.worlds < 32 ? "go from the least to the most of" : "hold 90 % of"} ` +
      `${a.worlds} possible worlds, each a draw of ` +
      `${a.drawn_values ? `${a.drawn_values} uncertain number${s(a.drawn_values)}` : "all that is uncertain"} ` +
      `and of luck, given this model: the form of its equations is not in them (${section_en("assumptions")}).`,
    zh: (n, guessed, all, a) =>
      `有多大把握？${a.worlds < 32 ? `范围是 ${a.worlds} 种可能情形中的最小至最大` : `范围涵盖 ${a.worlds} 种可能情形的 90%`}，` +
      `每种是对${a.drawn_values ? ` ${a.drawn_values} 个不确定的数字` : "所有不确定因素"}和偶然的一次抽取；` +
      `一切以本模型成立为前提，方程形式的疑问不在其中（见${section_zh("assumptions")}）。`,
  },
  sure_one: {
    en: (n, guessed, all) =>
      `How sure is this? There is one simulated history of each, so nothing can be said of ` +
      `chance${all ? `, and ${guessed} of the ${all} parameters are assumed or calibrated` : ""} ` +
      `(${section_en("assumptions")}).`,
    zh: (n, guessed, all) =>
      `有多大把握？只有一次模拟，无法判断偶然因素${all ? `；${all} 个参数中有 ${guessed} 个是假设或校准的` : ""}（见${section_zh("assumptions")}）。`,
  },
  more_runs: {
    en: "More replicates, or a stronger intervention, might tell them apart.",
    zh: "增加模拟次数，或加大政策力度，也许能分出差别。",
  },
  more_runs_worlds: {
    en: "More worlds do not narrow these ranges, they only tell them more closely; data on what is assumed would.",
    zh: "增加可能情形不会缩小这些范围，只会使它更准；能缩小它的，是关于假设的数据。",
  },
  alone: {
    en: (arm, m, level, a, interval) =>
      `Under ${arm}, ${m} is ${level}${interval} over the last ${weeks_en(a.step, a.last_year)}.`,
    zh: (arm, m, level, a, interval) =>
      `在${arm}下，最后 ${a.last_year} ${step_zh(a.step)}的${m}为 ${level}${interval}。`,
  },
  stands_at: { en: (m, level) => `${m} is ${level}`, zh: (m, level) => `${m}为 ${level}` },
  also_stands: {
    en: (list) => `Of the other measures, ${and(list)}.`,
    zh: (list) => `其他指标中，${list.join("，")}。`,
  },
  nothing_to_compare: {
    en: (sure) => `There is no other alternative to compare it with. ${sure}`,
    zh: (sure) => `没有其他方案可供比较。${sure}`,
  },
  factor: {
    en: (f, response, up, by, also, most, others) =>
      `${most ? `Of what was varied, ${f} does most` : `${f} matters`}: from its lowest to its highest value ` +
      `${response} ${up ? "rises" : "falls"} ${by}` +
      `${also.length ? `; ${and(also)}` : ""}` +
      `${others ? `; ${others} more factor${s(others)} matter${others === 1 ? "s" : ""} too` : ""}.`,
    zh: (f, response, up, by, also, most, others) =>
      `${most ? `在改变的各项中，作用最大的是${f}` : `${f}有作用`}：从最低到最高，${response}${up ? "上升" : "下降"} ${by}` +
      `${also.length ? `；${also.join("；")}` : ""}${others ? `；另有 ${others} 项也有作用` : ""}。`,
  },
  and_factor: {
    en: (f, up, by) => `with ${f} it ${up ? "rises" : "falls"} ${by}`,
    zh: (f, up, by) => `${f}使其${up ? "上升" : "下降"} ${by}`,
  },
  no_factor: {
    en: (response, names) =>
      `No factor with a lowest and a highest value moves ${response} beyond ` +
      `doubt${names.length ? `; of ${and(names)}, whose values are names, this cannot be asked so` : ""}.`,
    zh: (response, names) =>
      `改变的各项中，凡有高低之分的，没有一项能明确改变${response}${names.length ? `；${names.join("、")}的取值是名称，不能这样比较` : ""}。`,
  },
  together: {
    en: ([a, b], more, by) =>
      `Together, ${a} and ${b} do ${more ? "more" : "less"} than the sum of what each does alone, ${by}: ` +
      `${more ? "they strengthen one another" : "the more there is of one, the less the other adds"}.`,
    zh: ([a, b], more, by) =>
      `${a}与${b}一起的效果${more ? "大于" : "小于"}各自效果之和，相差 ${by}：${more ? "两者互相促进" : "一项越多，另一项的作用越小"}。`,
  },
  apart: {
    en: ([a, b]) => `Whether ${a} and ${b} do more together than one by one cannot be told from these runs.`,
    zh: ([a, b]) => `${a}与${b}一起是否比分别实施更有效，从这些模拟中看不出来。`,
  },
  differ_together: {
    en: ([a, b], by) => `Together, ${a} and ${b} differ from the sum of what each does alone, ${by}.`,
    zh: ([a, b], by) => `${a}与${b}一起的效果与各自效果之和相差 ${by}。`,
  },
  end: {
    en: (a) =>
      `Of the ${a.points} settings tried, ${a.response} is ${a.up ? "highest" : "lowest"} (${a.value}) at number ` +
      `${a.at}, where ` +
      `${and(a.where.map(([f, x]) => `${f} is ${x}`))}${a.more ? ` (and ${a.more} more)` : ""}` +
      `${a.once || !a.as_far ? "" : `; ${a.as_far} other${s(a.as_far)} may be as ${a.up ? "high" : "low"}`}.`,
    zh: (a) =>
      `在试过的 ${a.points} 组设定中，第 ${a.at} 组的${a.response}最${a.up ? "高" : "低"}（${a.value}）：` +
      `${a.where.map(([f, x]) => `${f}为 ${x}`).join("，")}${a.more ? `（另有 ${a.more} 项）` : ""}` +
      `${a.once || !a.as_far ? "" : `；另有 ${a.as_far} 组可能一样${a.up ? "高" : "低"}`}。`,
  },
  sweep_once: {
    en: (n) => `Each of the ${n} settings was run once, so what a setting does cannot be told from chance.`,
    zh: (n) => `${n} 组设定各只运行一次，设定的作用与偶然分不开。`,
  },
  sweep_nothing: {
    en:
      "This file is a sweep, but no replicate has all settings, or fewer than two were run, so nothing can " +
      "be said of what was varied.",
    zh: "本文件包含多组设定，但没有一次重复跑完全部设定，或设定不足两组，无法说明改变的各项有什么作用。",
  },
  response: {
    en: (m, difference, arm) => `${difference ? `the change in ${m}` : m}${arm ? ` under ${arm}` : ""}`,
    zh: (m, difference, arm) => `${arm ? `${arm}的` : ""}${m}${difference ? "（与比较对象之差）" : ""}`,
  },
  sweep_sure: {
    en: (where, sure) => [...where, sure].join(" "),
    zh: (where, sure) => [...where, sure].join(""),
  },
};
