// The sentences of sentences.js in both languages.
import { s, weeks_en, and, or, step_zh, agents_zh, some_en } from "./wording.js";
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
    en: (letter) => `no: ${letter} costs no more, and this is not sure to do more`,
    zh: (letter) => `否：方案 ${letter} 花钱不多，此项效果未必更好`,
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
  nothing: {
    en:
      "This file holds no measure of everybody, so there is no short answer; the sections below show what " +
      "there is.",
    zh: "文件中没有针对全体的指标，无法给出简短结论；请看下面各节。",
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
  // What to do.
  do_it: {
    en: (arm, m, more, by, dearer) =>
      `Do ${arm}: it ${more ? "raises" : "lowers"} ${m} ${by}${dearer < 0 ? ", and saves money" : ""}.`,
    zh: (arm, m, more, by, dearer) =>
      `建议采用${arm}：它使${m}${more ? "提高" : "降低"} ${by}${dearer < 0 ? "，而且省钱" : ""}。`,
  },
  do_one_of: {
    en: (names, m) => `Do ${or(names)}: each moves ${m} to the better; which of them most cannot be told.`,
    zh: (names, m) => `建议从${names.join("、")}中选一个：都能改善${m}，哪个作用最大尚分不出。`,
  },
  do_from: {
    en: (one, arm, x, others, least) =>
      `Do ${arm} if ${one} is worth ${x} yuan or more` +
      `${others.map(([other, from, to]) => `, ${other} if ${from ? `${from} to` : "less than"} ${to}`).join("")}` +
      `${least ? "; if less, leave things as they are" : ""}.`,
    zh: (one, arm, x, others, least) =>
      `如果${one}值 ${x} 元或以上，采用${arm}` +
      `${others.map(([other, from, to]) => `；${from ? `值 ${from} 至 ${to} 元` : `不到 ${to} 元`}，采用${other}`).join("")}` +
      `${least ? "；低于此数，维持原状" : ""}。`,
  },
  as_good: {
    en: (list) => ` More is paid for ${and(list)}, and that more comes of it is not sure.`,
    zh: (list) => `${list.join("、")}花钱更多，作用是否更大并不确定。`,
  },
  beyond_worth: {
    en: (x, most) => ` That one more is worth ${most} yuan at most is taken for granted: from ${x} on more would pay.`,
    zh: (x, most) => `这里按多一人次至多值 ${most} 元计；若值 ${x} 元以上，做得更多也合算。`,
  },
  all_too_dear: {
    en: (x) => `Leave things as they are: no alternative is worth its cost where one more is worth ${x} yuan at most.`,
    zh: (x) => `维持原状：多一人次至多值 ${x} 元，各方案所值都不抵所费。`,
  },
  all_harm: {
    en: (m, more, n) =>
      `Leave things as they are: ${n === 1 ? "the alternative" : "every alternative"} makes ${m} worse.`,
    zh: (m, more, n) => `维持原状：${n === 1 ? "该方案" : "各方案都"}使${m}变差。`,
  },
  none_sure: {
    en: (m, more, n) =>
      `Leave things as they are until more is known: ` +
      `${n === 1 ? "the alternative may" : "any of the alternatives may"} ` +
      `change nothing in ${m}.`,
    zh: (m, more, n) => `在了解更多之前，维持原状：${n === 1 ? "该方案" : "任一方案"}对${m}都可能没有作用。`,
  },
  none_sure_worlds: {
    en: (m, more, n) =>
      `Leave things as they are until more is known: ` +
      `${n === 1 ? "the alternative helps" : "the alternatives help"} ${m} ` +
      `in some worlds and ${n === 1 ? "harms" : "harm"} it in others.`,
    zh: (m, more, n) =>
      `在了解更多之前，维持原状：${n === 1 ? "该方案" : "各方案"}在一些可能情形中改善${m}，在另一些中使它变差。`,
  },
  first_does: {
    en: (arm, m, x, range, often, n) =>
      ` ${n === 1 ? arm : `The first of them, ${arm},`} changes it by ${x}${range}${often}.`,
    zh: (arm, m, x, range, often, n) => `${n === 1 ? arm : `居首的${arm}`}使其变化 ${x}${range}${often}。`,
  },
  often: {
    en: (up, share, worlds) => `, ${up ? "up" : "down"} in ${share}${worlds < 32 ? "" : ` of ${worlds}`} worlds`,
    zh: (up, share, worlds) => `，${worlds < 32 ? "" : `${worlds} 种`}可能情形中${up ? "上升" : "下降"}的有 ${share}`,
  },
  all_twins: {
    en: (n, costs) =>
      `Leave things as they are: ${n === 1 ? "the alternative changes" : "the alternatives change"} ` +
      `nothing${costs ? " but what is spent" : ""}.`,
    zh: (n, costs) => `维持原状：${n === 1 ? "该方案" : "各方案"}${costs ? "除费用外" : ""}没有带来任何变化。`,
  },
  none_is_best: {
    en: (m) => `Neither more nor less of ${m} is better, so none is called best.`,
    zh: (m) => `${m}多少无优劣之分，因此不说哪个方案最好。`,
  },
  // In the table.
  stands: { en: (x) => `${x} now`, zh: (x) => `现为 ${x}` },
  people: {
    en: (n, a, a_year) => `${n} ${a.agents} ${a_year ? "in a year" : `a ${a.step}`}`,
    zh: (n, a, a_year) => (a_year ? `一年 ${n} 人` : `每${step_zh(a.step)} ${n} 人次`),
  },
  costs_nothing: { en: "none is counted", zh: "未计费用" },
  cost_ended: { en: "over before the last year", zh: "最后一年前已花完" },
  group: { en: (group, x) => `${group} ${x}`, zh: (group, x) => `${group} ${x}` },
  so_many: { en: (n, all) => `${n} of ${all}`, zh: (n, all) => `${n} / ${all}` },
  share: { en: (n) => `${n} %`, zh: (n) => `${n}%` },
  in_so_many: { en: (share) => `in ${share}`, zh: (share) => `${share} 居首` },
  better_in: { en: (share) => `better in ${share}`, zh: (share) => `更好 ${share}` },
  best_in: { en: (share) => `does most in ${share}`, zh: (share) => `作用最大 ${share}` },
  up_in: { en: (share) => `more in ${share}`, zh: (share) => `上升 ${share}` },
  no_chance: { en: "no chance effect", zh: "不是偶然" },
  may_be_chance: { en: "may be chance", zh: "可能只是偶然" },
  first_in: { en: (share) => `first in ${share} of resamples`, zh: (share) => `重抽样中 ${share} 居首` },
  verdicts: {
    do: { en: "Do this", zh: "建议采用" },
    too_dear: {
      en: (x, most) => `No: pays from ${x} yuan, and one more is taken to be worth ${most} at most`,
      zh: (x, most) => `不必：多一人次值 ${x} 元才合算，这里按至多 ${most} 元计`,
    },
    outdone: {
      en: (letter) => `No: ${letter} does more, and is worth it`,
      zh: (letter) => `不必：${letter} 作用更大，也值得`,
    },
    from: { en: (x) => `Do this if one more is worth ${x} yuan or more`, zh: (x) => `多一人次值 ${x} 元或以上时采用` },
    between: {
      en: (x, y) => `Do this if one more is worth ${x} to ${y} yuan`,
      zh: (x, y) => `多一人次值 ${x} 至 ${y} 元时采用`,
    },
    below: {
      en: (x) => `Do this if one more is worth less than ${x} yuan`,
      zh: (x) => `多一人次值不到 ${x} 元时采用`,
    },
    one_of_first: { en: "Do this or another of the first", zh: "可采用，与其他居首方案分不出" },
    stay: { en: "Stay with this", zh: "维持原状" },
    compared: { en: "What the others are compared with", zh: "其他方案与它比较" },
    same_dearer: {
      en: (letter) => `No: dearer than ${letter}, and not sure to do more`,
      zh: (letter) => `不必：比 ${letter} 贵，作用未必更大`,
    },
    same: {
      en: (letter) => `Not sure to do more than ${letter}`,
      zh: (letter) => `作用未必比 ${letter} 大`,
    },
    better: {
      en: (letter) => `No: ${letter} does more for no more money`,
      zh: (letter) => `不必：${letter} 花钱不多而作用更大`,
    },
    no_better: {
      en: (letter) => `No: ${letter} costs no more, and this is not sure to do more`,
      zh: (letter) => `不必：${letter} 花钱不多，此项作用未必更大`,
    },
    money: { en: "No: others do more for the money", zh: "不必：同样的钱，别的方案作用更大" },
    less: { en: "No: another does more", zh: "不必：别的方案作用更大" },
    unsure: { en: "Not yet: it may change nothing", zh: "暂缓：可能没有作用" },
    unsure_worlds: { en: "Not yet: it helps in some worlds, harms in others", zh: "暂缓：有的情形中有益，有的有害" },
    unsure_costs: { en: "Not yet: it costs money and may change nothing", zh: "暂缓：花钱，可能没有作用" },
    unsure_costs_worlds: {
      en: "Not yet: it costs money, helps in some worlds, harms in others",
      zh: "暂缓：花钱，有的情形中有益，有的有害",
    },
    nothing: { en: "No: it changes nothing", zh: "不必：没有任何变化" },
    nothing_costs: { en: "No: it costs money and changes nothing", zh: "不必：花钱而没有任何变化" },
    harms: { en: "No: it does harm", zh: "不可：有害" },
    harms_costs: { en: "No: it costs money and does harm", zh: "不可：花钱而有害" },
    harms_saves: { en: "No: it saves money and does harm", zh: "不可：省钱但有害" },
    moves: { en: "Changes it; no better, no worse", zh: "有变化，无优劣" },
    may_not_move: { en: "May not change it", zh: "可能没有变化" },
    alike: { en: "All runs are alike: how sure is not known", zh: "各次模拟相同：无法知道把握" },
    alike_worlds: { en: "The same in all worlds", zh: "各种情形中都相同" },
    one_run: { en: "One run: it may be chance", zh: "只有一次模拟：可能是偶然" },
  },
  one_more: {
    en: (a, a_year, fewer) =>
      a_year
        ? `one ${fewer ? "less" : "more"} of the ${a.agents} reached in a year`
        : `one ${fewer ? "person less" : "more person"} taking part in a ${a.step}`,
    zh: (a, a_year, fewer) =>
      a_year
        ? `一年内${fewer ? "少" : "多"}覆盖一名${agents_zh(a.agents)}`
        : `每${step_zh(a.step)}${fewer ? "少" : "多"}一人次参与`,
  },
  // What to check first.
  check_runs: {
    en: "Check first whether it is chance: one run of each says nothing of that, more replicates do.",
    zh: "先查清是否偶然：每个方案只有一次模拟，看不出来；增加模拟次数即可。",
  },
  check_assumed: {
    en: (guessed, all) =>
      `Check first what is assumed: ${guessed} of the model's ${all} numbers are guesses, and none of these ` +
      `intervals holds ` +
      `that doubt. With priors = "all" under [uncertain] in the scenario they do.`,
    zh: (guessed, all) =>
      `先检查假设：模型的 ${all} 个参数中有 ${guessed} 个是假设或校准的，这些区间都不包括它们的不确定。` +
      `在方案文件的 [uncertain] 中写上 priors = "all"，就会包括。`,
  },
  check_model: {
    en: "Check first whether the model's rules hold in your town: nothing else of these numbers is in doubt but luck.",
    zh: "先检查模型的规则在本地是否成立：除偶然外，这些数字没有别的疑问。",
  },
  check: {
    en: (worth, knowing, at_most, worlds, hangs) =>
      [
        worth
          ? "Check first what one more is worth to the town: the choice hangs on it, and no simulation can tell it. " +
            "The limits in yuan come from means over the worlds; the table shows medians."
          : "",
        knowing ? `${worth ? "Of the model's numbers" : "Check first"} ${knowing}.` : "",
        at_most
          ? `No number of the model is told to matter by ${worlds} worlds; knowing all of them before deciding ` +
            `would be ` +
            `worth at most ${at_most} a year.`
          : "",
        hangs
          ? `Check first what the worlds differ in: the choice hangs on it, and ${worlds} worlds do not tell ` +
            `which number it is.`
          : "",
        !worth && !knowing && !at_most && !hangs
          ? "Nothing needs to be found out first: no number in doubt here would change the choice."
          : "",
      ]
        .filter(Boolean)
        .join(" "),
    zh: (worth, knowing, at_most, worlds, hangs) =>
      [
        worth ? "先定下多一人次值多少钱：取舍取决于它，模拟给不出答案。几元为界按各情形的平均值算，表中是中位数。" : "",
        knowing ? `${worth ? "模型的数字中，" : "先查清："}${knowing}。` : "",
        at_most ? `${worlds} 种情形看不出哪个数字最要紧；即使事先全部查清，每年最多值 ${at_most}。` : "",
        hangs ? `先查清各种情形差在哪里：取舍取决于它，而 ${worlds} 种情形看不出是哪个数字。` : "",
        !worth && !knowing && !at_most && !hangs ? "无需先查清什么：这里的不确定都不会改变选择。" : "",
      ].join(""),
  },
  knowing: {
    en: (name, x) => `${name}: knowing it before deciding is worth up to ${x} a year`,
    zh: (name, x) => `${name}：事先查清，每年最多值 ${x}`,
  },
  of_lever: { en: (key, lever) => `${key} of ${lever}`, zh: (key, lever) => `${lever}的${key}` },
  of_subject: { en: (name) => `all of “${name}”`, zh: (name) => `“${name}”一类的全部参数` },
  nothing_to_compare: {
    en: "There is no other alternative to compare it with.",
    zh: "没有其他方案可供比较。",
  },
  beyond: {
    en: (n) =>
      `The intervals hold luck alone, that of ${n} simulated histories. Whether the form of the model and its ` +
      `assumptions are ` +
      `right is in none of them (${section_en("assumptions")}).`,
    zh: (n) =>
      `区间只包含偶然：${n} 次模拟之间的波动。模型的形式和假设是否正确，不在任何区间之内（见${section_zh("assumptions")}）。`,
  },
  beyond_worlds: {
    en: (n, a) =>
      `Ranges hold ${a.worlds < 32 ? "all" : "90 % of"} ${a.worlds} possible worlds: draws of ` +
      `${a.drawn_values ? `${a.drawn_values} uncertain number${s(a.drawn_values)}` : "all that is uncertain"} ` +
      `and luck. ` +
      `Whether the form of the model is right is in none of them (${section_en("assumptions")}).`,
    zh: (n, a) =>
      `范围包含 ${a.worlds} 种可能情形${a.worlds < 32 ? "的全部" : "的 90%"}：` +
      `每种是对${a.drawn_values ? ` ${a.drawn_values} 个不确定的数字` : "所有不确定因素"}和偶然的一次抽取。` +
      `模型的形式是否正确，不在任何范围之内（见${section_zh("assumptions")}）。`,
  },
  beyond_one: {
    en: () =>
      `One simulated history of each holds neither luck, nor what is assumed, nor the form of the model ` +
      `(${section_en("assumptions")}).`,
    zh: () => `只有一次模拟，既不包含偶然，也不包含假设和模型形式的疑问（见${section_zh("assumptions")}）。`,
  },
};
