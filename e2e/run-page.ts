/** The Run view as a person handles it: begins small runs, waits for steps, reads what it shows. */
import { expect, type Locator, type Page } from '@playwright/test';

/** ms: a software adapter draws the rooms, compiles forty kernels, then steps. */
export const SLOW = 240_000;

/** Fills the form and trains on a few rooms. */
export async function train(page: Page, steps: number): Promise<void> {
  await page.getByLabel('Rooms to train on').fill('4');
  await page.getByLabel('Rooms held out').fill('2');
  await page.getByLabel('Steps', { exact: true }).fill(String(steps));
  await page.getByRole('button', { name: 'Train on rooms' }).click();
}

/** Sets learnt weights of the losses and clipped gradients, among all settings. */
export async function balance(page: Page, clipNorm: number): Promise<void> {
  const all = page.getByText(/^All \d+ settings$/);
  await all.click();
  await page.getByRole('group', { name: 'Balancing' }).getByLabel('Kind').selectOption('uncertainty');
  await page.getByLabel('Clip norm').fill(String(clipNorm));
  await all.click(); // the fields that stand twice are there once again
}

/** The state's word and the step that the run bar shows. */
export async function barOf(page: Page): Promise<{ word: string; step: number }> {
  const word = await page.getByRole('banner', { name: 'Run' }).getByRole('status').innerText();
  const [text] = await page.getByText(/^Step [\d\s\u2009\u202f]+\/ /).allInnerTexts();
  return { word: word.trim(), step: Number((text ?? '').split('/')[0]!.replaceAll(/\D/g, '')) };
}

export async function waitForStep(page: Page, step: number): Promise<void> {
  await expect
    .poll(async () => (await barOf(page)).step, { timeout: SLOW, intervals: [200] })
    .toBeGreaterThanOrEqual(step);
}

export async function waitForWord(page: Page, word: string): Promise<void> {
  await expect.poll(async () => (await barOf(page)).word, { timeout: SLOW, intervals: [200] }).toBe(word);
}

/** A task's map from one source, by the names that the page gives: 'Depth', 'rendered'. */
export function mapOf(page: Page, title: string, source: 'truth' | 'decoder' | 'rendered'): Locator {
  return page.locator(`[data-map="${title}, ${source}"]`);
}

/** Colours of a map, so that two moments can be compared. */
export function pixelsOf(map: Locator): Promise<number[]> {
  return map.evaluate((element) => {
    const canvas = (element instanceof HTMLCanvasElement ? element : element.querySelector('canvas'))!;
    return [...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data];
  });
}

/** As `pixelsOf`, once the canvas has its final size: two looks half a second apart agree. */
export async function settledPixels(map: Locator): Promise<number[]> {
  let pixels: number[] = [];
  const settled = async (): Promise<boolean> => {
    const { length } = pixels;
    pixels = await pixelsOf(map);
    return pixels.length === length;
  };
  await expect.poll(settled, { intervals: [500], timeout: SLOW }).toBe(true); // a look takes seconds on a busy machine
  return pixels;
}

/** Mean difference of two pictures, in levels of 255. */
export function difference(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

/** Losses by step as the table of the objective's chart gives them. */
export async function objectiveTable(page: Page): Promise<string[][]> {
  await page.getByLabel('tables').check();
  const rows = page.getByRole('region', { name: 'Objective, numbers' }).locator('tbody tr');
  return rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));
}

/** What the ray panel says, in full precision. */
export async function rayOf(
  page: Page,
): Promise<{ ray: string; accumulated: number; tasks: { rendered: number; summed: number }[] }> {
  const panel = page.locator('[data-ray]');
  const tasks = await panel.locator('[data-rendered-raw]').evaluateAll((all) =>
    all.map((one) => ({
      rendered: Number(one.getAttribute('data-rendered-raw')),
      summed: Number(one.getAttribute('data-summed-raw')),
    })),
  );
  return {
    ray: (await panel.getAttribute('data-ray'))!,
    accumulated: Number(await panel.getAttribute('data-accumulated')),
    tasks,
  };
}
