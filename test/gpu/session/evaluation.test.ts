/** A checkpoint evaluated alone: at either resolution, with weights that hold NaN, without images, stopped. */
import { beforeAll, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../../src/interchange/safetensors';
import type { EvaluationReport } from '../../../src/protocol/evaluation';
import { evaluateCheckpoint, type EvaluationOptions } from '../../../src/session/evaluation';
import { plainText, reportText } from '../../../src/session/evaluation-formats';
import { told } from '../../../src/session/evaluation-lines';
import { Session } from '../../../src/session/session';
import { StoredDatasetWriter } from '../../../src/session/stored-dataset';
import { MemoryHost } from '../../helpers/memory-host';
import { small } from '../../helpers/run-bench';
import { syntheticSample } from '../../helpers/synthetic';

const CLASSES = 40;

let rooms: MemoryHost;

beforeAll(async () => {
  rooms = new MemoryHost();
  await new Session(small({ steps: 2, tasks: ['semseg', 'depth', 'boundary'] }), rooms).run();
});

const evaluated = (host: MemoryHost, changes: Partial<EvaluationOptions> = {}): Promise<EvaluationReport> =>
  evaluateCheckpoint(host, {
    weights: host.checkpoint!,
    name: 'a run',
    split: 'val',
    onProgress: () => undefined,
    ...changes,
  });

test('on rooms, which have the network’s size, both resolutions are the same to the last bit', async () => {
  const network = await evaluated(rooms);
  expect(network).toMatchObject({ name: 'a run', step: 2, resolution: 'network', total: 1, split: 'val' });
  expect(network.scores.length).toBe(9);
  expect(network.scores[0]!.confusion!.length).toBe(CLASSES);
  expect(network.badWeights).toBe(undefined);
  const original = await evaluated(rooms, { resolution: 'original' });
  expect(original).toEqual({ ...network, resolution: 'original' });
});

test('weights that hold NaN are named, and no number stands for what they give', async () => {
  const { tensors, metadata } = readSafetensors(rooms.checkpoint!);
  const name = [...tensors.keys()].find((key) => key.startsWith('backbone') && key.endsWith('weight'))!;
  (tensors.get(name)!.data as Float32Array)[0] = NaN;
  const report = await evaluated(rooms, { weights: writeSafetensors(new Map(tensors), metadata) });
  expect(report.badWeights).toMatch(/weight$/);
  expect(reportText(report, 'markdown')).toContain(`The model's weights hold NaN (first in ${report.badWeights})`);
  const all = report.scores.flatMap((score) => Object.keys(score.values).map((key) => told(score, key, report)));
  expect(new Set(all.map(({ value }) => value))).toEqual(new Set([null]));
  expect(plainText(report)).toContain("mIoU                        not a number: the model's weights hold NaN");
  expect(reportText(report, 'csv')).not.toContain(',NaN');
});

test('a split without images, and a stop, are answered at once', async () => {
  const host = new MemoryHost();
  const writer = new StoredDatasetWriter(await host.data.create('pictures'));
  await writer.add('train', syntheticSample(1, 20, 30));
  await writer.finish({
    name: 'pictures',
    labelSet: 'nyuv2-40',
    origin: { title: 'Pictures', importer: null, source: '', chosen: {}, derived: {}, skipped: 0, createdAt: 0 },
  });
  host.checkpoint = rooms.checkpoint;
  await expect(evaluated(host, { source: 'pictures' })).rejects.toThrow(
    'pictures has no images in split val: evaluate the 1 of split train, or take another data set.',
  );
  const whole = await evaluated(host, { source: 'pictures', split: 'train', resolution: 'original' });
  expect(whole.scores.map(({ images }) => images)).toEqual(Array.from({ length: 9 }, () => 1));
  const signal = AbortSignal.abort();
  await expect(evaluated(rooms, { signal })).rejects.toThrow(signal.reason as Error);
});
