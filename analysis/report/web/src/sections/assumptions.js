// What was assumed: where numbers come from, what differs from the defaults, how the population fits, versions and
// limits.
import { element, paragraph, table_of } from "../elements.js";
import { csv_text } from "../figure.js";
import { named, say } from "../language.js";
import { about, arms, known, labels, rows } from "../model.js";
import { digits_for, fixed, tick } from "../numbers.js";
import { number_column, text_column, without } from "./shared.js";

const kinds = ["measured", "derived", "calibrated", "assumed", "neutral", "untold"];
const shown = (x) => (known(x) ? tick(7)(x) : "–");

function facts() {
  const list = [
    [say("facts.model"), [about.model, `${say("version")} ${about.model_version}`].join(say("comma"))],
    [say("facts.program"), about.source],
    [say("facts.runs"), say("facts.runs_text", about, arms.length)],
    [say("facts.length"), say("facts.length_text", about)],
    [say("facts.population"), about.population?.replaceAll('"', "")],
    [
      say("facts.seeds"),
      [about.seed, about.population_seed && say("facts.population_seed", about.population_seed)]
        .filter(Boolean)
        .join(say("comma")),
    ],
  ].filter(([, value]) => value);
  return element(
    "dl",
    { class: "facts" },
    list.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}

function download_button(name, columns, cells) {
  return element(
    "button",
    {
      type: "button",
      class: "download",
      onclick: () => {
        const address = URL.createObjectURL(new Blob([csv_text(columns, cells)], { type: "text/csv;charset=utf-8" }));
        const link = element("a", { href: address, download: `${name}.csv` });
        document.body.append(link);
        link.click();
        link.remove();
        setTimeout(() => URL.revokeObjectURL(address), 10000);
      },
    },
    say("download"),
  );
}

function parameters() {
  const all = rows("parameters");
  if (!all.length) return [without(say("without.parameters"))];
  const used = kinds.filter((kind) => all.some((row) => row.kind === kind));
  const counts = table_of(
    [
      text_column(say("columns.where_from")),
      { title: say("columns.how_many"), number: true },
      text_column(say("columns.means")),
    ],
    used.map((kind) => [
      say(`kinds.${kind}`),
      String(all.filter((row) => row.kind === kind).length),
      say(`kinds_mean.${kind}`),
    ]),
    say("figures.where_from"),
  );
  const changed = all.filter((row) => known(row.value) && known(row.default) && row.value !== row.default);
  const columns = [
    text_column(say("columns.parameter")),
    text_column(say("columns.means")),
    { title: say("columns.value"), number: true },
    { title: say("columns.default"), number: true },
    text_column(say("columns.unit")),
    text_column(say("columns.where_from")),
  ];
  const cells = (row) => [
    row.name,
    row.meaning,
    shown(row.value),
    shown(row.default),
    row.unit,
    `${say(`kinds.${row.kind}`)}${row.source ? say("in_brackets", row.source) : ""}`,
  ];
  const whole = element(
    "details",
    {},
    element("summary", {}, say("all_parameters", all.length)),
    download_button("parameters", columns, all.map(cells)),
  );
  whole.addEventListener("toggle", () => {
    if (whole.open && !whole.querySelector("table"))
      whole.append(table_of(columns, all.map(cells), say("all_parameters", all.length)));
  });
  return [
    element("h3", {}, say("figures.where_from")),
    counts,
    element("h3", {}, say("figures.changed")),
    changed.length ? table_of(columns, changed.map(cells), say("figures.changed")) : paragraph(say("none_changed")),
    whole,
  ];
}

function population() {
  const all = rows("population_fit");
  if (!all.length) return [];
  const points = (x) => fixed(100 * x, Math.max(2, Math.min(3, digits_for(100 * x))));
  return [
    element("h3", {}, say("figures.population")),
    table_of(
      [
        text_column(say("columns.table")),
        { title: say("columns.cells"), number: true },
        { title: say("columns.mean_miss"), number: true },
        { title: say("columns.largest_miss"), number: true },
        text_column(say("columns.where")),
        { title: say("columns.largest_miss_of_a_place"), number: true },
      ],
      all.map((row) => [
        say(`population_tables.${row.table}`).startsWith("population_tables.")
          ? row.table.replaceAll("_", " ")
          : say(`population_tables.${row.table}`),
        String(row.cells),
        points(row.mean_miss),
        points(row.largest_miss),
        row.where.replaceAll("_", " "),
        points(row.largest_miss_of_a_place),
      ]),
      say("figures.population"),
    ),
    paragraph(say("read.population"), "read"),
  ];
}

function prices() {
  const all = rows("prices").filter((row) => labels.levers.some((lever) => lever.name === row.lever));
  if (!all.length) return [];
  return [
    element("h3", {}, say("figures.prices")),
    table_of(
      [text_column(say("columns.policy")), number_column(say("columns.price"), 0), text_column(say("columns.for"))].map(
        (c) => c,
      ),
      all.map((row) => [
        named(labels.levers.find((lever) => lever.name === row.lever)),
        fixed(row.unit_cost_yuan, digits_for(row.unit_cost_yuan) > 2 ? 2 : 0),
        say("price_base", row.cost_base, row.cost_period),
      ]),
      say("figures.prices"),
    ),
  ];
}

export function assumptions() {
  return [
    paragraph(say("intro.assumptions")),
    facts(),
    ...parameters(),
    ...population(),
    ...prices(),
    element("h3", {}, say("figures.limits")),
    element(
      "ul",
      { class: "limits" },
      say("limits").map((text) => element("li", {}, text)),
    ),
    about.scenario
      ? element("details", {}, element("summary", {}, say("scenario")), element("pre", { tabindex: 0 }, about.scenario))
      : null,
  ].filter(Boolean);
}
