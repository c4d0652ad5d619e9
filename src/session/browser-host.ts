/** A run's ports on the browser's store: its checkpoint and its steps as rows. */
import { StorageError } from '../base/errors';
import type { RunRow } from '../data/schema';
import type { Store } from '../data/store';
import type { StepFacts } from '../protocol/events';
import { exact } from './browser-data';
import type { Checkpoints, StepLog } from './host';

const STEPS_AT_ONCE = 10;
const LONGEST_UNSTORED = 1000; // ms that a step's numbers may wait

/** A stored run: where its session saves, and what it has said so far. */
export class BrowserRun implements Checkpoints, StepLog {
  private unstored: StepFacts[] = [];
  private storedAt = Date.now();

  /** @param warn told when steps cannot be stored: training goes on without */
  constructor(
    private readonly store: Store,
    private stored: RunRow,
    private readonly warn: (problem: StorageError) => void,
  ) {}

  get row(): RunRow {
    return this.stored;
  }

  readCheckpoint(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.store.checkpoint(this.stored.id);
  }

  /** @throws StorageError; the checkpoint before it stands */
  async writeCheckpoint(bytes: Uint8Array, step: number): Promise<void> {
    await this.flush();
    const facts = await this.store.factsAfter(this.stored.id, step - 1);
    const factBytes = step * JSON.stringify(facts[0] ?? '').length;
    const row = { ...this.stored, step, savedAt: Date.now(), bytes: bytes.length + factBytes };
    await this.store.putRun(row, exact(bytes));
    this.stored = row;
  }

  async append(facts: StepFacts): Promise<void> {
    this.unstored.push(facts);
    const due = this.unstored.length % STEPS_AT_ONCE === 0 || Date.now() - this.storedAt > LONGEST_UNSTORED;
    if (due) await this.flush();
  }

  async cutAfter(step: number): Promise<void> {
    this.unstored = this.unstored.filter((facts) => facts.step <= step);
    await this.store.cutFactsAfter(this.stored.id, step).catch(this.told);
  }

  /** In order, those from `fromStep` on: the stored ones, and those that are not stored yet. */
  async history(fromStep: number): Promise<StepFacts[]> {
    const stored = (await this.store.factsAfter(this.stored.id, fromStep - 1).catch(this.told)) ?? [];
    return [...(stored as StepFacts[]), ...this.unstored.filter(({ step }) => step >= fromStep)];
  }

  /** Stores what waits; if that fails, it stays in memory and the person is told. */
  async flush(): Promise<void> {
    this.storedAt = Date.now();
    const { unstored } = this;
    if (unstored.length === 0) return;
    const done = await this.store.putFacts(this.stored.id, unstored).then(() => true, this.told);
    if (done) this.unstored = this.unstored.filter((facts) => !unstored.includes(facts));
  }

  private readonly told = (error: unknown): undefined => {
    if (!(error instanceof StorageError)) throw error;
    this.warn(error);
  };
}
