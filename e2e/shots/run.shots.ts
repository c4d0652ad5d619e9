/** A run: under way, paused, found again after a reload, at its end; its maps and its field in each of their forms. */
import { expect, test } from '@playwright/test';
import { balance, SLOW, train, waitForStep, waitForWord } from '../run-page';
import { panesOf, state } from './state';

test('a run under way', async ({ page }) => {
  await page.goto('/');
  await state(
    page,
    'training',
    async () => {
      await train(page, 400);
      await expect(page.locator('[data-ray]')).toBeVisible({ timeout: SLOW });
      await waitForStep(page, 12);
    },
    panesOf(page),
  );
  await state(
    page,
    'paused',
    async () => {
      await page.getByRole('button', { name: 'Pause' }).click();
      await waitForWord(page, 'Paused');
    },
    panesOf(page),
  );
  await state(page, 'tables', () => page.getByLabel('tables').check(), panesOf(page, ['left']));
  await page.getByLabel('tables').uncheck();
  const maps = panesOf(page, ['maps']);
  await state(page, 'error-maps', () => page.getByRole('button', { name: 'Error' }).click(), maps);
  await state(page, 'wipe', () => page.getByRole('button', { name: 'Wipe' }).click(), maps);
  await page.reload();
  await state(page, 'recovered', () => expect(page.getByText('A run is stored here')).toBeVisible(), panesOf(page));
});

test('a run at its end', async ({ page }) => {
  await page.goto('/');
  await state(
    page,
    'finished',
    async () => {
      await train(page, 24);
      await waitForWord(page, 'Finished');
      await expect(page.locator('[data-maps-step="24"]')).toBeVisible({ timeout: SLOW });
      await expect(page.locator('[data-ray]')).toBeVisible({ timeout: SLOW });
    },
    panesOf(page),
  );
  const field = panesOf(page, ['field']);
  const density = page.getByRole('checkbox', { name: 'density' });
  await state(
    page,
    'slice',
    async () => {
      await density.check();
      await expect(page.locator('[data-slice]')).toBeVisible({ timeout: SLOW });
    },
    field,
  );
  await density.uncheck();
  await state(
    page,
    'elsewhere',
    async () => {
      await page.getByRole('tab', { name: 'Look from elsewhere' }).click();
      await expect(page.locator('[data-place]')).toBeVisible({ timeout: SLOW });
    },
    field,
  );
  await state(
    page,
    'other-view',
    async () => {
      await page.getByRole('button', { name: 'Next view' }).click();
      await expect(page.locator('[data-place^=image]')).toBeVisible({ timeout: SLOW });
    },
    field,
  );
});

test('losses weighed by what was learnt, gradients clipped', async ({ page }) => {
  await page.goto('/');
  await state(
    page,
    'balanced',
    async () => {
      await balance(page, 10);
      await train(page, 24);
      await waitForWord(page, 'Finished');
    },
    panesOf(page, ['left']),
  );
});
