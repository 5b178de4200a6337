// What is measured in a page: each of these runs inside it and sees nothing of this file.

// Texts of a chart that lie on one another.
export const collisions = () =>
  [...cogov_report.figures.values()].flatMap((one) => {
    const texts = [...one.box.querySelectorAll("svg text")]
      .map((text) => [text.textContent, text.getBoundingClientRect()])
      .filter(([, box]) => box.width > 0);
    return texts.flatMap(([text, a], k) =>
      texts
        .slice(k + 1)
        .filter(
          ([, b]) =>
            Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
            Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3,
        )
        .map(([other]) => `${one.name}: ${text} | ${other}`),
    );
  });
// Tables: how far each is cut, whether it says so where it is, and whether its first column stays.
export const tables = () =>
  [...document.querySelectorAll(".scroll")]
    .filter((box) => box.checkVisibility())
    .map((box) => {
      const over = box.scrollWidth - box.clientWidth,
        first = box.querySelector("tbody tr > *"),
        before = first.getBoundingClientRect().left;
      const said = getComputedStyle(box.nextElementSibling).display !== "none",
        faded = getComputedStyle(box).getPropertyValue("--right") !== "0px";
      box.scrollLeft = over;
      const stays = Math.abs(first.getBoundingClientRect().left - before) < 1.5;
      box.scrollLeft = 0;
      return { name: box.getAttribute("aria-label"), over, said, faded, stays };
    });
// What stands out from what is behind it by less than letters (4.5) or marks (3) should, by WCAG 2.
export const faint = () => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const parts = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = (colour) =>
    parts(colour)
      .slice(0, 3)
      .map((x) => x / 255)
      .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4))
      .reduce((sum, x, k) => sum + [0.2126, 0.7152, 0.0722][k] * x, 0);
  const contrast = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const solid = (colour) => colour && colour !== "none" && parts(colour)[3] === 255;
  const behind = (of) => {
    for (let at = of; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (solid(colour)) return colour;
    }
    return "white";
  };
  const bad = [];
  let looked = 0;
  const judge = (what, colour, back, least) => {
    ++looked;
    if (contrast(colour, back) < least) bad.push(`${what}: ${colour} on ${back}, ${contrast(colour, back).toFixed(2)}`);
  };
  const walk = document.createTreeWalker(document.getElementById("page"), NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const of = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || of.closest("svg") || !of.getClientRects().length) continue;
    judge(walk.currentNode.textContent.trim().slice(0, 40), getComputedStyle(of).color, behind(of), 4.5);
  }
  for (const one of cogov_report.figures.values()) {
    const paper = one.chart.getOption().backgroundColor;
    judge(`${one.name}, the paper`, getComputedStyle(document.body).color, paper, 4.5);
    if (contrast(paper, getComputedStyle(document.body).backgroundColor) > 1.01)
      bad.push(`${one.name}: ${paper} is not the page's`);
    const shapes = []; // drawn so far, with their fills
    for (const drawn of one.box.querySelectorAll("svg path, svg rect, svg polygon, svg circle, svg text")) {
      const box = drawn.getBoundingClientRect();
      if (drawn.tagName !== "text") {
        if (
          drawn.closest("defs") === null &&
          solid(drawn.getAttribute("fill")) &&
          (drawn.getAttribute("fill-opacity") ?? "1") === "1"
        )
          shapes.push([box, drawn.getAttribute("fill")]);
        continue;
      }
      const x = (box.left + box.right) / 2,
        y = (box.top + box.bottom) / 2;
      const under = shapes
        .filter(([shape]) => shape.left < x && x < shape.right && shape.top < y && y < shape.bottom)
        .pop();
      judge(
        `${one.name}: ${drawn.textContent}`,
        drawn.getAttribute("fill") ?? getComputedStyle(drawn).fill,
        under ? under[1] : paper,
        4.5,
      );
    }
    for (const series of one.chart.getOption().series) {
      if (series.type === "line") judge(`${one.name}: a line`, series.lineStyle.color, paper, 3);
      if (series.type === "scatter")
        for (const mark of series.data)
          judge(`${one.name}: a mark`, mark.itemStyle.borderColor ?? mark.itemStyle.color, paper, 3);
    }
  }
  return { looked, bad };
};
// Marks of a chart, and which are hollow.
export const marks = () =>
  Object.fromEntries(
    [...cogov_report.figures.values()].map((one) => [
      one.name,
      one.chart
        .getOption()
        .series.filter((s) => s.type === "scatter" && s.data.some((mark) => mark.itemStyle.borderColor))
        .flatMap((s) =>
          s.data.map((mark) => ({ at: mark.value, hollow: mark.itemStyle.color !== mark.itemStyle.borderColor })),
        ),
    ]),
  );
// A page made ready for paper, as it is laid out there.
export const on_paper = () => ({
  background: getComputedStyle(document.body).backgroundColor,
  papers: [...new Set([...cogov_report.figures.values()].map((one) => one.chart.getOption().backgroundColor))],
  asking: [...document.querySelectorAll("button, select, summary, nav")].filter((one) => one.getClientRects().length)
    .length,
  highest: Math.max(
    ...[...document.querySelectorAll(".chart, .piece, tr, .answer li")].map(
      (one) => one.getBoundingClientRect().height,
    ),
  ),
  rows: [...document.querySelectorAll(".piece svg")].length,
  cut: [...document.querySelectorAll(".piece")].flatMap((piece) => {
    const frame = piece.getBoundingClientRect();
    return [...piece.querySelectorAll("svg text")]
      .filter((text) => {
        const box = text.getBoundingClientRect();
        return (
          box.bottom > frame.top + 2 &&
          box.top < frame.bottom - 2 &&
          (box.top < frame.top - 3 || box.bottom > frame.bottom + 3)
        );
      })
      .map((text) => text.textContent);
  }),
  table_over: [...document.querySelectorAll("table")].filter(
    (one) => one.getClientRects().length && one.scrollWidth > document.documentElement.clientWidth + 1,
  ).length,
});
