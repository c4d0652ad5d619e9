/** The data worker's commands over a real channel: files dropped in a known layout, looked at, stored, shown, deleted. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CancelledError, InputError, StorageError } from '../../../src/base/errors';
import { Client } from '../../../src/protocol/client';
import type {
  DataCommands,
  DataEvents,
  GivenFile,
  ImportPreview,
  ImportWishes,
} from '../../../src/protocol/data-messages';
import { serve } from '../../../src/protocol/server';
import { teller } from '../../../src/protocol/wire';
import { dataHandlersFor, type DataSurroundings } from '../../../src/session/data-handlers';
import { RECOGNITION } from '../../../src/session/data-surroundings';
import { datasetCards } from '../../../src/session/data-library';
import { unfinishedImports } from '../../../src/session/import/unfinished';
import { nyudMt, tgzOf, type LayoutFile } from '../../helpers/layouts';
import { MemoryHost } from '../../helpers/memory-host';

/** As page and worker hold them: structured cloning of a File is the browser's, so both ends share it here. */
const given = (files: readonly LayoutFile[]): GivenFile[] =>
  files.map(({ path, bytes }) => ({ path, file: new Blob([bytes]) as File }));

const wishesFor = ({ images, labelSets }: ImportPreview, rest: Partial<ImportWishes> = {}): ImportWishes => ({
  name: 'mine',
  limit: images,
  splits: 'both',
  validationShare: 0.1,
  scenes: [],
  labelSet: labelSets[0]!,
  chosen: {},
  height: 0,
  seed: 1,
  ...rest,
});

let host: MemoryHost;
let problem: string | null;
let client: Client<DataCommands, DataEvents>;
let channel: MessageChannel;

beforeEach(() => {
  host = new MemoryHost();
  problem = null;
  channel = new MessageChannel();
  channel.port1.start();
  channel.port2.start();
  const tell = teller<DataEvents>(channel.port2);
  const around: DataSurroundings = {
    ...RECOGNITION,
    store: async () => host.data,
    library: async () => ({
      sets: await datasetCards(host.data),
      unfinished: await unfinishedImports(host.data),
      bytes: 0,
      offered: null,
      persisted: false,
      problem: null,
    }),
    problem: async () => problem,
    tell: (progress) => tell('importing', progress),
    tellLooking: (progress) => tell('inspecting', progress),
  };
  serve(channel.port2, dataHandlersFor(around));
  client = new Client(channel.port1);
});
afterEach(() => channel.port1.close());

const SET = nyudMt({ train: 3, val: 2 });

test('a folder is looked at, imported, shown and deleted', async () => {
  const preview = await client.ask('inspect', { files: given(SET) });
  expect(preview).toMatchObject({
    importer: 'nyud-mt',
    images: 5,
    splits: { train: 3, val: 2 },
    height: 12,
    width: 16,
  });
  expect(preview.looks).toHaveLength(5);
  const told: DataEvents['importing'][] = [];
  client.on('importing', (progress) => told.push(progress));
  const report = await client.ask('import', { id: preview.id, wishes: wishesFor(preview) });
  expect(report).toMatchObject({ name: 'mine', images: 5, skipped: [] });
  expect(told.at(-1)).toMatchObject({ name: 'mine', done: 5, total: 5 });
  const { sets } = await client.ask('library', undefined);
  expect(sets).toMatchObject([{ name: 'mine', counts: { train: 3, val: 2 }, problem: null, usedBy: [], posed: false }]);
  expect(sets[0]!.tasks!.map(({ id }) => id)).toEqual(preview.tasks.map(({ id }) => id));
  const looks = await client.ask('looks', { name: 'mine', split: 'val', first: 1, count: 10 });
  expect(looks).toHaveLength(1);
  expect(looks[0]).toMatchObject({ split: 'val', image: { width: 16, height: 12 } });
  const statistics = await client.ask('statistics', { name: 'mine' });
  expect(statistics.images).toBe(5);
  // Looked at twice, the same numbers: as read and as stored, up to the record's rounding.
  const meanDepth = (of: typeof statistics) => of.tasks.find(({ task }) => task === 'depth')!.depth!.mean;
  expect(meanDepth(statistics)).toBeCloseTo(meanDepth(preview.statistics), 3);
  expect((await client.ask('deleteData', { name: 'mine' })).sets).toEqual([]);
  await expect(client.ask('looks', { name: 'mine', split: 'val', first: 0, count: 1 })).rejects.toBeInstanceOf(
    InputError,
  );
});

