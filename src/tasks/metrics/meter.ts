/** Metrics that are fed image by image and keep a fixed amount of memory. Pure: they run off the GPU thread. */
import type { Confusion } from '../../base/confusion';

/** How a metric is shown and which way is better. */
export interface MetricInfo {
  readonly key: string;
  readonly name: string;
  /** '' for a plain number. */
  readonly unit: string;
  /** Null: neither way. */
  readonly better: 'higher' | 'lower' | null;
  /** Decimals worth showing. */
  readonly digits: number;
}

/** Pixels. */
export interface Extent {
  readonly height: number;
  readonly width: number;
}

export interface Meter {
  /**
   * @param prediction decoded, of one image, rows first, channels last
   * @param label the same size; 255 = ignored pixel
   * @param truth what counts instead of the label, where the label counts (`LabelRule.truth`)
   */
  add(prediction: Float32Array, label: Float32Array, extent: Extent, truth?: Uint8Array): void | Promise<void>;
  /** By metric key; NaN where no valid pixel has been seen. */
  values(): Record<string, number>;
  /** Pixels by label (rows) and prediction (columns), of classes. */
  confusion?(): Confusion;
}

export const IGNORE = 255;
