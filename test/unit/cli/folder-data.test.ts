/** Data sets as folders: what a killed process leaves, what two processes do, what is no data set. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderData } from '../../../src/cli/folder-data';
import type { DataFolderWriter } from '../../../src/session/host';

const resume = { key: 'k', wishes: '{}' };
const FOLDER = '.import-k';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'data-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const recordOf = (index: number): Uint8Array<ArrayBuffer> => new Uint8Array(10 + index).fill(index);

async function write(writer: DataFolderWriter, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index++)
    await writer.writeRecord({ split: 'train', index, bytes: recordOf(index), state: `${index}` });
}

async function expectWhole(count: number): Promise<void> {
  const folder = await folderData(home).open('a');
  for (let index = 0; index < count; index++) expect(await folder.readRecord('train', index)).toEqual(recordOf(index));
  expect(await folder.readRecord('train', count)).toBe(undefined);
}

/** As import.json would be, had another process written it. */
function ownedBy(owner: number): void {
  const file = join(home, FOLDER, 'import.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(`"process":${process.pid}`, `"process":${owner}`));
}

/** Of a process that has ended. */
const deadPid = (): number => spawnSync('true').pid;

test('a data set is a folder of two files a split and a description; the index says where records end', async () => {
  const writer = await folderData(home).create('a');
  await write(writer, 0, 3);
  await writer.finish('{}');
  const place = join(home, 'a');
  expect(readdirSync(place).sort()).toEqual(['dataset.json', 'train.bin', 'train.index', 'val.bin', 'val.index']);
  expect(readFileSync(join(place, 'train.bin')).length).toBe(10 + 11 + 12);
  const ends = new Float64Array(new Uint8Array(readFileSync(join(place, 'train.index'))).buffer);
  expect([...ends]).toEqual([10, 21, 33]);
});

test.each([
  ['between a record and its place', (place: string) => appendFileSync(join(place, 'train.bin'), 'half a record')],
  ['within a place', (place: string) => appendFileSync(join(place, 'train.index'), 'abc')],
  ['before import.json knew', () => undefined],
])('killed %s, an import goes on from its last whole state', async (_when, leave) => {
  const lost = await folderData(home).create('a', resume);
  await write(lost, 0, 14);
  leave(join(home, FOLDER));
  ownedBy(deadPid());
  const writer = await folderData(home).create('a', resume);
  expect(writer.progress).toMatchObject({ counts: { train: 10, val: 0 }, state: '9' });
  await write(writer, 10, 17);
  await writer.finish('{}');
  await expectWhole(17);
  expect(readdirSync(home)).toEqual(['a']);
  expect(readdirSync(join(home, 'a'))).toHaveLength(5);
});

test('an index that lost entries cannot go on, and says what to do', async () => {
  await write(await folderData(home).create('a', resume), 0, 10);
  truncateSync(join(home, FOLDER, 'train.index'), 72);
  await expect(folderData(home).create('a', resume)).rejects.toThrow(
    /train\.index holds fewer than its 10 records, so this import cannot go on; delete it/,
  );
});

test('a kept file whose line was cut off is none; the others stay, and more may follow', async () => {
  const lost = await folderData(home).create('a', resume);
  await lost.staging.put('x', Uint8Array.of(1, 2));
  appendFileSync(join(home, FOLDER, 'staging.index'), '{"path":"y","off');
  const writer = await folderData(home).create('a', resume);
  await writer.staging.put('z', Uint8Array.of(3));
  const { staging } = await folderData(home).create('a', resume);
  expect(await staging.paths()).toEqual(['x', 'z']);
  expect([await staging.get('x'), await staging.get('z')]).toEqual([Uint8Array.of(1, 2), Uint8Array.of(3)]);
});

test('an import that another process is at is left to it', async () => {
  await write(await folderData(home).create('a', resume), 0, 1);
  ownedBy(process.ppid);
  const store = folderData(home);
  const sentence = `The import of "a" is under way in process ${process.ppid}; wait for it, or stop that process.`;
  await expect(store.create('a', resume)).rejects.toThrow(sentence);
  await expect(store.forget('k')).rejects.toThrow(sentence);
  expect((await store.unfinished()).map(({ key }) => key)).toEqual(['k']);
  ownedBy(process.ppid);
});

test('what a killed process was making is swept away; what a living one makes is not', async () => {
  mkdirSync(join(home, `.making-${deadPid()}-rooms-v2`), { recursive: true });
  mkdirSync(join(home, `.making-${process.ppid}-rooms-v3`), { recursive: true });
  await (await folderData(home).create('a')).finish('{}');
  expect(readdirSync(home).sort()).toEqual([`.making-${process.ppid}-rooms-v3`, 'a']);
});

test('two processes with the same rooms: the slower takes those of the faster', async () => {
  const slow = await folderData(home).create('a');
  await write(slow, 0, 2);
  const place = join(home, 'a'); // by another process
  mkdirSync(place);
  writeFileSync(join(place, 'dataset.json'), '{"fast":1}');
  expect(await (await slow.finish('{}')).readManifest()).toBe('{"fast":1}');
  expect(readdirSync(home)).toEqual(['a']);
});

test('a name comes before a folder of the same name; a folder is opened where it is', async () => {
  await (await folderData(home).create('src')).finish('{"named":1}'); // ./src is a folder, too
  expect(existsSync('src')).toBe(true);
  expect(await (await folderData(home).open('src')).readManifest()).toBe('{"named":1}');
  const elsewhere = join(home, 'src');
  expect(await (await folderData(join(home, 'none')).open(elsewhere)).readManifest()).toBe('{"named":1}');
  await expect(folderData(home).open('nowhere')).rejects.toThrow(
    /^There is no data set "nowhere" in .*, and no folder nowhere; name one that "taskfield data list" shows/,
  );
});

test('a folder that was made by version 1 is listed, opened for its description, and removed', async () => {
  mkdirSync(join(home, 'rooms-v1'), { recursive: true });
  writeFileSync(join(home, 'rooms-v1', 'dataset.json'), '{"format":"taskfield-dataset","version":1}');
  writeFileSync(join(home, 'rooms-v1', 'train.bin'), new Uint8Array(100));
  const store = folderData(home);
  expect((await store.list()).map(({ name, bytes }) => [name, bytes])).toEqual([['rooms-v1', 142]]);
  expect(await (await store.open('rooms-v1')).readRecord('train', 0)).toBe(undefined);
  await store.remove('rooms-v1');
  expect(readdirSync(home)).toEqual([]);
});

test('a record that the files cut short is none', async () => {
  const writer = await folderData(home).create('a');
  await write(writer, 0, 3);
  await writer.finish('{}');
  truncateSync(join(home, 'a', 'train.bin'), 32);
  const folder = await folderData(home).open('a');
  expect(await folder.readRecord('train', 1)).toEqual(recordOf(1));
  expect(await folder.readRecord('train', 2)).toBe(undefined);
});

test('a home that cannot be written is named', async () => {
  writeFileSync(join(home, 'file'), '');
  await expect(folderData(join(home, 'file')).create('a')).rejects.toThrow(
    /^Could not write .*: a part of this path is a file/,
  );
});
