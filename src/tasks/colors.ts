/** Colours of maps; they never change with the theme. */

export type Rgb = readonly [red: number, green: number, blue: number];

/** '#rrggbb' as three bytes. */
export function rgb(hex: string): Rgb {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Pixels without a label. */
export const UNLABELLED = '#1b1d1c';

/** Ten even steps of matplotlib's viridis (CC0), dark to bright. */
export const VIRIDIS = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
] as const;

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

/** Ten even steps of cividis (Nuñez, Anderton, Renslow 2018), dark to bright: how dense, how much absorbed. */
export const CIVIDIS = [
  '#00224e',
  '#123570',
  '#3b496c',
  '#575d6d',
  '#707173',
  '#8a8678',
  '#a59c74',
  '#c3b369',
  '#e1cc55',
  '#fee838',
] as const;

/** Negative blue, positive red, zero pale. */
export const DIVERGING = ['#1d4f9c', '#8fb0d9', '#f2f2ee', '#e0a186', '#a63a0c'] as const;

/** What is not a number shows as one colour that no map has. */
const NOT_A_NUMBER: Rgb = [255, 0, 255];

/** Boundaries: light on near-black, in both themes. */
export const BOUNDARY_RAMP = ['#101413', '#f0f0ea'] as const;

/** Saliency: warm light on near-black. */
export const SALIENCY_RAMP = ['#101413', '#7a4a12', '#f7d9a0'] as const;

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

/** RGBA bytes of `pixels` pixels, opaque; `undefined` is a pixel without a label. */
export function paintPixels(
  pixels: number,
  colorOf: (pixel: number) => Rgb | undefined,
): Uint8ClampedArray<ArrayBuffer> {
  const empty = rgb(UNLABELLED);
  const bytes = new Uint8ClampedArray(4 * pixels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const color = colorOf(pixel) ?? empty;
    bytes[4 * pixel] = color[0];
    bytes[4 * pixel + 1] = color[1];
    bytes[4 * pixel + 2] = color[2];
    bytes[4 * pixel + 3] = 255;
  }
  return bytes;
}
