/** The Results view: the form of a new experiment, one under way, its table; stored runs evaluated and compared. */
import { expect, test } from '@playwright/test';
import { beginTable1, listed, openResults } from '../results-page';
import { SLOW, train, waitForWord } from '../run-page';
import { state } from './state';

const STEPS = 24;

test('results', async ({ page }) => {
  await page.goto('/');
  await state(page, 'results-form', async () => {
    await openResults(page);
    await expect(page.getByRole('button', { name: 'Begin Table 1' })).toBeEnabled({ timeout: SLOW });
  });
  await state(page, 'results-running', async () => {
    await beginTable1(page, STEPS);
    await expect(page.getByRole('table', { name: /0 of 2 runs are done/ })).toBeVisible({ timeout: SLOW });
  });
  await state(page, 'results-table', async () => {
    await expect(listed(page)).toContainText('Finished', { timeout: 2 * SLOW });
    await expect(page.getByRole('table', { name: /2 of 2 runs are done/ })).toBeVisible({ timeout: SLOW });
  });
  await state(page, 'results-export', () => page.getByRole('button', { name: 'Export' }).click());
  await state(page, 'results-per-image', async () => {
    await page.getByRole('button', { name: 'Per image' }).click();
    await page.getByRole('button', { name: 'Depth', exact: true }).click();
  });
});

test('two stored runs: one evaluated, both compared', async ({ page }) => {
  await state(page, 'evaluation', async () => {
    for (const steps of [STEPS, 4]) {
      await page.goto('/');
      await train(page, steps);
      await waitForWord(page, 'Finished');
    }
    await openResults(page);
    await page.getByRole('button', { name: /^Evaluate a run/ }).click();
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click();
    await expect(page.getByRole('table', { name: /over all 4 held-out images/ })).toBeVisible({ timeout: SLOW });
  });
  await state(page, 'evaluation-worst', async () => {
    await page.getByRole('group', { name: 'Task' }).getByRole('button', { name: 'Depth' }).click();
    await page.locator('[data-frame]').first().click();
    await expect(page.locator('[data-map="Depth, error"]')).toBeVisible({ timeout: SLOW });
    await page.locator('[data-map="Depth, error"]').scrollIntoViewIfNeeded();
  });
  await state(page, 'compare', async () => {
    await page.getByRole('button', { name: /^Compare two runs/ }).click();
    await expect(page.getByText(/1 of 4$/)).toBeVisible({ timeout: SLOW });
    await expect(page.locator('[data-map="Depth, B"]')).toBeVisible({ timeout: SLOW });
  });
  await state(page, 'compare-counted', async () => {
    await page.getByRole('button', { name: 'Count all 4 images' }).click();
    await expect(page.getByRole('table', { name: /^Over 4 of 4 held-out images/ })).toBeVisible({ timeout: SLOW });
  });
});
