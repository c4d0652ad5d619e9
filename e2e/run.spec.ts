/** The Run view in Chromium on a software adapter: it trains, its pictures improve, a pixel shows its ray, a reload loses nothing. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { SIZES, watch } from './page';
import {
  balance,
  barOf,
  difference,
  mapOf,
  objectiveTable,
  pixelsOf,
  settledPixels,
  rayOf,
  SLOW,
  train,
  waitForStep,
  waitForWord,
} from './run-page';

const NOISE = 1; // levels of 255: repeated renders of the same weights are equal; one level is rounding

test.describe.configure({ timeout: 2 * SLOW });

test('trains, shows it, and a picked pixel’s ray sums to what is rendered', async ({ page, baseURL }) => {
  await page.setViewportSize(SIZES.desktop);
  const { errors, outside } = watch(page, baseURL!);
  await page.goto('/');
  await train(page, 40);
  await waitForStep(page, 1);
  await expect(mapOf(page, 'Depth', 'rendered')).toBeVisible({ timeout: SLOW });
  const early = await pixelsOf(mapOf(page, 'Normals', 'rendered'));
  await waitForStep(page, 12);
  await page.getByRole('button', { name: 'Pause' }).click();
  await waitForWord(page, 'Paused');
  const { step } = await barOf(page);
  await expect(page.locator(`[data-maps-step="${step}"]`)).toBeVisible({ timeout: SLOW });
  expect(difference(early, await pixelsOf(mapOf(page, 'Normals', 'rendered')))).toBeGreaterThan(NOISE);

  const table = await objectiveTable(page);
  const decoder = table.map((row) => Number(row[1]));
  expect(decoder.length).toBeGreaterThan(5);
  expect(decoder[0]).toBeLessThan(decoder.at(-1)!); // the newest comes first

  const before = await rayOf(page);
  const tile = mapOf(page, 'Depth', 'truth');
  const box = (await tile.boundingBox())!;
  await tile.click({ position: { x: box.width * 0.26, y: box.height * 0.76 } });
  await expect.poll(async () => (await rayOf(page)).ray, { timeout: SLOW }).not.toBe(before.ray);
  const ray = await rayOf(page);
  expect(ray.ray).toBe('18,8'); // of 24 x 32
  expect(ray.tasks.length).toBe(4);
  for (const { rendered, summed } of ray.tasks)
    expect(Math.abs(rendered - summed)).toBeLessThan(1e-4 * Math.max(1, Math.abs(rendered)));
  expect(ray.accumulated).toBeGreaterThan(0);

  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(async () => (await rayOf(page)).ray, { timeout: SLOW }).toBe('18,9');

  await page.getByRole('button', { name: 'Run one step' }).click();
  await waitForStep(page, step + 1);
  expect((await barOf(page)).word).toBe('Paused');

  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([]);
  expect(errors).toEqual([]);
  expect(outside).toEqual([]);
});

/** What a run with learnt weights and clipped gradients shows beside its losses: curves, and their numbers as tables. */
async function expectLearning(page: Page, steps: number): Promise<string[][]> {
  const weights = page.getByRole('figure', { name: /^Learnt weights/ });
  await expect(weights.locator('canvas')).toHaveCount(1);
  await expect(weights.getByRole('listitem')).toHaveCount(4);
  await expect(page.getByRole('figure', { name: 'Gradient norm' })).toContainText('clipped at 10');
  const volume = page.locator('.volume-line');
  await expect(volume).toContainText(/accumulated weight of the rays0\.\d\d/);
  await expect(page.getByText('The volume is nearly empty')).toHaveCount(0); // nano starts opaque
  const objective = await objectiveTable(page);
  for (const chart of ['Gradient norm', 'Learnt weights']) {
    const table = page.getByRole('region', { name: `${chart}, numbers` });
    await expect(table.getByRole('row')).toHaveCount(1 + steps); // its head, and the steps
    for (const cell of await table.getByRole('cell').allInnerTexts()) expect(Number(cell)).toBeGreaterThan(0);
  }
  return objective;
}

