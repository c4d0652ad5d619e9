/** A layout of generated images, and a source to find it in: every sample is a function of its id. */
import { hashText, Random } from '../../../../src/base/random';
import { InputError } from '../../../../src/base/errors';
import type { Entry, Importer, Layout, Source } from '../../../../src/data/importers/types';
import type { Sample } from '../../../../src/data/sample';
import type { Found } from '../../../../src/session/import/run';

export const SIZE = { height: 24, width: 32 };

/** Red is 10 times the frame's number; depth its number in metres, with a hole at the first pixel. */
export function sampleOf(id: string, size = SIZE): Sample {
  const { height, width } = size;
  const pixels = height * width;
  const random = new Random(hashText(id));
  const normals = new Float32Array(3 * pixels);
  for (let i = 0; i < pixels; i++) normals[3 * i + 2] = 1;
  return {
    id,
    ...size,
    image: Uint8Array.from({ length: 3 * pixels }, () => random.below(256)),
    labels: {
      semseg: Uint8Array.from({ length: pixels }, (_, i) => (i % 7 === 0 ? 255 : i % 40)),
      depth: Float32Array.from({ length: pixels }, (_, i) => (i === 0 ? 0 : 1 + Number(id.replace(/\D/g, '')))),
      normals,
    },
  };
}

export const entriesOf = (count: number, rest: (index: number) => Partial<Entry> = () => ({})): Entry[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `image-${i}`,
    labels: ['semseg', 'depth', 'normals'],
    files: [`set/image-${i}.png`],
    split: i % 4 === 3 ? 'val' : 'train',
    ...rest(i),
  }));

export function sourceOf(entries: readonly Entry[]): Source {
  return {
    name: 'set',
    files: entries.map(({ files }) => ({
      path: files[0]!,
      size: 8,
      bytes: async () => new TextEncoder().encode(files[0]!.slice(0, 8)),
      slice: async (offset, length) => new TextEncoder().encode(files[0]!).slice(offset, offset + length),
    })),
    skipped: [{ path: '../evil', reason: 'Its path leads out of the folder.' }],
    fetch: async (_paths, { signal }) => signal?.throwIfAborted(),
    close: async () => undefined,
  };
}

/** @param bad ids that cannot be read */
export function layoutOf(entries: readonly Entry[], bad: readonly string[] = []): Layout {
  return {
    importer: 'fake',
    title: 'Generated images',
    entries,
    labelSets: ['nyuv2-40', 'nyuv2-13'],
    choices: [
      {
        id: 'depth',
        title: 'Depth',
        options: [
          { value: 'filled', title: 'Filled' },
          { value: 'raw', title: 'Raw' },
        ],
        suggested: 'filled',
        why: 'published custom',
      },
    ],
    remarks: [],
    skipped: [],
    derived: { normals: 'fitted to depth' },
    async read({ id }, chosen) {
      if (bad.includes(id)) throw new InputError(`set/${id}.png ends early.`);
      const sample = sampleOf(id);
      if (chosen.depth !== 'raw') return sample;
      return { ...sample, labels: { ...sample.labels, depth: sample.labels.depth!.map((metres) => metres / 2) } };
    },
  };
}

export const importerOf = (layout: Layout | undefined, id = 'fake'): Importer => ({
  id,
  recognise: async () => layout,
});

export function foundOf(entries: readonly Entry[], bad: readonly string[] = []): Found {
  return { source: sourceOf(entries), layout: layoutOf(entries, bad), fingerprint: 'f00d' };
}
