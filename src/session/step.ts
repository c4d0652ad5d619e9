/** Optimizer steps of a described network on one given batch, for comparison with other programs. */
import * as tf from '@tensorflow/tfjs-core';
import { InputError, NonFiniteLossError } from '../base/errors';
import { deriveSeed } from '../base/random';
import type { NamedGradients } from '../gpu/tape';
import { readTensors } from '../gpu/read';
import { toPublished } from '../interchange/names';
import { writeSafetensors, type StoredTensor } from '../interchange/safetensors';
import type { MultiTaskModel } from '../model/multitask';
import { fileShape, stateDict, toFile } from '../nn/state-dict';
import type { PublishedTask } from '../tasks/published';
import { clipping } from '../training/clip';
import { WholeGathering } from '../training/gathering';
import { lossTerms, type Term } from '../training/objective';
import { optimizerOf, type Optimizer } from '../training/optimizer';
import { alphaAt, rateAt } from '../training/schedule';
import {
  describedModel,
  fittingWeights,
  loadedModel,
  type DescribedModel,
  type Tell,
  type WeightsInput,
} from './described-model';
import { FileLabels, imagesOf, imageTensor, readInPieces, tensorsOf, type ImageBatch } from './exchange';
import { withGpu } from './guarded-gpu';

const COUNTER = /(^|\.)num_batches_tracked$/;

/** Unweighted by `<task>`, `inter_<task>`, `scale_s_<task>`, `<task>_rendered`; `total` is weighted. */
export type StepLosses = Readonly<Record<string, number>>;

export interface StepOptions {
  /** Text of the model file. */
  readonly model: string;
  readonly weights: WeightsInput;
  /** Safetensors with `input` [B, 3, H, W] and `target/<task>` [B, 1 or 3, H, W], 255 = ignore. */
  readonly batch: Uint8Array;
  readonly steps: number;
  readonly tell: Tell;
  /** After each step. */
  readonly onLosses: (losses: StepLosses) => void;
}

export interface StepResult {
  /** All tensors of the state dict after the last step. */
  readonly weights: Uint8Array;
  /** Of the first step, before clipping, under the names of their parameters; where there is none, none. */
  readonly gradients: Uint8Array;
}

/** @throws InputError before anything is computed; NonFiniteLossError */
export async function takeSteps(options: StepOptions): Promise<StepResult> {
  const { steps } = options;
  const tensors = tensorsOf(options.batch, 'The batch');
  const images = imagesOf(tensors);
  const described = describedModel(options.model, [images.shape[2], images.shape[3]]);
  if (described.config.balancing.kind !== 'fixed')
    throw new InputError(
      `The preset balances by "${described.config.balancing.kind}"; here tasks have fixed weights: name another preset, or none.`,
    );
  const labels = new FileLabels(tensors, images, described.tasks, described.channels);
  const weights = await fittingWeights(described, options.weights, options.tell);
  return withGpu(async () => {
    const model = await loadedModel(described, weights);
    const stepper = new Stepper(described, model, { images, labels });
    let gradients: Uint8Array | undefined;
    for (let index = 0; index < steps; index++) {
      const found = stepper.gradients(index);
      gradients ??= await gradientFile(found.gradients, model, described.tasks);
      options.onLosses(await stepper.losses(found.terms, index));
      stepper.apply(found.gradients, index);
    }
    return { weights: await weightFile(model, described.tasks), gradients: gradients! };
  });
}

interface Given {
  readonly images: ImageBatch;
  readonly labels: FileLabels;
}

/** One step in its three parts. */
class Stepper {
  private readonly optimizer: Optimizer;

  constructor(
    private readonly described: DescribedModel,
    private readonly model: MultiTaskModel,
    private readonly given: Given,
  ) {
    this.optimizer = optimizerOf(model.store.trainable(), described.config.optimizer);
  }

  /** Running statistics move. @returns what `losses` and `apply` dispose of */
  gradients(index: number): { gradients: NamedGradients; terms: readonly Term[] } {
    const { config, tasks } = this.described;
    const { alpha, steps, seed, lossWeights: weights, regularizer } = config;
    const objective = {
      tasks,
      weights,
      alpha: alphaAt(index, { peak: alpha.peak, rampSteps: steps * alpha.rampFraction }),
      lossAt: regularizer.lossAt,
    };
    const pass = { training: true, seed: deriveSeed(seed, 'step', index) };
    const gathering = new WholeGathering(this.model.store.trainable(), 1);
    let terms: Term[] = [];
    tf.tidy(() => {
      const image = imageTensor(this.given.images);
      gathering.add(() => {
        terms = lossTerms(this.model.forward(image, pass), this.given.labels, objective);
        for (const { value } of terms) tf.keep(value);
        return terms;
      });
    });
    return { gradients: gathering.take(), terms };
  }

  /** @throws NonFiniteLossError */
  async losses(terms: readonly Term[], index: number): Promise<StepLosses> {
    const values = await readTensors(terms.map(({ value }) => value));
    tf.dispose(terms.map(({ value }) => value));
    const losses: Record<string, number> = {};
    let total = 0;
    terms.forEach(({ name, task, weight }, i) => {
      const value = values[i]![0]!;
      const published = this.described.tasks.find(({ id }) => id === task)!.publishedName;
      losses[name.replace(task, published)] = value;
      total += weight * value;
    });
    const bad = Object.entries(losses).find(([, value]) => !Number.isFinite(value));
    if (!bad) return { ...losses, total };
    throw new NonFiniteLossError(
      `The loss "${bad[0]}" is ${bad[1]} at step ${index + 1}; nothing was written: try a smaller learning rate or other weights.`,
    );
  }

  apply(gradients: NamedGradients, index: number): void {
    const { optimizer: options, steps } = this.described.config;
    const { schedule, learningRate: base, polyPower: power, clipNorm } = options;
    // The batch is a first epoch that does not end.
    const rate = rateAt(index, { schedule, base, steps, power, stepsPerEpoch: steps });
    const clip = clipNorm > 0 ? clipping(Object.values(gradients), clipNorm) : undefined;
    this.optimizer.step(gradients, rate, clip?.scale);
    tf.dispose([gradients, clip ? [clip.scale, clip.norm] : []]);
  }
}

async function gradientFile(
  gradients: NamedGradients,
  { store }: MultiTaskModel,
  tasks: readonly PublishedTask[],
): Promise<Uint8Array> {
  const named = store.trainable().filter(({ name }) => gradients[name]);
  const values = await readInPieces(named.map(({ name }) => gradients[name]!));
  const file = new Map<string, StoredTensor>();
  named.forEach((parameter, i) =>
    file.set(toPublished(parameter.name, tasks), {
      dtype: 'F32',
      shape: fileShape(parameter),
      data: toFile(parameter, values[i]!),
    }),
  );
  return writeSafetensors(file);
}

/** Counters are whole numbers of 64 bits, as PyTorch has them. */
async function weightFile({ store }: MultiTaskModel, tasks: readonly PublishedTask[]): Promise<Uint8Array> {
  const file = new Map<string, StoredTensor>();
  for (const [name, { shape, data }] of await stateDict(store)) {
    const tensor: StoredTensor = COUNTER.test(name)
      ? { dtype: 'I64', shape, data: BigInt64Array.from(data, (count) => BigInt(Math.round(count))) }
      : { dtype: 'F32', shape, data };
    file.set(toPublished(name, tasks), tensor);
  }
  return writeSafetensors(file);
}
