/** Numbers as the page writes them: thin spaces between thousands, a true minus, binary units, digits that keep still. */
import { bytes, fixed } from '../base/words';

export { bytes, fixed };

const THIN = '\u202f';

/** 65535 -> "65 535" with a thin space that does not break. */
export function count(value: number): string {
  return minus(String(value).replace(/\B(?=(\d{3})+$)/g, THIN));
}

export const minus = (text: string): string => text.replace('-', '−');

/** Four digits that matter at the scale of losses: 123.4, 12.34, 1.234, 0.1234. */
export function loss(value: number): string {
  const size = Math.abs(value);
  return fixed(value, size >= 100 ? 1 : size >= 10 ? 2 : size >= 1 ? 3 : 4);
}

/** 0.003 -> "3.00e−3". */
export const scientific = (value: number): string => minus(value.toExponential(2));

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

/** In the two units that matter: "45 s", "4 min", "1 h 22 min", "2 d 3 h". */
export function duration(seconds: number): string {
  const part = (value: number, unit: string): string => `${value}${THIN}${unit}`;
  const two = (whole: number, big: string, rest: number, small: string): string =>
    rest > 0 ? `${part(whole, big)} ${part(rest, small)}` : part(whole, big);
  if (seconds < 59.5) return part(Math.round(seconds), 's');
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < 60) return part(minutes, 'min');
  if (seconds < DAY) return two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(seconds / HOUR);
  return two(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** "about 4 min left"; nothing while no step has been measured. */
export function timeLeft(steps: number, millisecondsPerStep: number): string {
  if (steps <= 0 || millisecondsPerStep <= 0) return '';
  return `about ${duration((steps * millisecondsPerStep) / 1000)} left`;
}

/** "3.10 steps/s", or "1.43 s/step" where a step takes longer than a second; a dash before the first. */
export function pace(millisecondsPerStep: number): string {
  if (millisecondsPerStep <= 0) return '–';
  const seconds = millisecondsPerStep / 1000;
  const digits = (value: number): string => value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
  return seconds > 1 ? `${digits(seconds)}${THIN}s/step` : `${digits(1 / seconds)}${THIN}steps/s`;
}

/** How long ago, both in milliseconds since 1970; 0 = never. */
export function ago(then: number, now: number): string {
  if (then === 0) return 'not yet';
  const seconds = Math.max(0, (now - then) / 1000);
  return seconds < 1.5 ? 'just now' : `${duration(seconds)} ago`;
}
