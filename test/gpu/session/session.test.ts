/** A run from start to end on small rooms: events, files, stopping, continuing to the same numbers. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { NonFiniteLossError } from '../../../src/base/errors';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { Session } from '../../../src/session/session';
import { decodeCheckpoint } from '../../../src/training/checkpoint';
import { MemoryHost } from '../../helpers/memory-host';
import { spoilDepths } from '../../helpers/spoilt-data';

const STEPS = 8;

function small(changes: Partial<ExperimentConfig> = {}): ExperimentConfig {
  const preset = presetOf('nano');
  return parseConfig({
    ...preset,
    steps: STEPS,
    input: [32, 48],
    data: { ...preset.data, rooms: { ...preset.data.rooms, train: 3, val: 1, views: 1 } },
    evaluation: { every: 0, images: 1 },
    regularizer: { ...preset.regularizer, rays: [16, 24] },
    checkpointEvery: 3,
    ...changes,
  });
}

async function runWhole(config: ExperimentConfig, host = new MemoryHost()): Promise<MemoryHost> {
  await new Session(config, host).run();
  return host;
}

const stepsOf = (host: MemoryHost): number[] =>
  host.events.flatMap((event) => (event.kind === 'step' ? [event.facts.step] : []));

let whole: MemoryHost;

afterEach(() => vi.restoreAllMocks());

beforeAll(async () => {
  whole = await runWhole(small());
});

test('a run makes its rooms, tells every step, saves, and ends', () => {
  expect(stepsOf(whole)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(whole.events.filter((event) => event.kind === 'data').at(-1)).toMatchObject({ done: 4, total: 4 });
  expect(whole.events.filter((event) => event.kind === 'saved').map((event) => event.step)).toEqual([3, 6, 8]);
  expect(whole.events.at(-1)).toEqual({ kind: 'finished', step: STEPS });
  expect([...whole.pictures.keys()]).toEqual(['sample-1.png']);
});

test('metrics.csv has a row for each step, and its sums are those of its columns', () => {
  const [header, ...rows] = whole.metrics.trimEnd().split('\n');
  expect(header).toBe(
    'step,alpha,lr,decoder,rendered,total,acc,semseg,semseg_rendered,depth,depth_rendered,normals,normals_rendered,boundary,boundary_rendered',
  );
  expect(rows.length).toBe(STEPS);
  for (const row of rows) {
    const cells = Object.fromEntries(row.split(',').map((cell, i) => [header!.split(',')[i]!, Number(cell)]));
    const sum = (suffix: string): number =>
      cells[`semseg${suffix}`]! +
      cells[`depth${suffix}`]! +
      10 * cells[`normals${suffix}`]! +
      50 * cells[`boundary${suffix}`]!;
    expect(cells.decoder).toBeCloseTo(sum(''), 10);
    expect(cells.rendered).toBeCloseTo(sum('_rendered'), 10);
    expect(cells.total).toBeCloseTo(cells.decoder! + cells.alpha! * cells.rendered!, 9);
  }
});

test('two runs give the same rows, byte for byte', async () => {
  expect((await runWhole(small())).metrics).toBe(whole.metrics);
});

test('a run that was stopped and continued gives the same rows and weights', async () => {
  const host = new MemoryHost();
  const session = new Session(small(), host);
  host.onEvent = (event) => {
    if (event.kind === 'step' && event.facts.step === 4) session.requestStop();
  };
  await session.run();
  expect(host.events.at(-1)).toEqual({ kind: 'stopped', step: 4 });
  host.onEvent = () => undefined;
  await runWhole(small(), host);
  expect(host.metrics).toBe(whole.metrics);
  const [got, want] = [decodeCheckpoint(host.checkpoint!), decodeCheckpoint(whole.checkpoint!)];
  expect(got.file.tensors).toEqual(want.file.tensors);
});

test('after a crash the rows past the last checkpoint are made again', async () => {
  const host = new MemoryHost();
  host.onEvent = (event) => {
    if (event.kind === 'step' && event.facts.step === 5) throw new Error('power cut');
  };
  await expect(new Session(small(), host).run()).rejects.toThrow('power cut');
  expect(host.metrics.trimEnd().split('\n').length).toBe(1 + 5);
  host.onEvent = () => undefined;
  await runWhole(small(), host);
  expect(stepsOf(host).slice(5)).toEqual([4, 5, 6, 7, 8]);
  expect(host.metrics).toBe(whole.metrics);
});

test('without the regularizer there is nothing of it, neither in the rows nor in the weights', async () => {
  const preset = presetOf('nano');
  const host = await runWhole(small({ steps: 2, regularizer: { ...preset.regularizer, enabled: false } }));
  expect(host.metrics.split('\n')[0]).toBe('step,alpha,lr,decoder,rendered,total,acc,semseg,depth,normals,boundary');
  const names = [...decodeCheckpoint(host.checkpoint!).file.tensors.keys()];
  expect(names.filter((name) => name.includes('regularizer'))).toEqual([]);
});

test('the composed path takes the options that the fused one lacks', async () => {
  const preset = presetOf('nano');
  const regularizer = { ...preset.regularizer, rays: [8, 12] as const, density: 'per_task', padding: 'zeros' } as const;
  const host = await runWhole(small({ steps: 2, regularizer }));
  expect(stepsOf(host)).toEqual([1, 2]);
});

test('a loss that is not finite stops the run, names what is bad, and leaves the last checkpoint', async () => {
  const host = new MemoryHost();
  host.onEvent = (event) => {
    if (event.kind === 'saved') spoilDepths();
  };
  const error = await new Session(small(), host).run().catch((thrown: unknown) => thrown as Error);
  expect(error).toBeInstanceOf(NonFiniteLossError);
  expect((error as Error).message).toMatch(
    /^The loss "depth" is NaN at step \d, and the depth label of "room-0000\d-0" is the first tensor that is not finite; continue/,
  );
  expect(decodeCheckpoint(host.checkpoint!).step).toBe(3);
});

test('data of another size is fitted to what the network reads', async () => {
  const host = new MemoryHost();
  for (const [name, files] of whole.data.made) host.data.made.set(name, files);
  const [name] = [...whole.data.made.keys()];
  const data = { ...small().data, source: name! };
  await runWhole(small({ data, input: [16, 48], steps: 2 }), host);
  expect(host.events.at(-1)).toEqual({ kind: 'finished', step: 2 });
});

test('a checkpoint of another model is refused and stays', async () => {
  const host = new MemoryHost();
  for (const [name, files] of whole.data.made) host.data.made.set(name, files);
  host.checkpoint = whole.checkpoint;
  const before = whole.checkpoint!.slice();
  await expect(new Session(small({ decoder: { kind: 'plain', width: 16 } }), host).run()).rejects.toThrow(
    /of another shape/,
  );
  expect(host.checkpoint).toEqual(before);
});
