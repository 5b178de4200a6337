// Of a calibration: may its draws be used, in short.
import { verdict } from "../calibration_sentences.js";
import { element } from "../elements.js";
import { section } from "../section.js";

const texts = { title: { en: "In short", zh: "一分钟看结论" } };

section(
  "calibrated",
  texts,
  () => [
    element(
      "div",
      { class: "answer" },
      element(
        "ol",
        {},
        verdict().map((text) => element("li", {}, text)),
      ),
    ),
  ],
  { of: "calibration" },
);
