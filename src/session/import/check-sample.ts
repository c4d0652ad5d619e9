/** Whether a sample is what data/sample.ts promises: the last look before it is stored, whichever layout it came from. */
import { InputError } from '../../base/errors';
import { LABEL_SETS, PART_CLASSES, type LabelSet } from '../../base/label-sets';
import type { Labels, Sample, TaskId } from '../../data/sample';

type Layer = keyof Labels;

const IGNORE = 255;

/** Classes by task; a label below their number, or 255, is one. */
const classesOf = (task: TaskId, labelSet: LabelSet): number | undefined =>
  ({
    semseg: LABEL_SETS[labelSet].length,
    parts: PART_CLASSES.length,
    boundary: 2,
    saliency: 2,
    depth: undefined,
    normals: undefined,
  })[task];

function strayIn(values: Uint8Array | Float32Array, layer: Layer, labelSet: LabelSet): string | undefined {
  if (layer === 'contour') {
    const stray = values.find((value) => value > 1);
    return stray === undefined ? undefined : `${stray}; allowed are 0 and 1`;
  }
  const classes = classesOf(layer, labelSet);
  if (classes !== undefined) {
    const stray = values.find((value) => value >= classes && value !== IGNORE);
    return stray === undefined ? undefined : `${stray}; allowed are 0 to ${classes - 1}, and 255 for ignored`;
  }
  const stray = values.find((value) => !Number.isFinite(value) || (layer === 'depth' && value < 0));
  if (stray === undefined) return undefined;
  return `${stray}; allowed are ${layer === 'depth' ? 'metres, and 0 for unknown' : 'finite numbers'}`;
}

/** @throws InputError naming the sample and what is wrong with it */
export function checkSample({ id, height, width, image, labels }: Sample, labelSet: LabelSet): void {
  if (!(height > 0 && width > 0)) throw new InputError(`"${id}" is ${height}x${width}: there is no image.`);
  if (image.length !== height * width * 3) {
    throw new InputError(
      `The image of "${id}" has ${image.length} values; ${height}x${width} need ${height * width * 3}.`,
    );
  }
  for (const [name, values] of Object.entries(labels) as [Layer, Uint8Array | Float32Array | undefined][]) {
    if (!values) continue;
    const wanted = height * width * (name === 'normals' ? 3 : 1);
    if (values.length !== wanted) {
      throw new InputError(
        `The ${name} label of "${id}" has ${values.length} values; an image of ${height}x${width} needs ${wanted}.`,
      );
    }
    const stray = strayIn(values, name, labelSet);
    if (stray) throw new InputError(`A ${name} label of "${id}" is ${stray}.`);
  }
}
