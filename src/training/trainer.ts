/** One training step: forward, losses, gradients, optimizer, and the single wait that reads the losses back. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { NonFiniteLossError } from '../base/errors';
import { deriveSeed } from '../base/random';
import type { StepFacts } from '../base/step-facts';
import type { ExperimentConfig } from '../config/experiment';
import { normalizeImages } from '../data/normalize';
import type { Sample } from '../data/sample';
import { readTensors } from '../gpu/read';
import type { MultiTaskModel } from '../model/multitask';
import type { Pass } from '../nn/module';
import { labelBatch, labelOf, type Task } from '../tasks/task';
import { lossTerms, RENDERED, totalLoss, type Term } from './objective';
import { Adam } from './optimizer';
import { alphaAt, polyRate } from './schedule';

/** What differs from step to step besides the images. */
interface Moment {
  readonly alpha: number;
  readonly learningRate: number;
  readonly pass: Pass;
}

/** @returns [B, H, W, 3], normalised; the caller disposes it */
export function imageBatch(samples: readonly Sample[]): Tensor4D {
  const { height, width } = samples[0]!;
  return tf.tensor4d(normalizeImages(samples), [samples.length, height, width, 3]);
}

export class Trainer {
  readonly optimizer: Adam;

  constructor(
    private readonly config: ExperimentConfig,
    readonly model: MultiTaskModel,
    private readonly tasks: readonly Task[],
  ) {
    this.optimizer = new Adam(model.store.trainable(), config.optimizer);
  }

  /**
   * @param index steps done before this one
   * @throws NonFiniteLossError; the parameters are then spoilt, the last checkpoint stands
   */
  async step(index: number, samples: readonly Sample[]): Promise<StepFacts> {
    const { config } = this;
    const rampSteps = config.steps * config.alpha.rampFraction;
    const alpha = alphaAt(index, { peak: config.alpha.peak, rampSteps });
    const learningRate = polyRate(index, {
      base: config.optimizer.learningRate,
      steps: config.steps,
      power: config.optimizer.polyPower,
    });
    const pass = { training: true, seed: deriveSeed(config.seed, 'step', index) };
    const { terms, accumulated } = this.record(samples, { alpha, learningRate, pass });
    const results = [...terms.map((term) => term.value), accumulated];
    const values = await readTensors(results);
    tf.dispose(results);
    const scalars = values.map((value) => value[0]!);
    const report = this.report(terms, scalars, { step: index + 1, alpha, learningRate });
    await this.checkFinite(report, samples);
    return report;
  }

  /** Records the whole step; only the scalars that it returns outlive it. */
  private record(
    samples: readonly Sample[],
    { alpha, learningRate, pass }: Moment,
  ): { terms: Term[]; accumulated: Scalar } {
    const { store } = this.model;
    let terms: Term[] = [];
    let accumulated = tf.scalar(0);
    tf.tidy(() => {
      const image = imageBatch(samples);
      const labels = Object.fromEntries(this.tasks.map((task) => [task.id, labelBatch(task, samples)]));
      const loss = (): Scalar => {
        const output = this.model.forward(image, pass);
        terms = lossTerms(output, labels, { tasks: this.tasks, weights: this.config.lossWeights, alpha });
        for (const term of terms) tf.keep(term.value);
        if (output.rendering) {
          accumulated.dispose();
          accumulated = tf.keep(tf.mean(output.rendering.accumulated));
        }
        return totalLoss(terms);
      };
      const { grads } = tf.variableGrads(
        loss,
        store.trainable().map(({ value }) => value),
      );
      const gradients: Record<string, Tensor> = {};
      for (const { name, value } of store.trainable()) {
        const gradient = grads[value.name] as Tensor | null | undefined;
        if (gradient) gradients[name] = gradient;
      }
      this.optimizer.step(gradients, learningRate);
    });
    return { terms, accumulated };
  }

  private report(
    terms: readonly Term[],
    values: readonly number[],
    facts: Pick<StepFacts, 'step' | 'alpha' | 'learningRate'>,
  ): StepFacts {
    const losses: Record<string, number> = {};
    let [decoder, rendered, total] = [0, 0, 0];
    terms.forEach((term, i) => {
      const value = values[i]!;
      losses[term.name] = value;
      total += term.weight * value;
      const task = this.tasks.find(({ id }) => id === term.name || id + RENDERED === term.name);
      if (!task) return; // auxiliary
      const weighted = this.config.lossWeights[task.id]! * value;
      if (term.name === task.id) decoder += weighted;
      else rendered += weighted;
    });
    return { ...facts, decoder, rendered, total, accumulated: values.at(-1)!, losses };
  }

  /** Names the first bad loss and the first bad tensor behind it. */
  private async checkFinite(report: StepFacts, samples: readonly Sample[]): Promise<void> {
    const bad = Object.entries(report.losses).find(([, value]) => !Number.isFinite(value));
    if (!bad) return;
    const tensor = this.badLabel(samples) ?? (await this.badParameter());
    throw new NonFiniteLossError(
      `The loss "${bad[0]}" is ${bad[1]} at step ${report.step}` +
        (tensor ? `, and ${tensor} is the first tensor that is not finite` : '') +
        '; continue from the last save with sound data and a smaller learning rate.',
    );
  }

  private badLabel(samples: readonly Sample[]): string | undefined {
    const notFinite = (task: Task, sample: Sample): boolean => !labelOf(task, sample).every(Number.isFinite);
    for (const sample of samples) {
      const task = this.tasks.find((one) => notFinite(one, sample));
      if (task) return `the ${task.id} label of "${sample.id}"`;
    }
    return undefined;
  }

  private async badParameter(): Promise<string | undefined> {
    const parameters = this.model.store.all();
    const values = await readTensors(parameters.map((parameter) => parameter.value));
    const spoilt = parameters.find((_, i) => !values[i]!.every(Number.isFinite));
    return spoilt && `"${spoilt.name}"`;
  }

  dispose(): void {
    this.optimizer.dispose();
  }
}
