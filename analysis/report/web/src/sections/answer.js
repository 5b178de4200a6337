// The answer in three sentences.
import { element } from "../elements.js";
import { upper } from "../language.js";
import { answer_sentences } from "../sentences.js";
import { section } from "../section.js";

const texts = {
  title: { en: "The answer in short", zh: "一分钟看结论" },
};

function answer() {
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

section("answer", texts, answer);
