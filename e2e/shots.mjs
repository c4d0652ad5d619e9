// @ts-check
/**
 * `npm run shots`: pictures of every state of the page as it is served on port 4173, in both themes and two sizes, to
 * look at. They go to test-results/shots, outside of git.
 */
import { chromium } from '@playwright/test';
import { findBrowser, SOFTWARE_FLAGS } from '../.ci/browser.mjs';

const SERVED = 'http://localhost:4173';
const FOLDER = 'test-results/shots';
const SIZES = { 1440: { width: 1440, height: 900 }, 390: { width: 390, height: 844 } };
const STEPS = 40;

/** @typedef {import('@playwright/test').Page} Page */

/** The last picture of each state is taken in every size and theme, without training again. @param {Page} page @param {string} state */
async function shootAll(page, state) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      const panes = size === '390' && state !== 'no-adapter' ? ['left', 'maps', 'field'] : [''];
      for (const pane of panes) {
        if (pane) await page.locator(`#pane-${pane}-tab`).click();
        await page.waitForTimeout(600);
        const path = `${FOLDER}/${[state, size, colorScheme, pane].filter(Boolean).join('-')}.png`;
        await page.screenshot({ path });
        console.log(path);
      }
    }
  }
  await page.setViewportSize(SIZES[1440]);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** @param {Page} page @param {string} word */
const untilWord = (page, word) =>
  page.getByRole('status').filter({ hasText: word }).first().waitFor({ timeout: 300_000 });

const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: SOFTWARE_FLAGS });
const context = await browser.newContext({ viewport: SIZES[1440] });
const page = await context.newPage();
await page.goto(SERVED);
await untilWord(page, 'Ready');
await page.evaluate(() => document.fonts.ready);
await shootAll(page, 'idle');
await page.getByLabel('Rooms to train on').fill('12');
await page.getByLabel('Rooms held out').fill('4');
await page.getByLabel('Steps', { exact: true }).fill(String(STEPS));
await page.getByRole('button', { name: 'Train on rooms' }).click();
await untilWord(page, 'Preparing');
await shootAll(page, 'preparing');
await untilWord(page, 'Training');
await page.locator('[data-ray]').waitFor({ timeout: 300_000 });
await shootAll(page, 'training');
await page.getByRole('button', { name: 'Pause' }).click();
await untilWord(page, 'Paused');
await page.waitForTimeout(3000);
await shootAll(page, 'paused');
await page.getByRole('button', { name: 'Error' }).click();
await shootAll(page, 'error-maps');
await page.getByRole('button', { name: 'Wipe' }).click();
await shootAll(page, 'wipe');
await page.reload();
await page.getByText('A run is stored here').waitFor();
await shootAll(page, 'recovered');
await page.getByRole('button', { name: 'Continue', exact: true }).click();
await untilWord(page, 'Finished');
await page.waitForTimeout(3000);
await shootAll(page, 'finished');
await page.getByRole('checkbox', { name: 'density' }).check();
await page.locator('[data-slice]').waitFor();
await shootAll(page, 'slice');
await page.getByRole('checkbox', { name: 'density' }).uncheck();
await page.getByRole('tab', { name: 'Look from elsewhere' }).click();
await page.locator('[data-place]').waitFor();
await shootAll(page, 'elsewhere');
await page.getByRole('button', { name: 'Next view' }).click();
await page.locator('[data-place^=image]').waitFor();
await shootAll(page, 'other-view');
const session = await browser.newBrowserCDPSession();
await session.send('Browser.crashGpuProcess').catch(() => undefined);
await page.waitForTimeout(3000);
await shootAll(page, 'gpu-lost');
await browser.close();

const without = await chromium.launch({
  executablePath: findBrowser() ?? '',
  args: ['--no-sandbox', '--disable-features=WebGPU'],
});
const bare = await without.newPage();
await bare.goto(SERVED);
await bare.getByRole('alert').first().waitFor();
await shootAll(bare, 'no-adapter');
await without.close();
