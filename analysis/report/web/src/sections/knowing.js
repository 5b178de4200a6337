// What would be worth finding out before deciding: a survey or trial that costs less than the choice would gain by it.
import { how_to_read, paragraph, table_of } from "../elements.js";
import { say } from "../language.js";
import { about } from "../model.js";
import { fixed, yuan_range } from "../numbers.js";
import { known_as, worth_knowing } from "../sentences.js";
import { section } from "../section.js";
import { text_column } from "../shared.js";

const texts = {
  title: { en: "Worth finding out", zh: "值得先查清的" },
  found: {
    en: (name, x, w) =>
      `A survey or trial that settles ${name} before the decision is worth making if it costs less than ${x} ` +
      `for each year that ` +
      `the decision holds: so much it is worth where one more is worth ${w} yuan.`,
    zh: (name, x, w) =>
      `如果一项调查或试点能在决策前查清${name}，决策每管一年，只要花费低于 ${x} 就值得做（以多一人次值 ${w} 元计）。`,
  },
  what: { en: "what to find out", zh: "查清什么" },
  value: { en: "worth up to, a year", zh: "每年最多值" },
  at: { en: "where one more is worth, yuan", zh: "多一人次的价值（元）" },
  read: {
    en: (a) =>
      `The most that deciding with it would gain, on average over ${a.worlds} worlds, less what chance finds in ` +
      `worlds in ` +
      `another order; what is not told from chance is not here.`,
    zh: (a) =>
      `按 ${a.worlds} 种可能情形平均，查清后再决策最多能多得多少，已减去打乱次序后偶然得到的部分；与偶然分不开的不列。`,
  },
};

const most_rows = 6;

function knowing() {
  const found = worth_knowing(),
    [first] = found;
  return [
    paragraph(say("knowing.found", known_as(first), yuan_range(first.value)[0], fixed(first.worth, 0))),
    table_of(
      [
        text_column(say("knowing.what")),
        { title: say("knowing.value"), number: true },
        { title: say("knowing.at"), number: true },
      ],
      found
        .slice(0, most_rows)
        .map((row) => [
          known_as(row),
          `${yuan_range(row.value)[0]} ±${fixed(row.standard_error, 0)}`,
          fixed(row.worth, 0),
        ]),
      say("knowing.title"),
    ),
    how_to_read(say("knowing.read", about)),
  ];
}

section("knowing", texts, knowing, { is_here: () => worth_knowing().length > 0 });
