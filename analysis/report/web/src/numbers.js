// Numbers as people write them.
import { language, say } from "./language.js";
import { known, one_replicate, over_worlds } from "./model.js";

export function fixed(x, digits) {
  if (!known(x)) return "–";
  const text = new Intl.NumberFormat(language() === "zh" ? "zh-CN" : "en-GB", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Math.abs(x));
  const zero = !/[1-9]/.test(text);
  return x < 0 && !zero ? `−${text}` : text;
}

export function signed(x, digits) {
  const text = fixed(x, digits);
  return known(x) && x > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

// As many digits as tell a number of its size: 0.0123, 1.23, 123.
export function digits_for(x) {
  const size = Math.abs(x);
  if (!known(x) || size === 0) return 0;
  return Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(size))));
}
export const rounded = (x) => fixed(x, digits_for(x));

// A value as short as it can be told: 0.0444 for 0.044395045759651156.
export const shortest = (text) =>
  text !== "" && Number.isFinite(Number(text)) && text.length > 7 ? String(Number(Number(text).toPrecision(4))) : text;

// As ticks of axes have them: so many digits at most, and none that are noughts.
export const tick = (digits) => (x) => String(Number(x.toPrecision(digits))).replace("-", "−");

// "low to high"
export const between = (low, high, digits) => say("between", signed(low, digits), signed(high, digits));
// Does a number of several runs have no interval, since all runs are alike?
export const is_alike = (row, name) =>
  !one_replicate && known(row[name]) && row[name] !== 0 && !known(row[`${name}_low`]);
// "1.23 (1.01 to 1.45)"
export const rounded_interval = (row, name) =>
  known(row[`${name}_low`])
    ? say("amount", rounded(row[name]), rounded(row[`${name}_low`]), rounded(row[`${name}_high`]))
    : `${rounded(row[name])} ?`;
// " (1.01 to 1.45)", or nothing
export const rounded_range = (row, name) =>
  known(row[`${name}_low`]) ? say("in_range", rounded(row[`${name}_low`]), rounded(row[`${name}_high`])) : "";
// "+1.23 ±0.04", across worlds "+1.23 (0.41 to 2.34)" ("+1.23 ?" where all runs are alike), with up to two digits
// more where the interval is narrower than a digit.
export function with_half(row, name, digits) {
  if (!known(row[`${name}_low`])) return signed(row[name], digits) + (is_alike(row, name) ? " ?" : "");
  if (over_worlds)
    return say(
      "amount",
      signed(row[name], digits),
      fixed(row[`${name}_low`], digits),
      fixed(row[`${name}_high`], digits),
    );
  const half = (row[`${name}_high`] - row[`${name}_low`]) / 2;
  const told =
    half > 1e-9 * Math.abs(row[name]) && half < 0.5 * 10 ** -digits
      ? Math.min(digits + 2, Math.ceil(-Math.log10(half)))
      : digits;
  return `${signed(row[name], told)} ±${fixed(half, told)}`;
}
export function percent(share) {
  const near_an_end = (share > 0.995 && share < 0.9995) || (share > 0.0005 && share < 0.005);
  return `${fixed(100 * share, near_an_end ? 1 : 0)}\u00a0%`;
}

// Yuan as people say them, and their range in the same unit: "3.2 million yuan", "(1.4 to 5.1)".
const units_of_money = {
  en: [
    [1e9, "billion"],
    [1e6, "million"],
    [1, ""],
  ],
  zh: [
    [1e8, "亿"],
    [1e4, "万"],
    [1, ""],
  ],
};
export function yuan_range(x, low, high) {
  const [size, word] = units_of_money[language() === "zh" ? "zh" : "en"].find(([one]) => Math.abs(x) >= one) ?? [1, ""];
  const one = (y) => {
    const told = Number((y / size).toPrecision(Math.abs(y) < 100 * size ? 2 : 3));
    return fixed(told, size > 1 && Math.abs(x) < 10 * size ? 1 : 0);
  };
  return [say("yuan", one(x), word), known(low) ? say("in_range", one(low), one(high)).trim() : ""];
}

// With three digits that tell it, as short as it can be: "0.45", "1.2 (0.8 to 1.65)".
export const as_told = (x) => (known(x) ? tick(3)(x) : "–");
export const range_of = (row, name) =>
  say("amount", as_told(row[name]), as_told(row[`${name}_low`]), as_told(row[`${name}_high`]));
