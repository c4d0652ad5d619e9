/** The Results view in Chromium: an experiment is begun, cut by a reload, goes on, and its table is exported. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { axeFinds, SIZES, THEMES, watch } from './page';
import { beginTable1, listed, numbersOf, openResults } from './results-page';
import { SLOW } from './run-page';

test.describe.configure({ timeout: 3 * SLOW });

test('two runs become a table, across a reload in the middle, that is exported, and leads to their models', async ({
  page,
  baseURL,
}) => {
  await page.setViewportSize(SIZES.desktop);
  const { errors, outside } = watch(page, baseURL!);
  await page.goto('/');
  await openResults(page);
  await expect(page.getByText('Nothing begun yet')).toBeVisible({ timeout: SLOW });
  await expect(page.getByText('2 runs')).toBeVisible();
  await beginTable1(page, 14, { keep: true });
  await expect(page.getByRole('table', { name: /0 of 2 runs are done/ })).toBeVisible({ timeout: SLOW });
  await expect(page.getByRole('button', { name: /^Compare with Plain heads/ })).toBeDisabled();
  await expect(page.getByText(/before a seed of both is done/)).toBeVisible();
  expect((await numbersOf(page, 'mti-net base'))[0]).toContain('–');

  // The first run is done, the second is under way.
  await expect(page.getByRole('table', { name: /1 of 2 runs are done/ })).toBeVisible({ timeout: SLOW });
  const first = await numbersOf(page, 'mti-net base');
  expect(first[0]).toMatch(/^\d+\.\d\d/);
  await expect(page.getByText(/^step [1-9]\d* of 14$/)).toBeVisible({ timeout: SLOW });
  expect(await axeFinds(page)).toEqual([]);

  await page.reload();
  await openResults(page);
  await expect(page.getByText('run 2 of 2')).toBeVisible({ timeout: SLOW });
  expect(await numbersOf(page, 'mti-net base')).toEqual(first);
  await expect(listed(page)).toContainText('Finished', { timeout: SLOW });
  await expect(listed(page)).toContainText('2 of 2');
  await expect(page.getByRole('table', { name: /2 of 2 runs are done/ })).toBeVisible({ timeout: SLOW });
  const second = await numbersOf(page, 'mti-net ours');
  for (const number of second) expect(number).toMatch(/\d/);
  await expect(page.getByText('53.56', { exact: false })).toHaveCount(0); // nano has one network: the paper's MTI-Net
  await expect(page.getByText('45.97 → 46.67').first()).toBeVisible();

  await page.getByRole('button', { name: 'Export' }).click();
  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: /^Download table-1/ }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('table-1-nano-rooms.md');
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toContain('### With and without the regularizer, NYUv2');
  expect(text).toContain(`| Plain heads | ${first[0]!.trim()} |`);
  for (const format of ['CSV', 'LaTeX', 'JSON']) {
    await page.getByRole('button', { name: format, exact: true }).click();
    await expect(page.getByRole('region', { name: `The table as ${format}` })).toContainText('Plain heads');
  }

  await page.getByRole('button', { name: 'Per image' }).click();
  await page.getByRole('button', { name: 'Depth', exact: true }).click();
  await expect(page.getByRole('table', { name: /^RMSE of each held-out image/ }).getByRole('row')).toHaveCount(5); // 2 rooms, 2 views
  expect(await axeFinds(page)).toEqual([]);

  await page.getByRole('button', { name: 'Table', exact: true }).click();
  await page.getByRole('button', { name: /^Compare with Plain heads/ }).click();
  await expect(page.getByText(/1 of 4$/)).toBeVisible({ timeout: SLOW });
  await expect(page.getByLabel('Run A').locator('option:checked')).toContainText('Table 1 · Plain heads, seed 1');
  await expect(page.getByLabel('Run B').locator('option:checked')).toContainText('Plain heads + regularizer, seed 1');
  const seeds = page.getByRole('table', { name: /^B − A over 1 seed of Table 1/ });
  const depth = (text: string): number => Number(/\d\.\d+/.exec(text)![0]);
  await expect(seeds.getByRole('row', { name: /^Depth/ })).toContainText(
    (depth(second[1]!) - depth(first[1]!)).toFixed(4).replace('-', '−'),
  );
  expect(await axeFinds(page)).toEqual([]);
  await listed(page).getByRole('button').click();

  await page.getByRole('button', { name: 'Delete…' }).click();
  await expect(page.getByText(/results of 2 runs with 2 trained models/)).toBeVisible();
  await page.getByRole('button', { name: 'Keep' }).click();
  await expect(listed(page)).toContainText('Table 1');
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Nothing begun yet')).toBeVisible();
  expect(errors).toEqual([]);
  expect(outside).toEqual([]);
});

test('paused, it waits; told to go on, it does', async ({ page }) => {
  await page.goto('/');
  await openResults(page);
  await beginTable1(page, 400);
  await expect(page.getByText(/^step [1-9]\d* of 400$/)).toBeVisible({ timeout: SLOW });
  const main = page.getByRole('main');
  await main.getByRole('button', { name: 'Pause' }).click();
  await expect(listed(page)).toContainText('Paused', { timeout: SLOW });
  await main.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByText(/^step [1-9]\d* of 400$/)).toBeVisible({ timeout: SLOW });
  await expect(listed(page)).toContainText('Running');
});

for (const colorScheme of THEMES) {
  for (const device of ['desktop', 'phone'] as const) {
    test(`${device}, ${colorScheme}: the form fits, is accessible, and says what cannot stand`, async ({
      browser,
      baseURL,
    }) => {
      const context = await browser.newContext({ viewport: SIZES[device], colorScheme, baseURL: baseURL! });
      const page = await context.newPage();
      await page.goto('/');
      await expect(async () => {
        await page.keyboard.press('g'); // the page listens as soon as it is mounted
        await page.keyboard.press('s');
        await expect(page.getByRole('heading', { name: 'Experiments' })).toBeVisible({ timeout: 1000 });
      }).toPass({ timeout: SLOW });
      if (device === 'phone') await page.getByRole('button', { name: 'New' }).click();
      await expect(page.getByRole('heading', { name: 'New experiment' })).toBeVisible({ timeout: SLOW });
      await page.getByRole('textbox', { name: 'Seeds' }).fill('0');
      await expect(page.getByRole('alert')).toContainText('Seeds is 0; allowed is a whole number from 1 to 20.');
      await expect(page.getByRole('button', { name: 'Begin Table 1' })).toBeDisabled();
      expect(await axeFinds(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await context.close();
    });
  }
}
