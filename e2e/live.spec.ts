/** Predictions that the worker draws by itself on canvases of the page, here on a software adapter by request. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { decode } from 'fast-png';
import { SIZES, watch } from './page';
import { barOf, mapOf, pixelsOf, SLOW, train, waitForStep, waitForWord } from './run-page';

test.describe.configure({ timeout: 2 * SLOW });

const WIDTH = 64;
const HEIGHT = 48;
const CLOSE = 0.25; // mean levels of 255: float32 against float64, rounded, differ at a few pixels
const APART = 4 * CLOSE; // mean levels between a map and another one, or normals and their mirror image
const SQUARE = 9; // CSS pixels around the picked pixel that its square covers

const TITLES = ['Depth', 'Normals'];
const SOURCES = ['decoder', 'rendered'] as const;

type Colors = (readonly number[])[];

/** What stands on the screen in the middle of every pixel of the map. */
async function shownOn(tile: Locator): Promise<Colors> {
  const { data, width, height, channels } = decode(await tile.screenshot());
  return Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const x = Math.floor((((i % WIDTH) + 0.5) / WIDTH) * width);
    const y = Math.floor(((Math.floor(i / WIDTH) + 0.5) / HEIGHT) * height);
    return [0, 1, 2].map((c) => data[(y * width + x) * channels + c]!);
  });
}

/** The same map as painted bytes, from the wipe over its truth. */
async function paintedOf(page: Page, title: string, source: string): Promise<Colors> {
  const bytes = await pixelsOf(page.locator(`[data-map="${title}, ${source} over truth"] canvas`).last());
  expect(bytes.length).toBe(4 * WIDTH * HEIGHT);
  return Array.from({ length: WIDTH * HEIGHT }, (_, i) => bytes.slice(4 * i, 4 * i + 3));
}

/** Mean levels between two maps, the picked pixel's square left out. */
function distance(a: Colors, b: Colors, covered: (i: number) => boolean): number {
  const parts = a.flatMap((color, i) => (covered(i) ? [] : color.map((value, c) => Math.abs(value - b[i]![c]!))));
  return parts.reduce((sum, part) => sum + part, 0) / parts.length;
}

const mirrored = (colors: Colors): Colors => colors.map((_, i) => colors[i - (i % WIDTH) + WIDTH - 1 - (i % WIDTH)]!);

async function expectDrawnAsPainted(page: Page): Promise<Colors[]> {
  const places = TITLES.flatMap((title) => SOURCES.map((source) => ({ title, source })));
  const box = (await mapOf(page, 'Depth', 'decoder').boundingBox())!;
  const reach = (SQUARE * WIDTH) / box.width;
  const covered = (i: number): boolean =>
    Math.abs((i % WIDTH) - WIDTH / 2) < reach && Math.abs(Math.floor(i / WIDTH) - HEIGHT / 2) < reach;
  const shown: Colors[] = [];
  for (const { title, source } of places) {
    const tile = mapOf(page, title, source);
    await expect(tile.locator('[data-live=drawn]')).toBeVisible({ timeout: SLOW });
    await expect(tile.locator('canvas')).toHaveCount(1); // nothing is painted over or under it
    shown.push(await shownOn(tile));
  }
  await page.getByRole('button', { name: 'Wipe' }).click();
  for (const [i, { title, source }] of places.entries()) {
    const painted = await paintedOf(page, title, source);
    for (const [k, map] of shown.entries()) {
      const levels = distance(map, painted, covered);
      if (k === i) expect(levels, `${title}, ${source}`).toBeLessThan(CLOSE);
      else expect(levels, `${title}, ${source}, and another map`).toBeGreaterThan(APART);
    }
    if (title === 'Normals') expect(distance(mirrored(shown[i]!), painted, covered)).toBeGreaterThan(APART);
  }
  await page.getByRole('button', { name: 'Side by side' }).click();
  return shown;
}

async function waitForMapsOf(page: Page, step: number): Promise<void> {
  await expect(page.locator(`[data-maps-step="${step}"]`)).toBeVisible({ timeout: SLOW });
}

test('what the worker draws is what it paints, step after step', async ({ page, baseURL }) => {
  await page.setViewportSize(SIZES.desktop);
  const { errors } = watch(page, baseURL!);
  await page.goto('/?live=1');
  await train(page, 40);
  await waitForStep(page, 4);
  await page.getByRole('button', { name: 'Pause' }).click();
  await waitForWord(page, 'Paused');
  const { step } = await barOf(page);
  await waitForMapsOf(page, step);
  const before = await expectDrawnAsPainted(page);

  await page.getByRole('button', { name: 'Run one step' }).click();
  await waitForMapsOf(page, step + 1);
  const after = await expectDrawnAsPainted(page); // back from the wipe: canvases of their own again
  expect(after).not.toEqual(before);

  const image = await page.locator('[data-image]').getAttribute('data-image');
  await page.getByRole('button', { name: 'Next image' }).click();
  await expect(page.locator('[data-image]')).not.toHaveAttribute('data-image', image!, { timeout: SLOW });
  expect(await expectDrawnAsPainted(page)).not.toEqual(after);
  expect((await barOf(page)).word).toBe('Paused');
  expect(errors).toEqual([]);
});

test('a canvas that a browser does not hand over is painted', async ({ page, baseURL }) => {
  await page.setViewportSize(SIZES.desktop);
  const { errors } = watch(page, baseURL!);
  await page.addInitScript(() => {
    HTMLCanvasElement.prototype.transferControlToOffscreen = () => {
      throw new DOMException('not here', 'NotSupportedError');
    };
  });
  await page.goto('/?live=1');
  await train(page, 2);
  await waitForWord(page, 'Finished');
  await waitForMapsOf(page, 2);
  await expect(page.locator('[data-live]')).toHaveCount(0);
  expect(new Set(await pixelsOf(mapOf(page, 'Depth', 'decoder'))).size).toBeGreaterThan(4);
  expect(errors).toEqual([]);
});
