/** The Data view in Chromium: an archive is dropped, looked at, imported and trained on; what ends early leaves nothing. */
import { expect, test } from '@playwright/test';
import { archive, choose, drop, halfway, importButton, openData, rowOf, storedCounts, wishFor } from './data-page';
import { axeFinds, SIZES, THEMES, watch } from './page';
import { SLOW, waitForWord } from './run-page';

test.describe.configure({ timeout: 2 * SLOW });

/** Enough that importing them takes seconds on any machine. */
const MANY = { train: 90, val: 30, height: 192, width: 256 };

test('an archive is dropped, seen, imported, trained on, and is there after a reload', async ({ page, baseURL }) => {
  await page.setViewportSize(SIZES.desktop);
  const { errors, outside } = watch(page, baseURL!);
  await page.goto('/');
  await drop(page, 'NYUD_MT.tgz', await archive({ train: 8, val: 4 }));
  await expect(page.getByText('Nothing has been stored yet.')).toBeVisible({ timeout: SLOW });
  const facts = page.getByRole('region', { name: 'Data set' });
  await expect(facts).toContainText('8 / 4'); // as gt_sets divides
  await expect(facts).toContainText('64 × 48');
  await expect(page.locator('[data-look]').first()).toBeVisible();
  for (const task of ['Depth', 'Normals', 'Boundaries', 'Segmentation'])
    await page.getByRole('group', { name: 'Painted labels' }).getByRole('button', { name: task }).click();
  expect(await axeFinds(page)).toEqual([]);

  await wishFor(page, 'small', 9);
  await importButton(page, 9).click();
  await expect(page.getByText(/^small is stored: 9 images/)).toBeVisible({ timeout: SLOW });
  await expect(page.locator('[data-look]').first()).toBeVisible({ timeout: SLOW });
  await page.getByRole('button', { name: 'Draw 6' }).click();
  await expect(page.locator('[data-draw]')).toHaveCount(6, { timeout: SLOW });
  expect(await axeFinds(page)).toEqual([]);

  await page.getByRole('button', { name: 'Train on small' }).click();
  await expect(page.getByRole('combobox', { name: 'Data set' })).toHaveValue('small');
  await page.getByLabel('Steps', { exact: true }).fill('5');
  await page.getByRole('button', { name: 'Train on small' }).click();
  await waitForWord(page, 'Finished');
  await expect(page.getByText('Step 5 / 5')).toBeVisible();

  await page.reload();
  await expect(page.getByText('small · nano · seed 1')).toBeVisible();
  await openData(page);
  await rowOf(page, 'small').click();
  await expect(page.getByText(/Used by 1 stored run/)).toBeVisible();
  await expect(page.locator('[data-look]').first()).toBeVisible({ timeout: SLOW });
  expect(errors).toEqual([]);
  expect(outside).toEqual([]);
});

test('an import that is cancelled halfway leaves the store as it was', async ({ page }) => {
  await page.goto('/');
  await openData(page);
  const before = await storedCounts(page);
  await choose(page, 'NYUD_MT.tgz', await archive(MANY));
  await wishFor(page, 'cut', 120);
  await halfway(page, 'cancel');
  await importButton(page, 120).click();
  await expect(page.getByText('The import was cancelled; nothing of it is kept.')).toBeVisible({ timeout: SLOW });
  await expect(rowOf(page, 'cut')).toHaveCount(0);
  expect(await storedCounts(page)).toEqual(before);
  await expect(importButton(page, 120)).toBeEnabled(); // the files are still open
});

test('an import that a reload cuts off goes on when the same files are given again', async ({ page }) => {
  const bytes = await archive(MANY);
  await page.goto('/');
  await openData(page);
  await choose(page, 'NYUD_MT.tgz', bytes);
  await wishFor(page, 'cut', 120);
  await halfway(page, 'reload');
  await importButton(page, 120).click({ noWaitAfter: true });
  await expect(page.getByRole('heading', { name: 'Data sets' })).toBeHidden({ timeout: SLOW });
  await openData(page);
  await expect(rowOf(page, 'cut')).toContainText(/not finished: \d+ of 120 images/);
  await choose(page, 'NYUD_MT.tgz', bytes);
  await expect(page.getByText(/images of “cut” are stored already/)).toBeVisible({ timeout: SLOW });
  await page.getByRole('button', { name: 'Go on importing 120 images' }).click();
  await expect(page.getByText(/^cut is stored: 120 images/)).toBeVisible({ timeout: SLOW });
  await expect(rowOf(page, 'cut')).not.toContainText('not finished');
});

test('storage that is full halfway is said in its place, and what was stored before is there', async ({
  page,
  context,
  baseURL,
}) => {
  const session = await context.newCDPSession(page);
  const quota = { origin: new URL(baseURL!).origin, quotaSize: 3_000_000 }; // between the two imports
  await session.send('Storage.overrideQuotaForOrigin', quota);
  await page.goto('/');
  await openData(page);
  await choose(page, 'first.tgz', await archive({ train: 3, val: 2 }));
  await wishFor(page, 'first', 5);
  await importButton(page, 5).click();
  await expect(page.getByText(/^first is stored: 5 images/)).toBeVisible({ timeout: SLOW });
  const before = await storedCounts(page);
  await choose(page, 'second.tgz', await archive({ train: 60, val: 20, height: 96, width: 128, seed: 2 }));
  await wishFor(page, 'second', 80);
  await importButton(page, 80).click();
  const note = page.getByRole('alert').filter({ hasText: 'Everything stored before is still there' });
  await expect(note).toContainText(/full|quota/i, { timeout: SLOW });
  expect(await storedCounts(page)).toEqual(before);
  await rowOf(page, 'first').click();
  await expect(page.locator('[data-look]').first()).toBeVisible({ timeout: SLOW });
});

test('files of no data set are refused in a sentence, and nothing is stored', async ({ page }) => {
  await page.goto('/');
  await openData(page);
  await choose(page, 'notes.txt', new TextEncoder().encode('nothing to see'));
  await expect(page.getByRole('alert')).toContainText('nothing was stored');
  await expect(page.getByRole('alert')).toContainText('notes.txt');
});

for (const colorScheme of THEMES) {
  for (const device of ['desktop', 'phone'] as const) {
    test(`${device}, ${colorScheme}: the library, empty, fits and is accessible`, async ({ browser, baseURL }) => {
      const context = await browser.newContext({ viewport: SIZES[device], colorScheme, baseURL: baseURL! });
      const page = await context.newPage();
      await page.goto('/');
      await expect(page.getByRole('button', { name: 'Train on rooms' })).toBeEnabled(); // keys are heard by then
      await page.keyboard.press('g');
      await page.keyboard.press('d');
      await expect(page.getByRole('heading', { name: 'Open a data set' })).toBeVisible();
      await expect(page.getByText('Stored in this browser')).toBeVisible();
      expect(await axeFinds(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await context.close();
    });
  }
}
