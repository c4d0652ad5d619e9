/** Stored runs in Chromium: two compared image by image, counted, sorted, beside a run that trains; one evaluated. */
import { expect, test } from '@playwright/test';
import { axeFinds, SIZES, watch } from './page';
import { expectEvaluated } from './evaluation-page';
import { openResults } from './results-page';
import { difference, settledPixels, SLOW, train, waitForStep, waitForWord } from './run-page';

test.describe.configure({ timeout: 3 * SLOW });

test('two runs of the same rooms, side by side; one of them against its labels', async ({ page, baseURL }) => {
  await page.setViewportSize(SIZES.desktop);
  const { errors, outside } = watch(page, baseURL!);
  await page.goto('/');
  await openResults(page);
  await page.getByRole('button', { name: /^Compare two runs/ }).click();
  await expect(page.getByText('Two runs that were saved are needed')).toBeVisible({ timeout: SLOW });

  for (const steps of [14, 3]) {
    await page.goto('/');
    await train(page, steps);
    await waitForWord(page, 'Finished');
  }
  await openResults(page);
  await page.getByRole('button', { name: /^Compare two runs/ }).click();
  await expect(page.getByText(/1 of 4$/)).toBeVisible({ timeout: SLOW });
  await expect(page.getByLabel('Run A').locator('option:checked')).toContainText('step 14 of 14');
  const [a, b] = [page.locator('[data-map="Depth, A"]'), page.locator('[data-map="Depth, B"]')];
  await expect(a).toHaveAccessibleName(/^Depth, A: \d\.\d+ m$/);
  const first = await settledPixels(a);
  expect(difference(first, await settledPixels(b))).toBeGreaterThan(1);

  await page.getByRole('button', { name: 'Swap A and B' }).click();
  await expect.poll(async () => difference(first, await settledPixels(b)), { timeout: SLOW }).toBe(0);
  await page.getByRole('button', { name: 'Next image' }).click();
  await expect(page.getByText(/2 of 4$/)).toBeVisible();

  await page.getByRole('button', { name: 'Count all 4 images' }).click();
  const table = page.getByRole('table', { name: /^Over 4 of 4 held-out images/ });
  await expect(table).toBeVisible({ timeout: SLOW });
  for (const cell of await table
    .getByRole('row', { name: /^Depth/ })
    .getByRole('cell')
    .allInnerTexts())
    expect(cell).toMatch(/\d/);
  await page.getByLabel('Order of the images').selectOption('largest difference first');
  await expect(page.getByText(/1 of 4$/)).toBeVisible();

  await page.getByRole('button', { name: 'Wipe' }).click();
  const divider = page.getByRole('slider', { name: 'Depth: divider between A and B' });
  await divider.press('Home');
  await expect(divider).toHaveAttribute('aria-valuetext', '0 % A');
  expect(await axeFinds(page)).toEqual([]);

  await expectEvaluated(page, 3);

  // A run that begins has the GPU; asked between its steps, the comparison still answers, and it goes on.
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Run' }).click();
  await page.reload();
  await train(page, 400);
  await waitForStep(page, 2);
  await openResults(page);
  await page.getByRole('button', { name: /^Compare two runs/ }).click();
  await expect(page.getByText(/1 of 4$/)).toBeVisible({ timeout: SLOW });
  await waitForStep(page, 6);
  expect(errors).toEqual([]);
  expect(outside).toEqual([]);
});
