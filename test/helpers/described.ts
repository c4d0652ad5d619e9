/** Networks that a model file describes, with weights by formula, as files. */
import type { StoredTensor } from '../../src/interchange/safetensors';
import { toPublished } from '../../src/interchange/names';
import { MultiTaskModel } from '../../src/model/multitask';
import { fileShape } from '../../src/nn/state-dict';
import { describedModel } from '../../src/session/described-model';
import { formulaTensor } from './formula';

/** Every tensor of the state dict under its published name. */
export function formulaWeights(model: object, input: readonly [number, number]): Map<string, StoredTensor> {
  const { config, heads, tasks } = describedModel(JSON.stringify(model), input);
  const { store } = new MultiTaskModel(config, heads, { allocate: false });
  return new Map(
    store.all().map((parameter) => {
      const name = toPublished(parameter.name, tasks);
      return [name, { dtype: 'F32', ...formulaTensor(name, fileShape(parameter)) }];
    }),
  );
}

/** A tensor of random-looking values about 0. */
export function waves(shape: readonly number[], size = 1): StoredTensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return {
    dtype: 'F32',
    shape,
    data: Float32Array.from({ length: count }, (_, i) => size * Math.sin(0.7 * i * (1 + (i % 7)))),
  };
}
