/** One training step: forward, losses, gradients, optimizer, and the single wait that reads the losses back. */
import * as tf from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { NonFiniteLossError } from '../base/errors';
import { deriveSeed } from '../base/random';
import type { StepFacts } from '../base/step-facts';
import type { ExperimentConfig } from '../config/experiment';
import { normalizeImages } from '../data/normalize';
import type { Sample, TrainingSample } from '../data/sample';
import { gramOf } from '../gpu/kernels/gram';
import { readTensors } from '../gpu/read';
import type { NamedGradients } from '../gpu/tape';
import { ENCODER_SCOPE, type MultiTaskModel, type MultiTaskOutput } from '../model/multitask';
import type { Parameter, Pass } from '../nn/module';
import type { Task } from '../tasks/task';
import { balancerOf, cosinesOf, type Balancer } from './balancing';
import { clipping } from './clip';
import { secondViewsOf, type SecondViews } from './cross-view';
import { WeightAverage } from './ema';
import { copied, overwrite } from './flat';
import { TaskGathering, WholeGathering, type Gathering } from './gathering';
import { BatchLabels } from './labels';
import { crossTerms, lossTerms, type ObjectiveOptions, type Term } from './objective';
import { optimizerOf, type Optimizer } from './optimizer';
import { alphaAt, rateAt } from './schedule';
import { checkFinite, lossFacts, type LossFacts, type Measured } from './step-report';

/** What differs from step to step besides the images. */
interface Moment {
  readonly alpha: number;
  readonly pass: Pass;
}

/** One batch's losses and mean accumulated weight, kept until they are read. */
interface Recorded {
  readonly terms: readonly Term[];
  readonly accumulated: Scalar;
}

interface Read {
  readonly facts: LossFacts;
  readonly accumulated: number;
  /** Values of the tensors that were read besides. */
  readonly rest: readonly Float32Array[];
}

/** @returns [B, H, W, 3], normalised; the caller disposes it */
export function imageBatch(samples: readonly Sample[]): Tensor4D {
  const { height, width } = samples[0]!;
  return tf.tensor4d(normalizeImages(samples), [samples.length, height, width, 3]);
}

/** @throws Error if they cannot be shared out evenly */
function batchesOf<T>(samples: readonly T[], count: number): T[][] {
  const size = samples.length / count;
  if (!Number.isInteger(size))
    throw new Error(`${samples.length} samples are no ${count} equal batches; the loader gives batch x accumulate`);
  return Array.from({ length: count }, (_, k) => samples.slice(k * size, (k + 1) * size));
}

export interface TrainerOptions {
  /** Wanted by the schedule 'poly-epoch' alone. */
  readonly stepsPerEpoch?: number;
}

export class Trainer {
  readonly optimizer: Optimizer;
  readonly balancer: Balancer;
  /** Running mean of the weights, if the configuration wants it. */
  readonly average: WeightAverage | undefined;

  constructor(
    private readonly config: ExperimentConfig,
    readonly model: MultiTaskModel,
    private readonly tasks: readonly Task[],
    private readonly options: TrainerOptions = {},
  ) {
    this.optimizer = optimizerOf(model.store.trainable(), config.optimizer);
    this.balancer = balancerOf(config, tasks);
    const { enabled, decay } = config.weightAverage;
    if (enabled) this.average = new WeightAverage(model.store, decay);
  }

