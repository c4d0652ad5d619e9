/** What chance did to a sample. */
import type { Sample } from '../sample';
import type { Crop, Size } from './crop';
import type { Photometric } from './photometric';

/** What was done, beyond fitting. */
export interface Change {
  /** Enlarged by it; 1 = as fitted. */
  readonly scale: number;
  /** Degrees, counter-clockwise as seen. */
  readonly angle: number;
  readonly flipped: boolean;
  /** What of the scaled image was kept; null: all, or the middle. */
  readonly crop: Crop | null;
  /** Of the scaled image, pixels. */
  readonly size: Size;
  readonly photometric: Photometric | null;
}

export interface Augmented {
  readonly sample: Sample;
  readonly change: Change;
}
