/** What goes wrong in a browser, and what the page then says: a GPU that is reset, storage that is full or blocked. */
import { expect, test } from '@playwright/test';
import { difference, mapOf, pixelsOf, SLOW, train, waitForStep, waitForWord } from './run-page';

test.describe.configure({ timeout: 2 * SLOW });

test('a GPU process that crashes ends the run within a step; it continues from the last save', async ({
  playwright,
  baseURL,
}, info) => {
  // A browser of its own: after a crash the adapters of its pages are not what they were.
  const browser = await playwright.chromium.launch(info.project.use.launchOptions);
  const page = await browser.newPage({ baseURL: baseURL! });
  await page.goto('/');
  await train(page, 12);
  await waitForStep(page, 3);
  await page.getByRole('button', { name: 'Pause' }).click(); // pausing saves
  await waitForWord(page, 'Paused');
  await page.getByRole('banner', { name: 'Run' }).getByRole('button', { name: 'Continue' }).click();
  const truth = await pixelsOf(mapOf(page, 'Depth', 'truth'));
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.crashGpuProcess').catch(() => undefined); // the answer may die with the process
  await expect(page.getByRole('alert').first()).toContainText(/nothing.* is lost/i, { timeout: SLOW });
  expect(difference(truth, await pixelsOf(mapOf(page, 'Depth', 'truth')))).toBe(0); // the last maps stay in sight
  await page.getByRole('banner', { name: 'Run' }).getByRole('button', { name: 'Continue' }).click();
  await waitForWord(page, 'Finished');
  await browser.close();
});

test('with a quota that is used up it trains on unsaved and says so', async ({ page, context, baseURL }) => {
  const session = await context.newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(baseURL!).origin, quotaSize: 1_500_000 });
  await page.goto('/');
  await page.getByLabel('Rooms to train on').fill('1');
  await page.getByLabel('Rooms held out').fill('1');
  await page.getByLabel('Steps', { exact: true }).fill('4');
  await page.getByRole('button', { name: 'Train on rooms' }).click();
  await expect(page.getByText(/unsaved|storage is full|quota/i).first()).toBeVisible({ timeout: SLOW });
});

test('storage that a newer version wrote is left alone, and the page says why it cannot save', async ({ page }) => {
  await page.addInitScript(() => {
    indexedDB.open('taskfield', 999); // before the worker opens it
  });
  await page.goto('/');
  await page.waitForTimeout(500);
  await page.reload();
  await expect(page.getByText(/A newer version of Taskfield wrote this browser’s storage/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train on rooms' })).toBeEnabled();
});
