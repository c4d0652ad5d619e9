/** The map of keys: no two alike, each acts on the stores, none while there is nothing to act on. */
import { beforeEach, expect, test } from 'vitest';
import { connect } from '../../../src/store/connection';
import type { Client } from '../../../src/protocol/client';
import { usePage } from '../../../src/store/page';
import { usePick } from '../../../src/store/pick';
import { useRun } from '../../../src/store/run';
import { useViews } from '../../../src/store/views';
import { keyFor, KEYS } from '../../../src/ui/keys';

const asked: string[] = [];
connect({ ask: async (kind: string) => void asked.push(kind) } as Partial<Client> as Client);

const press = (key: string, shiftKey = false): boolean => {
  const found = keyFor({ key, shiftKey, ctrlKey: false, metaKey: false, altKey: false });
  if (!found) throw new Error(`no key ${key}`);
  return found.run();
};
const status = (now: 'idle' | 'training' | 'paused'): void =>
  useRun.setState({ state: { ...useRun.getState().state, status: now } });
const image = { width: 64, height: 48, rgba: new Uint8ClampedArray(4) };
const sample = { index: 0, count: 3, id: 'a', step: 1, image, rays: null, maps: [], absorbed: null };

beforeEach(() => {
  asked.length = 0;
  usePick.setState({ pixel: { row: 24, column: 32 }, index: 0, count: 3, mode: 'side', cursor: -1, coloring: 'pca' });
  useViews.setState({ sample, ray: null, planes: null });
});

test('no two entries are the same key, and every one says what it does', () => {
  const names = KEYS.map(({ key, shift, after = '' }) => `${after} ${shift ? 'shift ' : ''}${key}`);
  expect(new Set(names).size).toBe(KEYS.length);
  expect(new Set(KEYS.map(({ cap }) => cap)).size).toBe(KEYS.length);
  for (const { what } of KEYS) expect(what.length).toBeGreaterThan(3);
});
test('space pauses and continues, and is left alone otherwise', () => {
  status('idle');
  expect(press(' ')).toBe(false);
  status('training');
  press(' ');
  status('paused');
  press(' ');
  press('.');
  expect(asked).toEqual(['pause', 'resume', 'step']);
});
test('arrows move the pixel, with shift by eight, and not without an image', () => {
  press('ArrowUp');
  press('ArrowRight', true);
  expect(usePick.getState().pixel).toEqual({ row: 23, column: 40 });
  useViews.setState({ sample: null });
  expect(press('ArrowLeft')).toBe(false);
  expect(usePick.getState().pixel).toEqual({ row: 23, column: 40 });
});
test('letters act: image, error, wipe, and back to side by side', () => {
  press('n');
  press('P', false);
  press('p');
  expect(usePick.getState().index).toBe(2);
  press('e');
  expect(usePick.getState().mode).toBe('error');
  press('w');
  press('w');
  expect(usePick.getState().mode).toBe('side');
});
test('planes and samples need planes and a ray', () => {
  expect([press('z'), press('2'), press(']')]).toEqual([false, false, false]);
  useViews.setState({ planes: { index: 0, step: 1, channels: 16, xy: image, xz: image, yz: image } });
  press('z');
  press('2');
  expect(usePick.getState()).toMatchObject({ coloring: 'channel', planes: { xy: false, xz: true, yz: true } });
});
test('the slice and the second camera come and go by keys; the slice moves only while it is there', () => {
  expect([press('s'), press('v'), press('+')]).toEqual([false, false, false]);
  useViews.setState({ planes: { index: 0, step: 1, channels: 16, xy: image, xz: image, yz: image } });
  expect(press('+')).toBe(false);
  press('s');
  press('+', true);
  press('+', true);
  press('-');
  expect(usePick.getState().slice).toEqual({ on: true, axis: 'z', position: expect.closeTo(0.04, 9) });
  press('v');
  expect(usePick.getState().elsewhere.on).toBe(true);
  press('v');
  press('s');
  expect([usePick.getState().elsewhere.on, usePick.getState().slice.on]).toEqual([false, false]);
});
test('G leads to the views, and letters that it leads mean something else without it', () => {
  const key = (name: string, after?: 'g') =>
    keyFor({ key: name, shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }, after);
  key('d', 'g')!.run();
  expect(usePage.getState().view).toBe('data');
  key('r', 'g')!.run();
  expect(usePage.getState().view).toBe('run');
  expect([key('d'), key('r'), key('n', 'g')]).toEqual([undefined, undefined, undefined]);
});
test('characters are found whatever shift they need; browser shortcuts are left alone', () => {
  press('T', true);
  expect(usePage.getState().tables).toBe(true);
  expect(keyFor({ key: 't', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false })).toBeUndefined();
  expect(keyFor({ key: '?', shiftKey: true, ctrlKey: false, metaKey: false, altKey: false })?.cap).toBe('?');
  expect(keyFor({ key: 'p', shiftKey: false, ctrlKey: true, metaKey: false, altKey: false })).toBeUndefined();
});
