/** One image of NYUv2's labelled set, turned from MATLAB's order (columns first) into ours. */
import { InputError } from '../../base/errors';
import type { LabelSet } from '../../base/label-sets';
import { boundaryOfLabels } from '../derive/boundary';
import { normalsFromDepth } from '../derive/normals';
import type { Labels, Sample } from '../sample';
import type { DepthFaultCount } from './depth-faults';
import { NYU_INTRINSICS } from './nyu-camera';
import { CLASS40_OF_RAW, NYU_RAW_LABELS, to13Classes } from './nyu-classes';
import type { Slabs } from './nyu-mat-slabs';
import { depthOf } from './raw-labels';

export interface MatArrays {
  readonly path: string;
  readonly height: number;
  readonly width: number;
  /** Whether the labels are the published 894. */
  readonly hasClasses: boolean;
  readonly faults: DepthFaultCount;
  /** [N, 3, W, H] */
  readonly images: Slabs;
  /** 0 = unlabelled. [N, W, H] */
  readonly labels?: Slabs;
  /** Metres. [N, W, H] */
  readonly raw?: Slabs;
  readonly filled?: Slabs;
}

export interface MatWish {
  readonly id: string;
  readonly depth: 'raw' | 'filled';
  readonly labelSet: LabelSet;
}

/** @param index from 0 @throws InputError naming the image */
export function readMatSample(arrays: MatArrays, index: number, { id, depth, labelSet }: MatWish): Sample {
  const { height, width } = arrays;
  const what = `${arrays.path}, image ${index + 1}`;
  const labels: { -readonly [K in keyof Labels]: Labels[K] } = {};
  const raw = arrays.labels && turned(arrays.labels.image(index), arrays);
  if (raw) {
    if (arrays.hasClasses) labels.semseg = classesOf(raw, labelSet, what);
    labels.boundary = boundaryOfLabels(raw, { height, width, unlabelled: 0 });
  }
  const slabs = arrays[depth];
  if (slabs) {
    const values = turned(slabs.image(index), arrays);
    const found = depthOf({ path: what, height, width, channels: 1, values });
    arrays.faults.note(what, found.faults);
    labels.depth = found.depth;
    labels.normals = normalsFromDepth(found.depth, { height, width, intrinsics: NYU_INTRINSICS });
  }
  return { id, height, width, image: colours(arrays.images.image(index), arrays), labels };
}

interface Size {
  readonly height: number;
  readonly width: number;
}

/** [W, H] -> [H, W] */
function turned(values: ArrayLike<number | bigint>, { height, width }: Size): Float32Array {
  const rows = new Float32Array(height * width);
  for (let x = 0, from = 0; x < width; x++) {
    for (let y = 0; y < height; y++, from++) rows[y * width + x] = Number(values[from]);
  }
  return rows;
}

/** [3, W, H] -> [H, W, 3] */
function colours(values: ArrayLike<number | bigint>, { height, width }: Size): Uint8Array {
  const image = new Uint8Array(height * width * 3);
  for (let channel = 0, from = 0; channel < 3; channel++) {
    for (let x = 0; x < width; x++) {
      for (let y = 0; y < height; y++, from++) image[(y * width + x) * 3 + channel] = Number(values[from]);
    }
  }
  return image;
}

function classesOf(raw: Float32Array, labelSet: LabelSet, what: string): Uint8Array {
  const labels = new Uint8Array(raw.length);
  for (let i = 0; i < labels.length; i++) {
    const label = CLASS40_OF_RAW[raw[i]!];
    if (label === undefined) {
      throw new InputError(`${what} has the label ${raw[i]} at pixel ${i}; allowed are 0 to ${NYU_RAW_LABELS}.`);
    }
    labels[i] = label;
  }
  return labelSet === 'nyuv2-13' ? to13Classes(labels) : labels;
}