test('an archive gives what its folder gives, and is told of while it is passed through', async () => {
  const looked: number[] = [];
  client.on('inspecting', ({ done }) => looked.push(done));
  const archive = await tgzOf(SET);
  const preview = await client.ask('inspect', { files: [{ path: 'mt.tgz', file: new Blob([archive]) as File }] });
  expect(preview).toMatchObject({ importer: 'nyud-mt', images: 5, bytes: archive.length });
  expect(looked.at(-1)).toBe(archive.length);
  await client.ask('import', { id: preview.id, wishes: wishesFor(preview, { name: 'archived' }) });
  const folder = await client.ask('inspect', { files: given(SET) });
  await client.ask('import', { id: folder.id, wishes: wishesFor(folder, { name: 'unpacked' }) });
  const recordsOf = (name: string) => [...host.data.made.get(name)!.records].map(([key, bytes]) => [key, [...bytes]]);
  expect(recordsOf('archived')).toEqual(recordsOf('unpacked'));
});

test('the same image drawn twice with a seed is the same, with another it is not', async () => {
  const preview = await client.ask('inspect', { files: given(SET) });
  await client.ask('import', { id: preview.id, wishes: wishesFor(preview) });
  const wish = {
    name: 'mine',
    split: 'train',
    index: 0,
    input: [12, 16],
    augmentation: { pipeline: 'inv-pt', fit: 'contain' },
    count: 3,
  } as const;
  const first = await client.ask('augmented', { ...wish, seed: 1 });
  const later = await client.ask('augmented', { ...wish, seed: 2 });
  expect(first.looks).toHaveLength(3);
  expect(first.did).toHaveLength(3);
  expect(later.looks[0]!.image.rgba).toEqual(first.looks[1]!.image.rgba);
  expect(first.looks[0]!.image.rgba).not.toEqual(first.looks[1]!.image.rgba);
  await expect(client.ask('augmented', { ...wish, index: 3, seed: 1 })).rejects.toThrow('Image 3 of the train split');
});

test('other classes are read anew', async () => {
  const { id } = await client.ask('inspect', { files: given(SET) });
  const coarse = await client.ask('preview', { id, labelSet: 'nyuv2-13', chosen: {} });
  expect(coarse.id).toBe(id);
  const legend = coarse.tasks.find((task) => task.id === 'semseg')!.legend;
  expect(legend.kind === 'classes' && legend.classes).toHaveLength(13);
});

test('one import at a time; called off it leaves nothing, and the files can be imported again', async () => {
  const preview = await client.ask('inspect', { files: given(SET) });
  const { id } = preview;
  let refused: Promise<unknown> | undefined;
  const create = host.data.create.bind(host.data);
  host.data.create = async (...args) => {
    refused ??= client.ask('import', { id, wishes: wishesFor(preview, { name: 'second' }) });
    await refused.catch(() => undefined);
    await client.ask('cancelImport', undefined);
    return create(...args);
  };
  await expect(client.ask('import', { id, wishes: wishesFor(preview) })).rejects.toBeInstanceOf(CancelledError);
  await expect(refused).rejects.toThrow('"mine" is being imported; one import runs at a time');
  expect(await client.ask('library', undefined)).toMatchObject({ sets: [], unfinished: [] });
  host.data.create = create;
  await client.ask('cancelImport', undefined); // of nothing
  expect(await client.ask('import', { id, wishes: wishesFor(preview) })).toMatchObject({ images: 5 });
});

