// The answer in three sentences.
import { element } from "../elements.js";
import { upper } from "../language.js";
import { answer_sentences } from "../sentences.js";

export function answer() {
  return [
    element(
      "div",
      { class: "answer" },
      element(
        "ol",
        {},
        answer_sentences().map((text) => element("li", {}, upper(text))),
      ),
    ),
  ];
}
