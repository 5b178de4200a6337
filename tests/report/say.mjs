// node say.mjs SENTENCES_JS SECTION...: the sentences that the report forms of the model on standard input, in both
// languages, as JSON; with the sections of the page in their order, which sentences refer to.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const model = readFileSync(0, "utf8");
globalThis.document = { getElementById: () => ({ textContent: model }), documentElement: {} };
const source = pathToFileURL(process.argv[2]);
const { section } = await import(new URL("section.js", source));
const { measures, page, rows } = await import(new URL("model.js", source));
process.argv.slice(3).forEach((id) => section(id, {}, () => [], page));
const { answer_sentences, efficiency, note_of_drift, note_of_twins } = await import(source);
const { use_language } = await import(new URL("language.js", source));
const { conflicts, verdict } = await import(new URL("calibration_sentences.js", source));
const told = Object.fromEntries(
  ["en", "zh"].map((language) => {
    use_language(language);
    return [
      language,
      page === "calibration"
        ? [...verdict(), ...conflicts()]
        : [
            ...answer_sentences(),
            ...rows("costs").map(efficiency),
            ...[...measures.map(note_of_drift), note_of_twins()].filter(Boolean),
          ],
    ];
  }),
);
process.stdout.write(JSON.stringify(told));
