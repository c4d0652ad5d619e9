/**
 * Human parts of PASCAL (Chen et al. 2014), merged to six as the published loader of Maninis et al. (CVPR 2019) does.
 * One MAT file an image: anno.objects[], each with class_ind, mask and parts[] of part_name and mask.
 */
import { InputError } from '../../base/errors';
import { isMatNumbers, readMat5, rowsOf, type MatValue } from '../../formats/mat5';

const PERSON = 15;
const IGNORED = 255;
/** Labels of PART_CLASSES: 1 head, 2 torso, 3 upper arm, 4 lower arm, 5 upper leg, 6 lower leg. */
const PART_OF_NAME: Readonly<Record<string, number>> = {
  ...named(1, 'head hair lear rear leye reye lebrow rebrow nose mouth'),
  ...named(2, 'neck torso'),
  ...named(3, 'luarm ruarm'),
  ...named(4, 'llarm rlarm lhand rhand'),
  ...named(5, 'luleg ruleg'),
  ...named(6, 'llleg rlleg lfoot rfoot'),
};

export interface PartMap {
  readonly height: number;
  readonly width: number;
  /** 0 background, 1..6. [H, W] */
  readonly parts: Uint8Array;
}

/**
 * Later parts, and later people, lie over earlier ones.
 * @returns undefined if nobody is in it whose parts are marked
 * @throws InputError if the file is damaged, of another structure, or names an unknown part
 */
export function readPartMap(bytes: Uint8Array, path: string): PartMap | undefined {
  const anno = readMat5(bytes, path)['anno'];
  const objects = listOf(fieldOf(anno, 'objects', path));
  let map: PartMap | undefined;
  for (const object of objects) {
    if (numberOf(fieldOf(object, 'class_ind', path), path) !== PERSON) continue;
    for (const part of listOf(fieldOf(object, 'parts', path))) map = painted(map, part, path);
  }
  return map?.parts.some((label) => label > 0) ? map : undefined;
}

/** All pixels unknown: what an image without people has. */
export function noParts(height: number, width: number): Uint8Array {
  return new Uint8Array(height * width).fill(IGNORED);
}

/**
 * Who is in which image, as ImageSets/Parts/*.txt say in JSON: { "2008_000008": [15, -1] }, a class for every object, -1 for
 * one that is too small.
 * @returns ids of images that are listed and have no person
 * @throws InputError if it is no such list
 */
export function idsWithoutPerson(text: string, path: string): Set<string> {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    list = undefined;
  }
  const entries = typeof list === 'object' && list !== null ? Object.entries(list as Record<string, unknown>) : [];
  if (entries.length === 0 || !entries.every(([, classes]) => Array.isArray(classes))) {
    throw new InputError(`${path} is no list of objects as {"2008_000008": [15]}.`);
  }
  return new Set(entries.flatMap(([id, classes]) => ((classes as unknown[]).includes(PERSON) ? [] : id)));
}

function painted(map: PartMap | undefined, part: MatValue, path: string): PartMap {
  const name = fieldOf(part, 'part_name', path);
  const label = typeof name === 'string' && Object.hasOwn(PART_OF_NAME, name) ? PART_OF_NAME[name] : undefined;
  if (label === undefined) {
    const known = Object.keys(PART_OF_NAME).join(', ');
    throw new InputError(`${path} names the human part ${JSON.stringify(name)}; known are ${known}.`);
  }
  const { height, width, data } = rowsOf(fieldOf(part, 'mask', path), `The mask of "${String(name)}" in ${path}`);
  const into = map ?? { height, width, parts: new Uint8Array(height * width) };
  if (height !== into.height || width !== into.width) {
    throw new InputError(
      `${path} has parts of ${into.width} x ${into.height} and of ${width} x ${height} pixels; all must be as large.`,
    );
  }
  for (let i = 0; i < data.length; i++) if (data[i] !== 0) into.parts[i] = label;
  return into;
}

function fieldOf(value: MatValue | undefined, name: string, path: string): MatValue {
  const field =
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isMatNumbers(value)
      ? (value as Readonly<Record<string, MatValue>>)[name]
      : undefined;
  if (field === undefined) throw new InputError(`${path} has no "${name}" where a part annotation has it.`);
  return field;
}

/** One struct stands for a list of one; an empty matrix for an empty list. */
function listOf(value: MatValue): readonly MatValue[] {
  if (Array.isArray(value)) return value as readonly MatValue[];
  return value === null || typeof value === 'string' || isMatNumbers(value) ? [] : [value];
}

function numberOf(value: MatValue, path: string): number {
  if (isMatNumbers(value) && value.data.length === 1) return value.data[0]!;
  throw new InputError(`${path} has an object whose class is no number; the file is of another layout.`);
}

function named(label: number, names: string): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name) => [name, label]));
}
