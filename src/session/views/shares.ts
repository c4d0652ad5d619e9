/** Which classes a field sees along a ray: softmax shares of those that matter. */
import type { Legend } from '../../base/legend';
import type { RayTask } from '../../protocol/views';

const MOST_CLASSES = 6;
const OTHER = { name: 'other', color: '#7d827d' } as const; // a grey between light and dark themes

/** Of every sample, [samples, channels]. */
function softmax(values: Float64Array, channels: number): Float64Array {
  const shares = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += channels) {
    const logits = values.subarray(start, start + channels);
    const top = logits.reduce((a, b) => Math.max(a, b), -Infinity);
    const sum = logits.reduce((total, logit) => total + Math.exp(logit - top), 0);
    logits.forEach((logit, c) => (shares[start + c] = Math.exp(logit - top) / sum));
  }
  return shares;
}

/**
 * The classes with the largest sum of weight times share, largest first, and the rest as "other".
 * @param values raw, [samples, classes] @param weight [samples]
 * @returns [] where the legend is none of classes
 */
export function classShares(legend: Legend, values: Float64Array, weight: Float64Array): RayTask['shares'] {
  if (legend.kind !== 'classes') return [];
  const { classes } = legend;
  const count = classes.length;
  const shares = softmax(values, count);
  const sums = classes.map((_, c) => weight.reduce((sum, w, s) => sum + w * shares[s * count + c]!, 0));
  const shown = classes
    .map((_, c) => c)
    .sort((a, b) => sums[b]! - sums[a]!)
    .slice(0, MOST_CLASSES);
  const of = (c: number) => Float32Array.from(weight, (_, s) => shares[s * count + c]!);
  const parts = shown.map((c) => ({ ...classes[c]!, values: of(c) }));
  if (count <= MOST_CLASSES) return parts;
  const rest = Float32Array.from(weight, (_, s) =>
    Math.max(1 - parts.reduce((sum, { values: part }) => sum + part[s]!, 0), 0),
  );
  return [...parts, { ...OTHER, values: rest }];
}