test('an archive whose import was called off can be imported again', async () => {
  const archive = await tgzOf(nyudMt({ train: 16, val: 4, height: 24, width: 32 }));
  const preview = await client.ask('inspect', { files: [{ path: 'mt.tgz', file: new Blob([archive]) as File }] });
  const create = host.data.create.bind(host.data);
  host.data.create = async (...args) => {
    const writer = await create(...args);
    return {
      ...writer,
      writeRecord: async (record) => {
        await client.ask('cancelImport', undefined);
        return writer.writeRecord(record);
      },
    };
  };
  const { id } = preview;
  await expect(client.ask('import', { id, wishes: wishesFor(preview) })).rejects.toBeInstanceOf(CancelledError);
  host.data.create = create;
  expect(await client.ask('import', { id, wishes: wishesFor(preview) })).toMatchObject({ images: 20, skipped: [] });
});

test('an interrupted import is found by its files, goes on, or is forgotten', async () => {
  const preview = await client.ask('inspect', { files: given(SET) });
  const wishes = wishesFor(preview);
  const create = host.data.create.bind(host.data);
  host.data.create = async (...args) => {
    const writer = await create(...args);
    let left = 2;
    return {
      ...writer,
      writeRecord: (record) => (left-- > 0 ? writer.writeRecord(record) : Promise.reject(new Error('the tab is gone'))),
      abandon: async () => undefined,
    };
  };
  await expect(client.ask('import', { id: preview.id, wishes })).rejects.toThrow('the tab is gone');
  host.data.create = create;
  const { unfinished } = await client.ask('library', undefined);
  expect(unfinished).toMatchObject([{ name: 'mine', source: 'NYUD_MT', done: 2, total: 5 }]);
  const again = await client.ask('inspect', { files: given(SET) });
  expect(again.unfinished).toMatchObject({ key: unfinished[0]!.key, done: 2, wishes: { name: 'mine', limit: 5 } });
  expect((await client.ask('forget', { key: unfinished[0]!.key })).unfinished).toEqual([]);
  const { id } = await client.ask('inspect', { files: given(SET) });
  expect((await client.ask('import', { id, wishes: again.unfinished!.wishes })).images).toBe(5);
});

test('where nothing lasts, nothing is imported', async () => {
  const preview = await client.ask('inspect', { files: given(SET) });
  problem = 'This browser stores nothing here.';
  const refused = client.ask('import', { id: preview.id, wishes: wishesFor(preview) });
  await expect(refused).rejects.toBeInstanceOf(StorageError);
  await expect(refused).rejects.toThrow(problem);
  expect(host.data.made.size).toBe(0);
});

test('files that were put away, or replaced by others, are no more', async () => {
  const first = await client.ask('inspect', { files: given(SET) });
  const second = await client.ask('inspect', { files: given(SET) });
  const sentence = 'These files were put away; give them again.';
  await expect(client.ask('preview', { id: first.id, labelSet: 'nyuv2-40', chosen: {} })).rejects.toThrow(sentence);
  await client.ask('dismiss', { id: second.id });
  await client.ask('dismiss', { id: 'never-given' });
  await expect(client.ask('import', { id: second.id, wishes: wishesFor(second) })).rejects.toThrow(sentence);
  const unknown = given([{ path: 'notes.txt', bytes: new TextEncoder().encode('hello') as Uint8Array<ArrayBuffer> }]);
  await expect(client.ask('inspect', { files: unknown })).rejects.toThrow('No data set was recognised in notes.txt');
});

test('put away while it is imported, it is closed when that ends', async () => {
  const preview = await client.ask('inspect', { files: given(SET) });
  const { id } = preview;
  const create = host.data.create.bind(host.data);
  host.data.create = async (...args) => {
    await client.ask('dismiss', { id });
    return create(...args);
  };
  expect((await client.ask('import', { id, wishes: wishesFor(preview) })).images).toBe(5);
  await expect(client.ask('preview', { id, labelSet: 'nyuv2-40', chosen: {} })).rejects.toThrow('put away');
});
