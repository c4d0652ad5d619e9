/** Weights and inputs by formula, so that a network of any size needs no file (test/golden/mtl/README.md). */
import type { ParameterStore } from '../../src/nn/module';
import { fileShape, loadStateDict, type StateTensor } from '../../src/nn/state-dict';

function fnv1a(text: string): number {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}

/** u in [0, 1) of element i of the tensor whose name has this hash. */
function uniformAt(i: number, hash: number): number {
  let x = (Math.imul(i, 2654435761) + hash) | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  x ^= x >>> 16;
  return (x >>> 0) / 2 ** 32;
}

function valueRule(name: string, shape: readonly number[]): (u: number) => number {
  const size = shape.reduce((a, b) => a * b, 1);
  if (name.endsWith('num_batches_tracked')) return () => 0;
  if (name.endsWith('running_var')) return (u) => 0.5 + u;
  if (name.endsWith('running_mean')) return (u) => 0.2 * (u - 0.5);
  if (shape.length <= 1) return name.endsWith('weight') ? (u) => 0.6 + 0.8 * u : (u) => 0.2 * (u - 0.5);
  const bound = Math.sqrt((3 * shape[0]!) / size);
  return (u) => (2 * u - 1) * bound;
}

/** @param shape as in a file (OIHW) */
export function formulaTensor(name: string, shape: readonly number[]): StateTensor {
  const hash = fnv1a(name);
  const rule = valueRule(name, shape);
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: Float32Array.from({ length: size }, (_, i) => rule(uniformAt(i, hash))) };
}

/** Sets every parameter of the store by its name. */
export function loadFormula(store: ParameterStore): void {
  loadStateDict(
    store,
    new Map(store.all().map((parameter) => [parameter.name, formulaTensor(parameter.name, fileShape(parameter))])),
  );
}
