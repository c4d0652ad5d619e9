/** Client and server over a real MessageChannel: answers find their question, errors keep their type. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NoAdapterError } from '../../../src/base/errors';
import { Client } from '../../../src/protocol/client';
import { WorkerFailedError } from '../../../src/protocol/errors';
import type { AdapterFacts, Handlers } from '../../../src/protocol/messages';
import { serve } from '../../../src/protocol/server';
import type { Port } from '../../../src/protocol/wire';

const facts = (vendor: string): AdapterFacts => ({
  vendor,
  architecture: '',
  device: '',
  description: '',
  fallback: false,
  features: [],
  limits: {},
  subgroups: null,
});

let channel: MessageChannel;
beforeEach(() => {
  channel = new MessageChannel();
  channel.port1.start();
  channel.port2.start();
});
afterEach(() => channel.port1.close());

function connected(handlers: Partial<Handlers>): Client {
  serve(channel.port2, handlers as Handlers);
  return new Client(channel.port1);
}

test('each question gets its own answer, in whatever order they come', async () => {
  const answers: ((answer: AdapterFacts) => void)[] = [];
  const client = connected({ adapter: () => new Promise((resolve) => answers.push(resolve)) });
  const asked = [client.ask('adapter', undefined), client.ask('adapter', undefined)];
  while (answers.length < 2) await new Promise((resolve) => setTimeout(resolve));
  answers[1]?.(facts('second'));
  answers[0]?.(facts('first'));
  expect((await Promise.all(asked)).map(({ vendor }) => vendor)).toEqual(['first', 'second']);
});

test('a typed error arrives as the same type, with its sentence', async () => {
  const client = connected({ adapter: () => Promise.reject(new NoAdapterError('no adapter here')) });
  const refused = client.ask('adapter', undefined);
  await expect(refused).rejects.toBeInstanceOf(NoAdapterError);
  await expect(refused).rejects.toThrow('no adapter here');
});

test('a handler that throws at once is answered too, and what is thrown need not be an Error', async () => {
  const client = connected({
    adapter: () => {
      throw 'words'; // oxlint-disable-line no-throw-literal
    },
  });
  await expect(client.ask('adapter', undefined)).rejects.toThrow('words');
});

test('an unknown command is refused with the known ones', async () => {
  const client = connected({ adapter: () => Promise.resolve(facts('')) });
  await expect(client.ask('toString' as 'adapter', undefined)).rejects.toThrow(
    'unknown command "toString"; known commands: adapter',
  );
});

test('a worker that failed refuses what waits, and what comes later', async () => {
  const listeners: Record<string, (event: Event) => void> = {};
  const port: Port = {
    postMessage: () => undefined,
    addEventListener: (type, listener) => (listeners[type] = listener),
  };
  const client = new Client(port);
  const waiting = client.ask('adapter', undefined);
  listeners.error?.(Object.assign(new Event('error'), { message: 'bad import' }));
  await expect(waiting).rejects.toBeInstanceOf(WorkerFailedError);
  await expect(client.ask('adapter', undefined)).rejects.toThrow('bad import');
});
