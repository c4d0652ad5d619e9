/** The engine in a browser's worker: the same code as in Node trains in Chromium. */
import { expect, test } from '@playwright/test';
import { watch } from './page';

const SLOW = 240_000; // ms: a software adapter compiles forty pipelines before the first step

test('six steps of nano run in the worker and the loss falls', async ({ page, baseURL }) => {
  test.setTimeout(SLOW);
  const { errors, outside } = watch(page, baseURL!);
  await page.goto('/');
  await page.getByRole('button', { name: 'Check this adapter' }).click();
  await expect(page.getByText('Training runs here.')).toBeVisible({ timeout: SLOW });
  const losses = await page.getByText('Loss at each step').locator('..').locator('dd').innerText();
  const values = losses.trim().split(/\s+/).map(Number);
  expect(values.length).toBe(6);
  for (const value of values) expect(Number.isFinite(value)).toBe(true);
  expect(values.at(-1)).toBeLessThan(values[0]!);
  expect(errors).toEqual([]);
  expect(outside).toEqual([]);
});
