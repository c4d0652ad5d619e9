/** Cross-view training on rooms from start to end: files, continuing, and data that cannot serve. */
import { beforeAll, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../../src/config/experiment';
import { parseConfig, presetOf } from '../../../src/config/parse';
import { Session } from '../../../src/session/session';
import { decodeCheckpoint } from '../../../src/training/checkpoint';
import { MemoryHost } from '../../helpers/memory-host';

const STEPS = 6;

function small(changes: Partial<ExperimentConfig> = {}): ExperimentConfig {
  const preset = presetOf('nano');
  return parseConfig({
    ...preset,
    steps: STEPS,
    input: [32, 48],
    data: { source: 'rooms', rooms: { train: 2, val: 1, views: 2, seed: 1 } },
    regularizer: { ...preset.regularizer, rays: [8, 12] },
    crossView: { enabled: true, labels: 'all' },
    checkpointEvery: 3,
    ...changes,
  });
}

async function runWhole(config: ExperimentConfig, host = new MemoryHost()): Promise<MemoryHost> {
  await new Session(config, host).run();
  return host;
}

let whole: MemoryHost;

beforeAll(async () => {
  whole = await runWhole(small());
});

test('metrics.csv has the losses of second views, and the total counts them', () => {
  const [header, ...rows] = whole.metrics.trimEnd().split('\n');
  const names = header!.split(',');
  expect(names.filter((name) => name.endsWith('_cross'))).toEqual([
    'semseg_cross',
    'depth_cross',
    'normals_cross',
    'boundary_cross',
  ]);
  expect(rows.length).toBe(STEPS);
  for (const row of rows) {
    const cells = Object.fromEntries(row.split(',').map((cell, i) => [names[i]!, Number(cell)]));
    const { lossWeights: weights, tasks } = small();
    const cross = tasks.reduce((sum, task) => sum + weights[task]! * cells[`${task}_cross`]!, 0);
    expect(cells.total).toBeCloseTo(cells.decoder! + cells.alpha! * (cells.rendered! + cross), 4);
    expect(cross).toBeGreaterThan(0);
  }
});

test('a run that was stopped and continued gives the same rows and weights', async () => {
  const host = new MemoryHost();
  const session = new Session(small(), host);
  host.onEvent = (event) => {
    if (event.kind === 'step' && event.facts.step === 4) session.requestStop();
  };
  await session.run();
  host.onEvent = () => undefined;
  await runWhole(small(), host);
  expect(host.metrics).toBe(whole.metrics);
  const weights = ({ checkpoint }: MemoryHost) => [...decodeCheckpoint(checkpoint!).file.tensors];
  expect(weights(host)).toEqual(weights(whole));
});

test('the term adds nothing to a checkpoint', async () => {
  const plain = await runWhole(small({ crossView: { enabled: false, labels: 'all', reach: 4 } }));
  const names = ({ checkpoint }: MemoryHost) => [...decodeCheckpoint(checkpoint!).file.tensors.keys()];
  expect(names(plain)).toEqual(names(whole));
  expect(plain.metrics).not.toContain('_cross');
});

test('one view of each room is refused before the first step, naming what to set', async () => {
  const { data: several } = small();
  const data = { ...several, rooms: { ...several.rooms, views: 1 } };
  const host = new MemoryHost();
  await expect(runWhole(small({ data }), host)).rejects.toThrow(/set data.rooms.views to 2 or more/);
  expect(host.events.some(({ kind }) => kind === 'ready' || kind === 'step')).toBe(false);
});

test('depth alone needs depth among the tasks', async () => {
  const config = small({ tasks: ['semseg'], crossView: { enabled: true, labels: 'depth', reach: 4 } });
  await expect(runWhole(config)).rejects.toThrow(/crossView.labels is "depth", and no such task is rendered/);
});
