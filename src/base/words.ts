/** Numbers as a person reads them: fixed digits, a true minus. */

const MINUS = '\u2212';
const THIN = '\u202f';
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** -1.5 with 2 digits -> "−1.50"; what rounds to nothing has no sign. */
export function fixed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** As `fixed`, without the zero in front of the point: -0.158 -> "−.16". */
export function fixedShort(value: number, digits: number): string {
  return fixed(value, digits).replace(/^(\u2212?)0\./, '$1.');
}

/** 1073741824 -> "1.0 GiB"; whole numbers below KiB. */
export function bytes(value: number): string {
  const unit = Math.min(Math.floor(Math.log2(Math.max(value, 1)) / 10), UNITS.length - 1);
  return `${(value / 1024 ** unit).toFixed(unit < 3 ? 0 : 1)}${THIN}${UNITS[unit]}`;
}
