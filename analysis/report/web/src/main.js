import { base_text, paint } from "./charts.js";
import { element, paragraph } from "./elements.js";
import { cut_for_paper, draw, draw_all, figures, forget_figures, join_again } from "./figure.js";
import { language, named, say, use_language } from "./language.js";
import { about, arms, model, page as kind } from "./model.js";
import { sections_here } from "./section.js";
import "./sections.js";

const page = document.getElementById("page");
const calibrated = kind === "calibration";

function header() {
  const other = language() === "zh" ? "en" : "zh";
  return element(
    "header",
    {},
    element(
      "div",
      { class: "switch" },
      element(
        "button",
        {
          type: "button",
          id: "language",
          lang: other === "zh" ? "zh-CN" : "en",
          onclick: () => {
            use_language(other);
            render();
            document.getElementById("language").focus();
          },
        },
        other === "zh" ? "中文" : "English",
      ),
    ),
    element("h1", {}, about.title[language()]),
    paragraph(calibrated ? say("what_was_calibrated", about) : say("what_it_is", about, arms.length), "lead"),
  );
}

// Where the rest of the page stands, below its first screen.
const contents = () =>
  element(
    "nav",
    { "aria-label": say("contents") },
    element(
      "ol",
      {},
      sections_here().map(({ id }) => element("li", {}, element("a", { href: `#${id}` }, say(`${id}.title`)))),
    ),
  );

function render() {
  forget_figures();
  document.title = about.title[language()];
  page.replaceChildren(
    header(),
    element(
      "main",
      {},
      sections_here().flatMap(({ id, make }, place) => {
        const section = element(
          "section",
          { id, "aria-labelledby": `${id}-title` },
          element(
            "h2",
            { id: `${id}-title` },
            element("span", { class: "place" }, String(place + 1)),
            say(`${id}.title`),
          ),
        );
        section.append(
          element(
            "div",
            { class: "content" },
            make(() => refresh(section, make)),
          ),
        ); // a choice draws its section anew
        return place === 0 ? [section, contents()] : [section];
      }),
    ),
    element("footer", {}, paragraph(say(calibrated ? "footer_calibration" : "footer", about))),
  );
  draw_all();
}

function refresh(section, make) {
  const focus = document.activeElement?.closest?.(".choice")
    ? [...section.querySelectorAll("select")].indexOf(document.activeElement)
    : -1;
  for (const one of [...figures.values()])
    if (section.contains(one.box)) {
      one.chart?.dispose();
      figures.delete(one.name);
    }
  section.querySelector(".content").replaceChildren(...[make(() => refresh(section, make))].flat().filter(Boolean));
  draw_all();
  if (focus >= 0) section.querySelectorAll("select")[focus]?.focus();
}

const drawing_of = (one) => new XMLSerializer().serializeToString(one.box.querySelector("svg"));

// For programs: the drawings alone (#drawings), or one figure on a page of its size (#figure=NAME).
function draw_for_programs() {
  const fragment = location.hash.slice(1);
  if (fragment === "drawings") {
    draw_all(760);
    const drawings = Object.fromEntries([...figures.values()].map((one) => [one.name, drawing_of(one)]));
    document.body.replaceChildren(
      element(
        "script",
        { type: "application/json", id: "drawings" },
        JSON.stringify(drawings).replaceAll("<", "\\u003c"),
      ),
    );
  } else if (fragment.startsWith("figure=")) {
    const one = figures.get(fragment.slice("figure=".length));
    if (!one) return;
    draw(one, 760);
    document.head.append(
      element(
        "style",
        {},
        `@page { size: 760px ${one.height + 4}px; margin: 0 } body { margin: 0; padding: 0 } .chart { width: 760px }`,
      ),
    );
    document.body.replaceChildren(one.box);
  }
}

// Dark where the reader's system is; what is printed or kept as a picture is light.
const night = matchMedia("(prefers-color-scheme: dark)");
const for_programs = location.hash.startsWith("#figure=") || location.hash === "#drawings";
use_language(about.language);
paint(night.matches && !for_programs);
render();
draw_for_programs();

let waiting = 0;
addEventListener("resize", () => {
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(() => draw_all());
});
if (!for_programs) {
  night.addEventListener("change", () => {
    paint(night.matches);
    draw_all(undefined, true);
  });
  addEventListener("beforeprint", () => {
    paint(false, true);
    draw_all(700, true);
    cut_for_paper();
  });
  addEventListener("afterprint", () => {
    join_again();
    paint(night.matches);
    draw_all(undefined, true);
  });
}

// What tests read: the numbers, and the charts that were made of them.
globalThis.cogov_report = { model, figures, fonts: base_text.fontFamily, named };
