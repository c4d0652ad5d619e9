/** One experiment at a time, over all tabs: a lock that the browser releases when its tab is closed. */

/** Resolves when it is released. */
export type Release = () => Promise<void>;

export interface Alone {
  /** @returns null if another tab has it */
  take(): Promise<Release | null>;
  /** Waits until no other tab has it. @throws the signal's reason */
  wait(signal: AbortSignal): Promise<Release>;
}

const NAME = 'taskfield experiment';

type Locks = Pick<LockManager, 'request'>;

function held(locks: Locks, options: LockOptions): Promise<Release | null> {
  return new Promise((resolve, reject) => {
    const ended = locks.request(NAME, options, (lock) => {
      if (!lock) return resolve(null);
      return new Promise<void>((letGo) => {
        resolve(async () => {
          letGo();
          await ended;
        });
      });
    });
    ended.catch(reject);
  });
}

const NOBODY: Alone = { take: async () => async () => undefined, wait: async () => async () => undefined };

/** Where there are no locks (no browser has WebGPU and not them), nobody is kept out. */
export function aloneIn(locks: Locks | undefined = globalThis.navigator?.locks): Alone {
  if (!locks) return NOBODY;
  return {
    take: () => held(locks, { ifAvailable: true }),
    wait: async (signal) => (await held(locks, { signal }))!,
  };
}
