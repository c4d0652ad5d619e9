/** The page's line to the data worker: started at the first question, heard from then on. */
import { expect, test } from 'vitest';
import { Client } from '../../../src/protocol/client';
import type { Port } from '../../../src/protocol/wire';
import { askData, connectData, onData } from '../../../src/store/connection';

const progress = { name: 'a', phase: 'storing', done: 1, total: 2, rate: 0, skipped: 0 } as const;

test('the worker starts at the first question, and whoever listened before hears it', async () => {
  let started = 0;
  let hear: (event: Event) => void = () => undefined;
  const port: Port = {
    postMessage: (message) => hear({ data: { id: (message as { id: number }).id, answer: undefined } } as never),
    addEventListener: (type, listener) => void (type === 'message' && (hear = listener)),
  };
  const heard: number[] = [];
  const stop = onData('importing', ({ done }) => void heard.push(done));
  const never = onData('importing', () => expect.unreachable());
  never();
  connectData(() => {
    started += 1;
    return new Client(port);
  });
  expect(started).toBe(0);
  await askData('cancelImport', undefined);
  await askData('cancelImport', undefined);
  expect(started).toBe(1);
  hear({ data: { event: 'importing', value: progress } } as never);
  stop();
  hear({ data: { event: 'importing', value: progress } } as never);
  expect(heard).toEqual([1]);
});
