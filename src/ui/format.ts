/** Numbers as the page writes them: a thin space between thousands, binary units for sizes. */

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** 65535 -> "65 535" with a thin space that does not break. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** 1073741824 -> "1.0 GiB"; whole numbers below KiB. */
export function bytes(value: number): string {
  const unit = Math.min(Math.floor(Math.log2(Math.max(value, 1)) / 10), UNITS.length - 1);
  return `${(value / 1024 ** unit).toFixed(unit < 3 ? 0 : 1)}\u202f${UNITS[unit]}`;
}
