/** Training steps of a preset with and without the regularizer, alternating in one process. */
import { PRESETS } from '../../src/config/presets';
import type { ExperimentConfig } from '../../src/config/experiment';
import { presetOf, setValue } from '../../src/config/parse';
import type { Profile } from '../../src/gpu/profiler';
import { MultiTaskModel } from '../../src/model/multitask';
import { headsOf, tasksOf } from '../../src/session/heads';
import { Trainer } from '../../src/training/trainer';
import { syntheticSample } from '../helpers/synthetic';
import { bytesInUse, costOf, median, medianCost, millisecondsOf, peakBytes, type Cost } from './measure';

/** Those that a software adapter can train, as far as they exist; all but `nano` are bounded at batch 1. */
const SMALL_PRESETS: readonly { name: string; batch?: number }[] = [
  { name: 'nano' },
  { name: 'mini-hrnet', batch: 1 },
  { name: 'mini-vit', batch: 1 },
  { name: 'lite', batch: 1 },
];
const MEAN_DEPTH = 2.5;

/** Kernels of the rendering alone: positions, fields, compositing, of any camera; not the tri-plane encoder. */
const RENDERING =
  /^(fused-|free-|frustum-|plane-sample|composite|ray-sum|stratified|sorted-uniforms|importance|cell-sort|join-groups|pick-rows)/;

export function stepPresets(): string[] {
  return SMALL_PRESETS.map(({ name }) => name).filter((name) => name in PRESETS);
}

/** @param batch of the preset, if not given */
export function stepConfig(preset: string, regularized: boolean, batch?: number): ExperimentConfig {
  const config = setValue(presetOf(preset), 'regularizer.enabled', regularized);
  const chosen = batch ?? SMALL_PRESETS.find(({ name }) => name === preset)?.batch;
  return chosen === undefined ? config : setValue(config, 'batch', chosen);
}

/** One step after the other, on made-up samples. */
export function stepper(config: ExperimentConfig): { step: () => Promise<void>; dispose: () => void } {
  const tasks = tasksOf(config);
  const heads = headsOf(tasks, config, { meanDepth: MEAN_DEPTH });
  const trainer = new Trainer(config, new MultiTaskModel(config, heads), tasks);
  const samples = Array.from({ length: config.batch }, (_, i) => syntheticSample(i, ...config.input));
  let done = 0;
  return { step: async () => void (await trainer.step(done++, samples)), dispose: () => trainer.dispose() };
}

export function renderingMs({ kernels }: Profile): number {
  const own = [...kernels].filter(([name]) => RENDERING.test(name));
  return own.reduce((sum, [, { milliseconds }]) => sum + milliseconds, 0);
}

export interface StepRow {
  readonly preset: string;
  readonly batch: number;
  readonly base: Cost & { readonly peakBytes: number };
  readonly full: Cost & { readonly peakBytes: number };
  /** With the regularizer over without: medians of paired repetitions. */
  readonly time: number;
  /** The base's step and the rendering, without the tri-plane encoder and the rendered losses; undefined without timestamps. */
  readonly renderingOnly: number | undefined;
  readonly bytes: number;
}

/** What stays between steps, and the most that a step holds beyond it. */
async function prepare(config: ExperimentConfig) {
  const before = bytesInUse();
  const { step, dispose } = stepper(config);
  await step(); // compiles; Adam's moments are there from now on
  const resident = bytesInUse() - before;
  return { step, dispose, peak: resident + (await peakBytes(step)) };
}

export async function benchPreset(preset: string, repetitions: number, batch?: number): Promise<StepRow> {
  const base = await prepare(stepConfig(preset, false, batch));
  const full = await prepare(stepConfig(preset, true, batch));
  const taken: { base: Cost; full: Cost; rendering: number | undefined }[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const without = await costOf(base.step);
    const { profile, ...whole } = await costOf(full.step);
    const rendering = whole.gpuMs === undefined ? undefined : renderingMs(profile);
    taken.push({ base: without, full: whole, rendering });
  }
  base.dispose();
  full.dispose();
  const shares = taken.flatMap(({ base: { gpuMs }, rendering }) =>
    gpuMs === undefined || rendering === undefined ? [] : [1 + rendering / gpuMs],
  );
  const costs = (which: 'base' | 'full'): Cost => medianCost(taken.map((one) => one[which]));
  return {
    preset,
    batch: stepConfig(preset, true, batch).batch,
    base: { ...costs('base'), peakBytes: base.peak },
    full: { ...costs('full'), peakBytes: full.peak },
    time: median(taken.map((one) => millisecondsOf(one.full) / millisecondsOf(one.base))),
    renderingOnly: shares.length > 0 ? median(shares) : undefined,
    bytes: full.peak / base.peak,
  };
}