  /**
   * @param index steps done before this one
   * @param samples batch x accumulate; with partners if the configuration wants the cross-view term
   * @throws NonFiniteLossError; the parameters may then be spoilt, the last checkpoint stands
   */
  async step(index: number, samples: readonly TrainingSample[]): Promise<StepFacts> {
    const { accumulate, seed } = this.config;
    const learningRate = this.rateAt(index);
    const byTask = this.balancer.coefficients ? this.taskGathering(true) : undefined;
    const gathering = byTask ?? new WholeGathering(this.model.store.trainable(), accumulate);
    try {
      const recorded = this.recordAll(index, samples, gathering);
      // What depends on no reading is recorded before the wait, so that the GPU does not wait, too.
      const early = byTask ? byTask.gramParts() : this.update(gathering.take([]), learningRate);
      const read = await this.read(recorded, early ? [early] : []);
      await checkFinite(index + 1, read.facts.losses, { samples, tasks: this.tasks, store: this.model.store });
      const facts = this.factsOf(index, read, learningRate);
      if (!byTask) return early ? { ...facts, gradientNorm: read.rest[0]![0]! } : facts;
      const gram = gramOf(read.rest[0]!, byTask.rows);
      const coefficients = this.balancer.coefficients!(gram, deriveSeed(seed, 'balancing', index));
      checkCoefficients(coefficients, index + 1);
      const norm = this.update(byTask.take(coefficients), learningRate);
      return { ...facts, cosines: cosinesOf(gram), ...(norm && { gradientNorm: await valueOf(norm) }) };
    } finally {
      gathering.dispose();
    }
  }

  /** What a checkpoint holds of a run besides the model. */
  get saved(): Pick<Trainer, 'optimizer' | 'balancer' | 'average'> {
    const { optimizer, balancer, average } = this;
    return { optimizer, balancer, average };
  }

  /**
   * Cosines between the tasks' gradients on the shared encoder, as the step would see them; nothing changes.
   * @param index steps done @param samples as `step`'s
   * @returns [tasks, tasks], in the order of the configuration
   */
  async taskCosines(index: number, samples: readonly TrainingSample[]): Promise<number[][]> {
    const gathering = this.taskGathering(false);
    const running = this.model.store.all().flatMap(({ trainable, value }) => (trainable ? [] : [value as Tensor]));
    const before = copied(running);
    try {
      const recorded = this.recordAll(index, samples, gathering);
      overwrite(running, before);
      const { rest } = await this.read(recorded, [gathering.gramParts()]);
      return cosinesOf(gramOf(rest[0]!, gathering.rows));
    } finally {
      tf.dispose(before);
      gathering.dispose();
    }
  }

  private rateAt(index: number): number {
    const { steps, optimizer } = this.config;
    const { schedule, learningRate, polyPower } = optimizer;
    return rateAt(index, { schedule, base: learningRate, steps, power: polyPower, ...this.options });
  }

  private taskGathering(withOwn: boolean): TaskGathering {
    const isShared = ({ name }: Parameter): boolean => name.startsWith(`${ENCODER_SCOPE}.`);
    const all = this.model.store.trainable();
    return new TaskGathering({
      shared: all.filter(isShared),
      own: withOwn ? all.filter((parameter) => !isShared(parameter)) : [],
      tasks: this.tasks.map(({ id }) => id),
      batches: this.config.accumulate,
    });
  }

  private alphaOf(index: number): number {
    const { alpha, steps } = this.config;
    return alphaAt(index, { peak: alpha.peak, rampSteps: steps * alpha.rampFraction });
  }

  private recordAll(index: number, samples: readonly TrainingSample[], gathering: Gathering): Recorded[] {
    const { seed, accumulate } = this.config;
    const alpha = this.alphaOf(index);
    return batchesOf(samples, accumulate).map((batch, k) => {
      const keys = k === 0 ? [index] : [index, k];
      return this.record(
        batch,
        { alpha, pass: { training: true, seed: deriveSeed(seed, 'step', ...keys) } },
        gathering,
      );
    });
  }

  /** Records forward and backward of one batch; only the scalars that it returns outlive it, and what is gathered. */
  private record(samples: readonly TrainingSample[], moment: Moment, gathering: Gathering): Recorded {
    const second = secondViewsOf(samples, this.config, this.tasks);
    let terms: Term[] = [];
    let accumulated = tf.scalar(0);
    tf.tidy(() => {
      const image = imageBatch(samples);
      gathering.add(() => {
        const output = this.model.forward(image, moment.pass);
        terms = this.terms(output, new BatchLabels(samples), moment, second);
        for (const term of terms) tf.keep(term.value);
        if (output.rendering) {
          accumulated.dispose();
          accumulated = tf.keep(tf.mean(output.rendering.accumulated));
        }
        const factors = this.factors();
        return terms.map((term) => ({ ...term, weight: term.weight * factors[term.task]! }));
      });
    });
    return { terms, accumulated };
  }

