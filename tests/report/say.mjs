// node say.mjs SENTENCES_JS: the sentences that the report forms of models, in both languages, as JSON. On standard
// input stands a list of { model, sections }; the latter are those of the page in their order, which sentences refer
// to. Each has a thread of its own, since the page has one model for its whole life.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

if (isMainThread) {
  const told = [];
  for (const one of JSON.parse(readFileSync(0, "utf8")))
    told.push(
      await new Promise((done, failed) => {
        let said;
        new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), workerData: one })
          .on("message", (message) => (said = message))
          .on("error", failed)
          .on("exit", () => done(said));
      }),
    );
  process.stdout.write(JSON.stringify(told));
} else parentPort.postMessage(await sentences_of(workerData));

async function sentences_of({ model, sections }) {
  globalThis.document = { getElementById: () => ({ textContent: JSON.stringify(model) }), documentElement: {} };
  const source = pathToFileURL(process.argv[2]);
  const { section } = await import(new URL("section.js", source));
  const { arms, measures, page, rows } = await import(new URL("model.js", source));
  sections.forEach((id) => section(id, {}, () => [], { of: page }));
  const { answer, efficiency, known_as, note_of_drift, told_of, worth_knowing } = await import(source);
  const { use_language } = await import(new URL("language.js", source));
  const { conflicts, verdict: of_calibration } = await import(new URL("calibration_sentences.js", source));
  // The first screen, a row of its table as "A: cost | change | whom | how sure | verdict [kind]".
  function first_screen() {
    const { measure, sentences = [], headline, order = [], below = [] } = answer();
    const row = (one) => {
      const { verdict, ...cells } = told_of(one, measure);
      const texts = ["cost", "change", "gains", "sure"].map((name) => cells[name].join("; "));
      const told = [...texts, `${verdict.text} [${verdict.kind}]`].join(" | ");
      return `${arms[one.arm].letter}: ${told}`.replace(/ +/g, " ");
    };
    return [headline, ...sentences, ...order.map(row), ...below].filter(Boolean);
  }
  return Object.fromEntries(
    ["en", "zh"].map((language) => {
      use_language(language);
      return [
        language,
        page === "calibration"
          ? [...of_calibration(), ...conflicts()]
          : [
              ...first_screen(),
              ...rows("costs").map(efficiency),
              ...worth_knowing().map(known_as),
              ...measures.map(note_of_drift).filter(Boolean),
            ],
      ];
    }),
  );
}
