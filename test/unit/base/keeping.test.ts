/** Whether the browser keeps what is stored: asked once, and never a reason to stop. */
import { expect, test, vi } from 'vitest';
import { askToKeep, keeping } from '../../../src/base/keeping';

test('what was promised already is not asked for again', async () => {
  const persist = vi.fn(async () => true);
  expect(await askToKeep({ persisted: async () => true, persist })).toBe(true);
  expect(persist).not.toHaveBeenCalled();
});

test('the answer is the browser’s; where nothing can be asked, or asking fails, it is no', async () => {
  expect(await askToKeep({ persisted: async () => false, persist: async () => true })).toBe(true);
  expect(await askToKeep({ persisted: async () => false, persist: async () => false })).toBe(false);
  expect(await askToKeep({ persisted: async () => false })).toBe(false); // in a worker
  expect(await askToKeep({ persist: () => Promise.reject(new Error('no')) })).toBe(false);
  expect(await askToKeep({})).toBe(false);
});

test('what is offered is told as far as it is known', async () => {
  const estimate = async () => ({ quota: 1e10, usage: 5 });
  expect(await keeping({ persisted: async () => true, estimate })).toEqual({ persisted: true, offered: 1e10 });
  expect(await keeping({ estimate: async () => ({}) })).toEqual({ persisted: false, offered: null });
  expect(await keeping({ estimate: () => Promise.reject(new Error('no')) })).toEqual({
    persisted: false,
    offered: null,
  });
  expect(await keeping({})).toEqual({ persisted: false, offered: null });
});
