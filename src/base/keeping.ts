/** Whether the browser promises to keep what is stored, and how much it offers (Storage Standard, StorageManager). */

/** The part of `navigator.storage` that is used; workers have no `persist`, some browsers have none of it. */
export interface StorageKeeper {
  persist?(): Promise<boolean>;
  persisted?(): Promise<boolean>;
  estimate?(): Promise<{ quota?: number; usage?: number }>;
}

export interface Keeping {
  /** Whether the browser promised to keep it until the person deletes it. */
  readonly persisted: boolean;
  /** Bytes that it says it would hold in all; it may be wrong. Null: it does not say. */
  readonly offered: number | null;
}

function keeperHere(): StorageKeeper | undefined {
  return (globalThis as { navigator?: { storage?: StorageKeeper } }).navigator?.storage;
}

/** Asks for that promise, at the first import: on the page, as workers cannot. Never refuses. */
export async function askToKeep(keeper = keeperHere()): Promise<boolean> {
  if (await keeper?.persisted?.().catch(() => false)) return true;
  return (await keeper?.persist?.().catch(() => false)) ?? false;
}

export async function keeping(keeper = keeperHere()): Promise<Keeping> {
  const persisted = (await keeper?.persisted?.().catch(() => false)) ?? false;
  const { quota } = (await keeper?.estimate?.().catch(() => undefined)) ?? {};
  return { persisted, offered: quota ?? null };
}
