/** Parameters as files hold them: PyTorch's names, shapes and order of axes. The one place of HWIO <-> OIHW. */
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../base/errors';
import { readTensors } from '../gpu/read';
import type { Parameter, ParameterStore } from './module';

/** A tensor as a file holds it. */
export interface StateTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** For each layout: axes of the file in terms of the axes in memory. */
const FILE_AXES = { conv: [3, 2, 0, 1], linear: [1, 0] } as const;

type Shaped = Pick<Parameter, 'layout'> & { readonly value: { readonly shape: readonly number[] } };

/** @returns shape in the file: conv [out, in, kh, kw], linear [out, in], plain as in memory */
export function fileShape({ layout, value: { shape } }: Shaped): number[] {
  return layout === 'plain' ? [...shape] : FILE_AXES[layout].map((axis) => shape[axis]!);
}

/** Visits the elements in the file's order with the index that each has in memory. */
function forEachInFile(parameter: Shaped, visit: (file: number, memory: number) => void): void {
  const { shape } = parameter.value;
  const axes: readonly number[] = parameter.layout === 'plain' ? shape.map((_, i) => i) : FILE_AXES[parameter.layout];
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  let file = 0;
  const walk = (depth: number, memory: number): void => {
    const axis = axes[depth];
    if (axis === undefined) return visit(file++, memory);
    for (let i = 0; i < shape[axis]!; i++) walk(depth + 1, memory + i * strides[axis]!);
  };
  walk(0, 0);
}

/** @param values in memory's order @returns a copy in the file's order */
export function toFile(parameter: Shaped, values: Float32Array): Float32Array {
  if (parameter.layout === 'plain') return values.slice();
  const out = new Float32Array(values.length);
  forEachInFile(parameter, (file, memory) => (out[file] = values[memory]!));
  return out;
}

/** @param values in the file's order @returns a copy in memory's order */
export function fromFile(parameter: Shaped, values: Float32Array): Float32Array {
  if (parameter.layout === 'plain') return values.slice();
  const out = new Float32Array(values.length);
  forEachInFile(parameter, (file, memory) => (out[memory] = values[file]!));
  return out;
}

/** All parameters by name, in order of creation; one wait for the GPU. */
export async function stateDict(store: ParameterStore): Promise<Map<string, StateTensor>> {
  const parameters = store.all();
  const values = await readTensors(parameters.map(({ value }) => value));
  return new Map(
    parameters.map((parameter, i) => [
      parameter.name,
      { shape: fileShape(parameter), data: toFile(parameter, values[i]!) },
    ]),
  );
}

const MOST_LISTED = 5;

function list(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > MOST_LISTED ? ` and ${names.length - MOST_LISTED} more` : '';
  return [`${names.length} ${what} (${names.slice(0, MOST_LISTED).join(', ')}${more})`];
}

/**
 * Writes all parameters of the store.
 * @throws InputError naming every kind of misfit (missing, unexpected, other shape); then nothing has changed
 */
export function loadStateDict(store: ParameterStore, tensors: ReadonlyMap<string, StateTensor>): void {
  const parameters = store.all();
  const known = new Set(parameters.map(({ name }) => name));
  const wrong = parameters.flatMap((parameter) => {
    const given = tensors.get(parameter.name);
    const wanted = fileShape(parameter);
    if (!given) return [];
    if (given.shape.join() === wanted.join() && given.data.length === parameter.value.size) return [];
    return [
      `${parameter.name} is [${given.shape.join(', ')}] with ${given.data.length} values, wanted [${wanted.join(', ')}]`,
    ];
  });
  const faults = [
    ...list(
      'missing',
      parameters.map(({ name }) => name).filter((name) => !tensors.has(name)),
    ),
    ...list(
      'unexpected',
      [...tensors.keys()].filter((name) => !known.has(name)),
    ),
    ...list('of another shape', wrong),
  ];
  if (faults.length > 0) {
    throw new InputError(
      `The weights do not fit the model of ${parameters.length} tensors: ${faults.join('; ')}; give the weights of this model.`,
    );
  }
  for (const parameter of parameters) {
    const values = fromFile(parameter, tensors.get(parameter.name)!.data);
    tf.tidy(() => parameter.value.assign(tf.tensor(values, parameter.value.shape)));
  }
}
