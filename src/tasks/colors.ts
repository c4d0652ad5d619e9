/** Colours of maps; they never change with the theme. */
import { rgb, type Rgb } from '../base/ramp';

export { MAGMA, ramp, rgb, type Rgb } from '../base/ramp';

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

/** Boundaries: light on near-black, in both themes. */
export const BOUNDARY_RAMP = ['#101413', '#f0f0ea'] as const;

/** Saliency: warm light on near-black. */
export const SALIENCY_RAMP = ['#101413', '#7a4a12', '#f7d9a0'] as const;

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
