// Every measure of every alternative at a glance, and of each lever what goes in, what that does by hand, and what the
// model makes of it.
import { element, facts_of, folded, how_to_read, paragraph, table_of } from "../elements.js";
import { language, named, say } from "../language.js";
import { baseline, has_difference, measures, one_replicate, others, rows, unique } from "../model.js";
import { first_measure, in_order, note_of_drift } from "../sentences.js";
import { arm_name, compared, table_of_measures, text_column } from "../shared.js";
import { policies_of, there_already } from "./answer.js";
import { section } from "../section.js";

const texts = {
  title: { en: "The alternatives compared", zh: "各方案比较" },
  figures: {
    all_measures: { en: "All measures", zh: "各项指标" },
    levers: { en: "What goes in, and what comes out", zh: "投入与产出" },
  },
  what_they_do: { en: "What each does", zh: "各方案做什么" },
  lever: { en: "Lever", zh: "政策" },
  read: {
    all_measures_one: {
      en: (base) => `Differences from “${base}” in the only run: nothing can be said of chance.`,
      zh: (base) => `唯一一次模拟中与“${base}”之差，无法判断是否偶然。`,
    },
    all_measures: {
      en: (base) =>
        `Differences from “${base}”, ± half of their 95 % interval; a star where they stay apart from zero among all ` +
        `comparisons (Holm), else they may be chance.`,
      zh: (base) =>
        `与“${base}”之差，±后是 95% 区间的半宽；带星号的在所有比较中仍然明确（Holm 法），否则可能只是偶然。`,
    },
    all_measures_worlds: {
      en: (base) => `Median differences from “${base}” in the same worlds, and their range.`,
      zh: (base) => `同样的可能情形中与“${base}”之差的中位数和范围。`,
    },
    levers: {
      en:
        "What each lever alone does where the program's authors tried it, at the level named: by hand, as its direct " +
        "effect alone; simulated, with all that follows. The rest is what the model adds, and stands or falls with it.",
      zh: "每项政策单独实施时的作用（试验地和级别如表中所述）：“手算”只算直接作用；“模拟”包括由此引起的一切；两者之差是模型增添的，模型若不对，它也不对。",
    },
  },
};

// Of everybody, the best alternative first.
function all_measures() {
  const of = (measure, arm) =>
    rows("differences").find((row) => row.measure === measure && row.arm === arm && row.group === 0);
  const shown = compared("main").filter((m) => of(m, baseline.place));
  const first = first_measure() ?? measures[shown[0]];
  const order = first
    ? in_order(first)
        .map((row) => row.arm)
        .filter((arm) => arm !== baseline.place)
    : others.map((arm) => arm.place);
  return element(
    "div",
    {},
    element("h3", {}, say("interventions.figures.all_measures")),
    ...table_of_measures(
      say("interventions.figures.all_measures"),
      shown.map((m) => ({ title: named(measures[m]), measure: measures[m], of: (arm) => of(m, arm) })),
      order,
    ),
    how_to_read(
      say(one_replicate ? "interventions.read.all_measures_one" : "interventions.read.all_measures", named(baseline)),
    ),
    ...shown
      .map((m) => note_of_drift(measures[m]))
      .filter(Boolean)
      .slice(0, 1)
      .map((text) => paragraph(text, "note")),
  );
}

function levers() {
  const all = rows("instruments");
  if (!all.length) return null;
  const zh = language() === "zh",
    heading = (row) => (zh ? row.heading_zh : row.heading);
  const title = say("interventions.figures.levers");
  const headings = unique(all.map(heading));
  const called = (lever) => named({ name: lever.instrument, en: lever.instrument, zh: lever.instrument_zh });
  const known_levers = unique(all.map((row) => row.instrument)).map((name) =>
    all.filter((row) => row.instrument === name),
  );
  return folded(
    title,
    table_of(
      [text_column(say("interventions.lever")), ...headings.map(text_column)],
      known_levers.map((own) => [
        called(own[0]),
        ...headings.map((one) => {
          const row = own.find((of) => heading(of) === one);
          return row ? (zh ? row.text_zh : row.text) : "–";
        }),
      ]),
      title,
    ),
    how_to_read(say("interventions.read.levers")),
  );
}

// What each alternative does, in words, and what is there without it.
function what_they_do() {
  const told = others.map((arm) => [arm_name(arm), policies_of(arm)]).filter(([, policies]) => policies);
  const there = there_already();
  if (!told.length && !there) return null;
  return folded(say("interventions.what_they_do"), told.length ? facts_of(told) : null, there);
}

section("interventions", texts, () => [all_measures(), what_they_do(), levers()], {
  is_here: () =>
    others.length > 0 &&
    rows("differences").some((row) => has_difference(row) && measures[row.measure].table === "main"),
});
