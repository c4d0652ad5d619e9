/** The lock over tabs, on a browser's lock manager as its standard describes it. */
import { expect, test } from 'vitest';
import { aloneIn } from '../../../src/session/experiments/alone';

type Callback = (lock: Lock | null) => unknown;
interface Asked {
  readonly signal?: AbortSignal;
  readonly ifAvailable?: boolean;
}

/** One lock: granted in the order of asking, held until the callback's promise settles, freed a moment later. */
class FakeLockManager {
  private holder: Promise<unknown> | null = null;
  private readonly queue: (() => void)[] = [];

  readonly request = async (_name: string, { signal, ifAvailable }: Asked, callback: Callback): Promise<unknown> => {
    if (this.holder && ifAvailable) return callback(null);
    if (this.holder) await this.turn(signal);
    const held = Promise.resolve(callback({} as Lock));
    this.holder = held;
    await held;
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.holder = null;
    this.queue.shift()?.();
    return held;
  };

  private turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.queue.push(resolve);
      signal?.addEventListener('abort', () => reject(signal.reason as Error));
    });
  }
}

test('held by one, refused to others until it is released; released, it is free at once', async () => {
  const locks = new FakeLockManager() as unknown as LockManager;
  const [first, second] = [aloneIn(locks), aloneIn(locks)];
  const release = (await first.take())!;
  expect(await second.take()).toBe(null);
  expect(await first.take()).toBe(null);
  await release();
  const again = await second.take();
  expect(again).not.toBe(null);
  await again!();
});

test('waited for, it comes when the other lets go; the wait can be given up', async () => {
  const locks = new FakeLockManager() as unknown as LockManager;
  const release = (await aloneIn(locks).take())!;
  let came = false;
  const waiting = aloneIn(locks).wait(new AbortController().signal);
  void waiting.then(() => (came = true));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(came).toBe(false);
  await release();
  const second = await waiting;
  const stop = new AbortController();
  const given = aloneIn(locks).wait(stop.signal);
  stop.abort();
  await expect(given).rejects.toThrow(/abort/i);
  await second();
});

test('where there are no locks, nobody is kept out', async () => {
  const alone = aloneIn(undefined);
  expect(await alone.take()).not.toBe(null);
  expect(await alone.take()).not.toBe(null);
});
