// What a section of the page is. Each is a file of its name in sections/ and a row of sections.js, where its place is
// its number.
import { add_texts } from "./language.js";
import { page } from "./model.js";

export const sections = [];
export const sections_here = () => sections.filter((one) => one.page === page && one.is_here());

// `texts` has the title at least; `make(redraw)` gives what stands below it, and is asked again when a choice
// changes.
// `of`: the page that it stands on; `is_here()`: has the file anything that it would show?
export function section(id, texts, make, { of = "results", is_here = () => true } = {}) {
  add_texts(id, texts);
  sections.push({ id, make, page: of, is_here });
}

// What sentences call other sections, wherever these stand.
function place_of(id) {
  const place = sections_here().findIndex((one) => one.id === id) + 1;
  if (!place) throw new Error(`The page has no section “${id}”.`);
  return place;
}
export const section_en = (id) => `section ${place_of(id)}`;
export const section_zh = (id) => `第 ${place_of(id)} 节`;
