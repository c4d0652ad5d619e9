/** Descriptions of data sets: what is refused, and with which sentence. */
import { describe, expect, test } from 'vitest';
import { FORMAT, parseManifest, readManifest, type Manifest } from '../../../src/data/manifest';
import { emptyTally, tallied, talliedInfo } from '../../../src/data/tally';
import type { Sample } from '../../../src/data/sample';

const manifest: Manifest = {
  format: FORMAT,
  version: 2,
  name: 'nyu',
  height: 480,
  width: 640,
  counts: { train: 795, val: 654 },
  meanDepth: 2.7,
  labelSet: 'nyuv2-40',
  labels: ['semseg', 'depth'],
  origin: {
    title: 'NYU Depth V2, labelled set',
    importer: 'nyu-mat',
    source: 'nyu_depth_v2_labeled.mat',
    chosen: { depth: 'filled' },
    derived: { normals: 'fitted to depth' },
    skipped: 2,
    createdAt: 5,
  },
};

test('a description survives its text', () => {
  expect(parseManifest(JSON.stringify(manifest), '/data/x')).toEqual(manifest);
});

test('a folder that is no data set is named, with what to do', () => {
  expect(() => parseManifest('hello', '/data/x')).toThrow(/\/data\/x is no data set: its dataset.json is not JSON/);
  expect(() => parseManifest('{"format":"other"}', '/data/x')).toThrow(/says format "other"/);
  expect(() => parseManifest('null', '/data/x')).toThrow(/says format "undefined"/);
});

test('a data set of version 1 is named as such, and what to do', () => {
  const old = JSON.stringify({ ...manifest, version: 1 });
  expect(readManifest(old, '"rooms-v1"')).toEqual({
    info: null,
    problem:
      '"rooms-v1" holds a data set of version 1; this Taskfield reads version 2: delete it and import or make it again.',
  });
  expect(readManifest(JSON.stringify(manifest), 'x')).toEqual({ info: manifest, problem: null });
});

test.each(['name', 'height', 'width', 'counts', 'meanDepth', 'labelSet', 'labels', 'origin'])(
  'a description without %s is refused by that name',
  (part) => {
    const { [part as keyof Manifest]: _gone, ...rest } = manifest;
    expect(() => parseManifest(JSON.stringify(rest), 'x')).toThrow(`its dataset.json has no proper "${part}"`);
  },
);

const camera = { intrinsics: { fx: 1, fy: 1, cx: 0.5, cy: 0.5 }, worldFromCamera: new Float32Array(16) };

const sampleOf = (height: number, width: number, rest: Partial<Sample> = {}): Sample => ({
  id: 'x',
  height,
  width,
  image: new Uint8Array(3 * height * width),
  labels: {},
  ...rest,
});

describe('counted as samples come', () => {
  test('sizes, labels in one order, and the mean of valid training depths', () => {
    let tally = emptyTally();
    const depths = [Float32Array.of(1, 0), Float32Array.of(2, 6)].map((depth) => ({ depth }));
    tally = tallied(tally, 'train', sampleOf(1, 2, { labels: depths[0]! }));
    expect(talliedInfo(tally).mixedSizes).toBe(undefined);
    tally = tallied(tally, 'train', sampleOf(2, 1, { labels: { ...depths[1], semseg: new Uint8Array(2) } }));
    tally = tallied(tally, 'val', sampleOf(1, 1, { labels: { depth: Float32Array.of(100) } }));
    expect(talliedInfo(tally)).toEqual({
      height: 2,
      width: 2,
      mixedSizes: true,
      counts: { train: 2, val: 1 },
      meanDepth: 3, // (1 + 2 + 6) / 3
      labels: ['semseg', 'depth'],
    });
  });

  test('scenes begin where their name changes, if every sample is posed', () => {
    const scenes = ['a', 'a', 'b', 'a'];
    const all = (rest: Partial<Sample>) =>
      scenes.reduce(
        (tally, scene, i) => tallied(tally, i === 3 ? 'val' : 'train', sampleOf(1, 1, { scene, ...rest })),
        emptyTally(),
      );
    expect(talliedInfo(all({ camera })).scenes).toEqual({ train: [0, 2], val: [0] });
    expect(talliedInfo(all({})).scenes).toBe(undefined);
    const last = tallied(all({ camera }), 'val', sampleOf(1, 1, { camera }));
    expect(talliedInfo(last).scenes).toBe(undefined);
  });

  test('goes on after it was stored as text', () => {
    const first = tallied(
      emptyTally(),
      'train',
      sampleOf(1, 1, { labels: { depth: Float32Array.of(0.1) }, scene: 'a', camera }),
    );
    const restored = JSON.parse(JSON.stringify(first)) as typeof first;
    const next = sampleOf(1, 1, { labels: { depth: Float32Array.of(0.7) }, scene: 'a', camera });
    expect(tallied(restored, 'train', next)).toEqual(tallied(first, 'train', next));
  });
});
