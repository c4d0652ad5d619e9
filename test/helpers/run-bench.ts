/** A run controller without its wire: storage in memory that can be made full, and everything it tells. */
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { QuotaExceededError } from '../../src/base/errors';
import type { ExperimentConfig } from '../../src/config/experiment';
import { parseConfig, presetOf } from '../../src/config/parse';
import { Store } from '../../src/data/store';
import { MemoryTables, type Change } from '../../src/data/tables';
import type { StepFacts } from '../../src/protocol/events';
import type { RunState } from '../../src/protocol/messages';
import type { ProbeView, SampleView } from '../../src/protocol/views';
import { RunController } from '../../src/session/controller';
import { Library } from '../../src/session/library';
import type { Views } from '../../src/session/views/context';

export const STEPS = 8;

/** Two tasks and few rays: what is tested here is the order of things. */
export function small(changes: Partial<ExperimentConfig> = {}): ExperimentConfig {
  const preset = presetOf('nano');
  return parseConfig({
    ...preset,
    steps: STEPS,
    input: [16, 24],
    tasks: ['depth', 'boundary'],
    data: { ...preset.data, rooms: { ...preset.data.rooms, train: 3, val: 1, views: 1 } },
    evaluation: { every: 0, images: 1 },
    regularizer: { ...preset.regularizer, rays: [8, 12] },
    checkpointEvery: 3,
    ...changes,
  });
}

export const NO_VIEWS: Views = {
  sample: async ({ step }, { index }) => ({ index, step }) as SampleView,
  probe: async () => ({ rows: [] }) as Partial<ProbeView> as ProbeView,
  ray: () => expect.unreachable(),
  planes: () => expect.unreachable(),
  slice: () => expect.unreachable(),
  novel: () => expect.unreachable(),
};

/** Storage in memory that can be made full. */
class Tables extends MemoryTables {
  full = false;

  override async apply(changes: readonly Change[]): Promise<void> {
    if (this.full) throw new QuotaExceededError('The browser’s storage is full; delete something.');
    await super.apply(changes);
  }
}

/** A worker without its wire. */
export class Bench {
  readonly facts: StepFacts[] = [];
  readonly states: RunState[] = [];
  /** Called with every state and after every fact; for commands at a certain moment. */
  onState: (state: RunState) => void = () => undefined;
  onStep: (step: number) => void = () => undefined;
  readonly store: Store;
  readonly run: RunController;

  /** @param tables of an earlier one, for what a reload finds */
  constructor(
    views: Views = NO_VIEWS,
    readonly tables = new Tables(),
  ) {
    this.store = new Store(tables);
    const state = (told: RunState): void => {
      this.states.push(told);
      this.onState(told);
    };
    const facts = (told: StepFacts): void => {
      this.facts.push(told);
      this.onStep(told.step);
    };
    this.run = new RunController({ library: new Library(async () => this.store), views, tell: { state, facts } });
  }

  get state(): RunState {
    return this.run.state;
  }

  /** Resolves when the run's status is one of these. */
  async until(...statuses: RunState['status'][]): Promise<RunState> {
    while (!statuses.includes(this.state.status)) await new Promise((resolve) => setTimeout(resolve, 5));
    return this.state;
  }

  /** Waits in the middle of training. */
  async reached(step: number): Promise<void> {
    while (this.state.step < step) await new Promise((resolve) => setTimeout(resolve, 1));
  }

  async begin(changes: Partial<ExperimentConfig> = {}): Promise<string> {
    return (await this.run.start({ config: small(changes), name: 'test' })).runId;
  }

  /** Begins a run and pauses it. @returns the tensors that are left then */
  async tensorsOfPaused(changes: Partial<ExperimentConfig>): Promise<number> {
    await this.begin(changes);
    await this.until('training');
    await this.run.pause();
    return tf.memory().numTensors;
  }
}
