/** What a preset is said to cost against what it costs: one real run of each. */
import { expect, test } from 'vitest';
import { presetOf } from '../../../src/config/parse';
import { PRESETS } from '../../../src/config/presets';
import { gpu } from '../../../src/gpu/device';
import { catalogOf, COSTS, memoryBytes, presetCosting, verdictOf } from '../../../src/session/catalog';
import { Session } from '../../../src/session/session';
import { MemoryHost } from '../../helpers/memory-host';

const ROOMS = { source: 'rooms', rooms: { train: 2, val: 1, views: 1, seed: 1 } };
const CLOSE = 0.1; // the peak depends a little on the order in which buffers are reused

test.each(Object.keys(PRESETS) as (keyof typeof PRESETS)[])('%s costs what its card says', async (name) => {
  const host = new MemoryHost();
  let [parameters, peak] = [0, 0];
  host.onEvent = (event) => {
    if (event.kind === 'ready') parameters = event.parameters + event.regularizerParameters;
    if (event.kind === 'step') peak = Math.max(peak, gpu().backend.bufferManager.numBytesAllocated);
  };
  await new Session({ ...presetOf(name), steps: 2, data: ROOMS }, host).run();
  expect(COSTS[name].parameters).toBe(parameters);
  expect(Math.abs(memoryBytes(COSTS[name]) / peak - 1)).toBeLessThan(CLOSE);
});

test('the verdict follows the adapter’s limits', () => {
  const cost = COSTS.nano;
  const limits = (buffer: number, binding: number) => ({ maxBufferSize: buffer, maxStorageBufferBindingSize: binding });
  expect(verdictOf(cost, limits(2 ** 28, 2 ** 27))).toBe('fits');
  expect(verdictOf(cost, limits(2 ** 25, 2 ** 25))).toBe('tight');
  expect(verdictOf(cost, limits(2 ** 28, 2 ** 20))).toBe('needs more');
  expect(verdictOf(cost, {})).toBe('needs more');
});

test('a pace is measured for the preset alone: other steps and seeds are the same, other sizes are not', () => {
  const nano = presetOf('nano');
  expect(presetCosting({ ...nano, steps: 9, seed: 7, checkpointEvery: 3 })).toBe('nano');
  expect(presetCosting({ ...nano, batch: 4 })).toBe(null);
  expect(presetCosting({ ...nano, regularizer: { ...nano.regularizer, enabled: false } })).toBe(null);
  expect(presetCosting({ ...nano, preset: 'toString' })).toBe(null);
});

test('the catalog names every task with its legend, and the pace of this adapter only', async () => {
  const asked: string[] = [];
  const paceOf = async (adapter: string, preset: string) => {
    asked.push(`${preset} on ${adapter}`);
    return 0.25;
  };
  const none = await catalogOf(null, paceOf);
  expect(none.presets[0]).toMatchObject({ name: 'nano', verdict: 'needs more', secondsPerStep: null });
  expect(none.tasks.map(({ id, channels }) => [id, channels])).toEqual([
    ['semseg', 40],
    ['depth', 1],
    ['normals', 3],
    ['boundary', 1],
  ]);
  expect(asked).toEqual([]);
  const facts = { vendor: 'acme', architecture: 'one', device: '', description: '', fallback: false };
  const limits = { maxBufferSize: 2 ** 28, maxStorageBufferBindingSize: 2 ** 27 };
  const found = await catalogOf({ ...facts, features: [], limits, subgroups: null }, paceOf);
  expect(found.presets[0]).toMatchObject({ verdict: 'fits', secondsPerStep: 0.25 });
  expect(asked).toEqual(['nano on acme one']);
  expect(structuredClone(found)).toEqual(found);
});
