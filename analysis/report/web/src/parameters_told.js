// What sections of a calibration share: what parameters are called.
import { text_width } from "./charts.js";
import { told_in } from "./language.js";
import { rows } from "./model.js";

export const parameters = () => rows("parameters");
// What programs call it, without the heading that says that it is a parameter.
export const key_of_parameter = (row) => row.name.replace(/^parameters\./, "");
// In words where these fit into so many lines, else what programs call it.
export function parameter_name(row, width, lines) {
  const words = told_in(row, "meaning");
  return words && text_width(words) < width * (lines - 0.4)
    ? words
    : key_of_parameter(row).replaceAll("_", " ").replaceAll(".", ": ");
}
