/**
 * What a training step of a configuration costs, before any GPU is asked for it: the model, its optimizer and a whole
 * step are recorded on a device that computes nothing (gpu/plan.ts), with weights that are never filled.
 */
import type { ExperimentConfig } from '../config/experiment';
import type { Camera, Sample, TrainingSample } from '../data/sample';
import { onPlan, type Plan } from '../gpu/plan';
import { MultiTaskModel } from '../model/multitask';
import type { Estimate } from '../protocol/estimate';
import { Trainer } from '../training/trainer';
import { headsOf, tasksOf } from './heads';
import { nextTask } from './turns';

const DEPTH = 2.5; // metres; any that is seen from two places

/** Upright, in the origin. */
const CAMERA: Camera = {
  intrinsics: { fx: 1, fy: 1, cx: 0.5, cy: 0.5 },
  worldFromCamera: Float32Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1),
};

/** Labelled for every task, and of no other interest. */
function blank([height, width]: ExperimentConfig['input']): Sample {
  const pixels = height * width;
  const classes = new Uint8Array(pixels);
  const labels = {
    semseg: classes,
    depth: new Float32Array(pixels).fill(DEPTH),
    normals: new Float32Array(3 * pixels).fill(1),
    boundary: classes,
    parts: classes,
    saliency: classes,
  };
  return { id: 'blank', height, width, image: new Uint8Array(3 * pixels), labels, camera: CAMERA };
}

function samplesFor({ input, batch, accumulate }: ExperimentConfig): TrainingSample[] {
  const sample = blank(input);
  return Array.from({ length: batch * accumulate }, () => ({ ...sample, partner: sample }));
}

/** @throws InputError as the run would: tasks, encoder and decoder that do not go together */
async function planned(config: ExperimentConfig, plan: Plan): Promise<Estimate> {
  const tasks = tasksOf(config);
  const heads = headsOf(tasks, config, { meanDepth: DEPTH });
  const model = new MultiTaskModel(config, heads, { allocate: 'unfilled' });
  const trainer = new Trainer(config, model, tasks, { stepsPerEpoch: 1 });
  try {
    const optimizerBytes = plan.inUse();
    const samples = samplesFor(config);
    const before = { launches: plan.launches(), flops: plan.flops() };
    await trainer.step(Math.floor(config.steps / 2), samples); // where α is not 0
    const parameterBytes = 4 * model.store.all().reduce((sum, { value }) => sum + value.size, 0);
    return {
      parameters: model.store.count(),
      parameterBytes,
      optimizerBytes,
      activationBytes: plan.peakBytes - optimizerBytes - parameterBytes,
      poolBytes: plan.poolBytes,
      largestBuffer: plan.largestBuffer,
      launches: plan.launches() - before.launches,
      flops: plan.flops() - before.flops,
    };
  } finally {
    trainer.dispose();
    model.dispose();
  }
}

/** Batches that are recorded of those that make a step: from the second on they hold the same. */
const BATCHES = 2;

/**
 * Counted, not guessed; takes the time in which JavaScript records a step or, where gradients are accumulated, three
 * batches. A run that goes on meanwhile is not disturbed. Needs a browser with WebGPU, and no adapter.
 * @throws InputError as the run would
 */
export async function estimateOf(config: ExperimentConfig): Promise<Estimate> {
  const { accumulate } = config;
  const estimate = await recorded({ ...config, accumulate: Math.min(accumulate, BATCHES) });
  if (accumulate <= BATCHES) return estimate;
  const one = await recorded({ ...config, accumulate: 1 });
  const grown = (key: 'launches' | 'flops'): number =>
    estimate[key] + (accumulate - BATCHES) * (estimate[key] - one[key]);
  return { ...estimate, launches: grown('launches'), flops: grown('flops') };
}

async function recorded(config: ExperimentConfig): Promise<Estimate> {
  await nextTask(); // all that follows comes in one go
  return onPlan((plan) => planned(config, plan));
}
