/** Error maps: magma from black. */
import { MAGMA, paintPixels, ramp } from './colors';
import { IGNORE } from './metrics/meter';
import type { ErrorRule, Task } from './task';

const color = ramp(MAGMA);

/** |prediction - label| of tasks with one number a pixel. */
export function absoluteError({ worst, unit }: { readonly worst: number; readonly unit: string }): ErrorRule {
  return {
    worst,
    at: (prediction, label, pixel) => Math.abs(prediction[pixel]! - label[pixel]!),
    legend: () => ({ kind: 'ramp', low: 0, high: worst, unit, stops: MAGMA }),
  };
}

/** RGBA bytes. @param prediction decoded @param label as `labelOf` gives it; 255 = ignored */
export function paintError(
  { error, labels }: Pick<Task, 'error' | 'labels'>,
  prediction: Float32Array,
  label: Float32Array,
): Uint8ClampedArray<ArrayBuffer> {
  const { channels } = labels;
  return paintPixels(label.length / channels, (pixel) =>
    isIgnored(label, channels, pixel) ? undefined : color(error.at(prediction, label, pixel) / error.worst),
  );
}

/** Whether a pixel of a label counts for nothing: 255 in any channel. */
export function isIgnored(label: Float32Array, channels: number, pixel: number): boolean {
  for (let c = 0; c < channels; c++) if (label[channels * pixel + c] === IGNORE) return true;
  return false;
}
