/** Colours between stops, and the scale of errors: what a worker paints and what the page does. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** '#rrggbb' as three bytes. */
export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Ten even steps of matplotlib's magma (CC0), from black: errors. */
export const MAGMA = [
  '#000004',
  '#180f3e',
  '#451077',
  '#721f81',
  '#9f2f7f',
  '#cd4071',
  '#f1605d',
  '#fd9567',
  '#fec98d',
  '#fcfdbf',
] as const;

/** What is not a number shows as one colour that no map has. */
const NOT_A_NUMBER: Rgb = [255, 0, 255];

/** A function from 0..1 to a colour, linear between the stops. */
export function ramp(stops: readonly string[]): (share: number) => Rgb {
  const colors = stops.map(rgb);
  return (share) => {
    if (Number.isNaN(share)) return NOT_A_NUMBER;
    const place = Math.min(Math.max(share, 0), 1) * (colors.length - 1);
    const low = Math.min(Math.floor(place), colors.length - 2);
    const [from, to] = [colors[low]!, colors[low + 1]!];
    const mix = (k: 0 | 1 | 2): number => Math.round(from[k] + (place - low) * (to[k] - from[k]));
    return [mix(0), mix(1), mix(2)];
  };
}
