/** Buffers of an answer are handed over: they arrive whole and are gone on the other side. */
import { expect, test, vi } from 'vitest';
import { InputError } from '../../../src/base/errors';
import { Client } from '../../../src/protocol/client';
import type { DataCommands, DataEvents, DataHandlers } from '../../../src/protocol/data-messages';
import type { Answer, Handlers, Push } from '../../../src/protocol/messages';
import type { PlanesView } from '../../../src/protocol/views';
import { serve } from '../../../src/protocol/server';
import { buffersIn, canvasesIn } from '../../../src/protocol/transfer';

test('every buffer is found, once', () => {
  const floats = new Float32Array(4);
  const bytes = new Uint8ClampedArray(3);
  const message = { id: 1, answer: { maps: [{ rgba: bytes }, { rgba: bytes }], half: floats.subarray(2), none: null } };
  expect(buffersIn(message)).toEqual([bytes.buffer, floats.buffer]);
  expect(buffersIn({ step: 3, name: 'x' })).toEqual([]);
});

test('a canvas among a command’s arguments is handed over, where there are such canvases', () => {
  class Canvas {}
  const canvas = new Canvas();
  expect(canvasesIn({ task: 'depth', canvas })).toEqual([]);
  vi.stubGlobal('OffscreenCanvas', Canvas);
  expect(canvasesIn({ task: 'depth', canvas })).toEqual([canvas]);
  expect(canvasesIn({ index: 1 })).toEqual([]);
  expect(canvasesIn(undefined)).toEqual([]);
  vi.unstubAllGlobals();
});

test('an answer’s buffer is moved; one that was given away before is an error, not a wait', async () => {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  port2.start();
  const rgba = new Uint8ClampedArray([1, 2, 3, 4]);
  const answer = { xy: { width: 1, height: 1, rgba } } as Answer<'planes'>;
  serve(port2, { planes: async () => answer } as Partial<Handlers> as Handlers);
  const client = new Client(port1);
  const wish = { index: 0, coloring: 'pca', channel: 0 } as const;
  const got: PlanesView = await client.ask('planes', wish);
  expect([...got.xy.rgba]).toEqual([1, 2, 3, 4]);
  expect(rgba.length).toBe(0);
  await expect(client.ask('planes', wish)).rejects.toThrow();
  port1.close();
});

test('events reach their listeners until they stop, and every message counts as heard', async () => {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  const client = new Client(port1);
  expect(client.heardAt).toBe(0);
  const beats: number[] = [];
  const tell = async (at: number): Promise<void> => {
    const arrived = new Promise<void>((resolve) => port1.addEventListener('message', () => resolve(), { once: true }));
    port2.postMessage({ event: 'heartbeat', value: { at } } satisfies Push);
    await arrived;
  };
  const stop = client.on('heartbeat', ({ at }) => void beats.push(at));
  client.on('facts', () => expect.unreachable());
  await tell(1);
  stop();
  await tell(2);
  expect(beats).toEqual([1]);
  expect(Date.now() - client.heardAt).toBeLessThan(5000);
  port1.close();
});

test('files are cloned, never handed over: the page may give them again', async () => {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  port2.start();
  const file = new Blob(['depth']) as File;
  const args = { files: [{ path: 'a/b.png', file }] };
  expect(canvasesIn(args)).toEqual([]);
  expect(buffersIn({ id: 1, answer: args })).toEqual([]);
  const seen: string[] = [];
  serve<DataCommands>(port2, {
    inspect: async ({ files }: DataCommands['inspect'][0]) => {
      seen.push(files[0]!.path, await files[0]!.file.text());
      throw new InputError('nothing is known here');
    },
  } as Partial<DataHandlers> as DataHandlers);
  const client = new Client<DataCommands, DataEvents>(port1);
  await expect(client.ask('inspect', args)).rejects.toBeInstanceOf(InputError);
  expect(seen).toEqual(['a/b.png', 'depth']);
  expect(await file.text()).toBe('depth');
  port1.close();
});