  /** By task. */
  private factors(): Record<string, number> {
    const factors = this.balancer.factors();
    return Object.fromEntries(this.tasks.map(({ id }, i) => [id, factors[i]!]));
  }

  /**
   * All losses of a batch. Second views are rendered from the planes of the first and compared as rendered:
   * super-resolution enlarges the own view alone.
   */
  private terms(
    output: MultiTaskOutput,
    labels: BatchLabels,
    { alpha, pass }: Moment,
    second: SecondViews | undefined,
  ): Term[] {
    const { lossWeights: weights, regularizer } = this.config;
    const options: ObjectiveOptions = { tasks: this.tasks, weights, alpha, lossAt: regularizer.lossAt };
    const own = lossTerms(output, labels, options);
    if (!second || !output.rendering) return own;
    const heads = second.tasks.map(({ id }) => id);
    const { maps } = this.model.regularizer!.renderViews(output.rendering.planes, second.views, { pass, heads });
    return [...own, ...crossTerms({ ...maps }, new BatchLabels(second.partners), { ...options, tasks: second.tasks })];
  }

  /** Applies the gradients, which it disposes. @returns their norm [1] where it is clipped; the caller disposes it */
  private update(gradients: NamedGradients, learningRate: number): Tensor | undefined {
    const { clipNorm } = this.config.optimizer;
    const clip = clipNorm > 0 ? clipping(Object.values(gradients), clipNorm) : undefined;
    this.optimizer.step(gradients, learningRate, clip?.scale);
    tf.dispose([gradients, clip ? [clip.scale] : []]);
    this.average?.update();
    return clip?.norm;
  }

  /** The step's wait; disposes what it reads. */
  private async read(recorded: readonly Recorded[], besides: readonly Tensor[]): Promise<Read> {
    const tensors = recorded.flatMap(({ terms, accumulated }) => [...terms.map(({ value }) => value), accumulated]);
    const all: Tensor[] = [...tensors, ...besides];
    const values = await readTensors(all);
    tf.dispose(all);
    const scalars = values.slice(0, tensors.length).map((value) => value[0]!);
    let accumulated = 0;
    const measured = recorded.map(({ terms }): Measured => {
      const own = scalars.splice(0, terms.length);
      accumulated += scalars.shift()! / recorded.length;
      return { terms, values: own };
    });
    return { facts: lossFacts(measured, this.config.lossWeights), accumulated, rest: values.slice(tensors.length) };
  }

  private factsOf(index: number, { facts, accumulated }: Read, learningRate: number): StepFacts {
    const { byTask, ...losses } = facts;
    const { balancer } = this;
    const alpha = this.alphaOf(index);
    const report = { step: index + 1, alpha, learningRate, ...losses, accumulated };
    if (!balancer.observe) return report;
    const taskWeights = this.factors();
    const own = this.tasks.map(({ id }) => byTask[id] ?? 0);
    const weighed = this.tasks.reduce((sum, { id }, i) => sum + taskWeights[id]! * own[i]!, 0);
    const total = weighed + (balancer.penalty?.() ?? 0);
    balancer.observe(own, learningRate);
    return { ...report, total, taskWeights };
  }

  dispose(): void {
    this.optimizer.dispose();
    this.average?.dispose();
  }
}

async function valueOf(scalar: Tensor): Promise<number> {
  const [values] = await readTensors([scalar]);
  scalar.dispose();
  return values![0]!;
}

function checkCoefficients(coefficients: readonly number[], step: number): void {
  if (coefficients.every(Number.isFinite)) return;
  throw new NonFiniteLossError(
    `The tasks' gradients on the shared encoder are not finite at step ${step}; continue from the last save with a smaller learning rate.`,
  );
}