test('a run that was cut by a reload is offered and goes on to the same losses', async ({ browser, baseURL }) => {
  const STEPS = 9;
  const lossesOf = async (interrupt: boolean): Promise<string[][]> => {
    const context = await browser.newContext({ viewport: SIZES.desktop, baseURL: baseURL! });
    const page = await context.newPage();
    await page.goto('/');
    await balance(page, 10);
    await train(page, STEPS);
    if (interrupt) {
      await waitForStep(page, 4);
      await page.getByRole('button', { name: 'Pause' }).click();
      await waitForWord(page, 'Paused');
      await page.reload();
      await expect(page.getByText('A run is stored here; nothing of it is lost.')).toBeVisible();
      await page.getByRole('button', { name: 'Continue', exact: true }).click();
    }
    await waitForWord(page, 'Finished');
    const table = await expectLearning(page, STEPS);
    await context.close();
    return table;
  };
  const whole = await lossesOf(false);
  expect(whole.length).toBe(STEPS);
  expect(await lossesOf(true)).toEqual(whole);
});

test('on a phone, by touch: train, maps, the ray of a tapped pixel, reload, continue', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    viewport: SIZES.phone,
    hasTouch: true,
    isMobile: true,
    baseURL: baseURL!,
    colorScheme: 'dark',
  });
  const page = await context.newPage();
  const { errors } = watch(page, baseURL!);
  const bar = page.getByRole('banner', { name: 'Run' });
  await page.goto('/');
  await page.getByLabel('Rooms to train on').fill('2');
  await page.getByLabel('Rooms held out').fill('1');
  await page.getByLabel('Steps', { exact: true }).fill('24');
  await page.getByRole('button', { name: 'Train on rooms' }).tap();
  await waitForStep(page, 1);
  await page.getByRole('tab', { name: 'Maps' }).tap();
  await expect(mapOf(page, 'Normals', 'rendered')).toBeVisible({ timeout: SLOW });
  const early = await pixelsOf(mapOf(page, 'Normals', 'rendered'));
  await waitForStep(page, 10);
  await bar.getByRole('button', { name: 'Pause' }).tap();
  await waitForWord(page, 'Paused');
  const { step } = await barOf(page);
  await expect(page.locator(`[data-maps-step="${step}"]`)).toBeVisible({ timeout: SLOW });
  expect(difference(early, await pixelsOf(mapOf(page, 'Normals', 'rendered')))).toBeGreaterThan(NOISE);
  await mapOf(page, 'Depth', 'decoder').tap({ position: { x: 10, y: 10 } });
  await page.getByRole('tab', { name: 'Field' }).tap();
  await expect(page.locator('[data-ray]')).toBeVisible({ timeout: SLOW });
  const { tasks } = await rayOf(page);
  expect(tasks.length).toBe(4);
  for (const { rendered, summed } of tasks)
    expect(Math.abs(rendered - summed)).toBeLessThan(1e-4 * Math.max(1, Math.abs(rendered)));
  await page.reload();
  await page.getByRole('button', { name: 'Continue', exact: true }).first().tap();
  await waitForWord(page, 'Finished');
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(errors).toEqual([]);
  await context.close();
});

test('a slice of the density moves through the box, and a second camera turns', async ({ page, baseURL }) => {
  await page.setViewportSize(SIZES.desktop);
  const { errors } = watch(page, baseURL!);
  await page.goto('/');
  await train(page, 4);
  await waitForWord(page, 'Finished');
  const mean = page.locator('[data-absorbed]');
  await expect(mean).toBeVisible({ timeout: SLOW });
  expect(Number(await mean.getAttribute('data-absorbed'))).toBeGreaterThan(0);

  const scene = page.locator('.field-scene canvas');
  await page.getByRole('checkbox', { name: 'density' }).check();
  await expect(page.locator('[data-slice="z 0"]')).toBeVisible({ timeout: SLOW });
  const before = await settledPixels(scene); // the slice's bar takes room from the scene
  await page.getByRole('slider', { name: 'Slice along z' }).press('PageUp');
  await expect(page.locator('[data-slice]:not([data-slice="z 0"])')).toBeVisible({ timeout: SLOW });
  await expect.poll(async () => difference(before, await pixelsOf(scene)), { timeout: SLOW }).toBeGreaterThan(NOISE);

  await page.getByRole('tab', { name: 'Look from elsewhere' }).click();
  const view = page.locator('[data-view="Normals, rendered"]');
  await expect(view).toBeVisible({ timeout: SLOW });
  const place = page.locator('[data-place]');
  const [first, seen] = [await place.getAttribute('data-place'), await pixelsOf(view)];
  await page.getByRole('slider', { name: 'Yaw' }).press('Home');
  await expect(place).not.toHaveAttribute('data-place', first!, { timeout: SLOW });
  expect(difference(seen, await pixelsOf(view))).toBeGreaterThan(NOISE);

  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([]);
  expect(errors).toEqual([]);
});
