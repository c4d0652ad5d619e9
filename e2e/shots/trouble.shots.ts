/** What went wrong: a GPU that is lost, a browser that has none. */
import { expect, test } from '@playwright/test';
import { findBrowser } from '../../.ci/browser.mjs';
import { SIZES } from '../page';
import { SLOW, train, waitForStep } from '../run-page';
import { panesOf, state } from './state';

test('a GPU process that ends', async ({ playwright, baseURL }, info) => {
  // A browser of its own: after a crash the adapters of its pages are not what they were.
  const browser = await playwright.chromium.launch(info.project.use.launchOptions);
  const page = await browser.newPage({ baseURL: baseURL!, viewport: SIZES.desktop });
  await page.goto('/');
  await state(
    page,
    'gpu-lost',
    async () => {
      await train(page, 400);
      await waitForStep(page, 6);
      const session = await browser.newBrowserCDPSession();
      await session.send('Browser.crashGpuProcess').catch(() => undefined); // the answer may die with the process
      await expect(page.getByRole('alert').first()).toContainText(/lost/i, { timeout: SLOW });
    },
    panesOf(page),
  );
  await browser.close();
});

test('a browser without WebGPU', async ({ playwright, baseURL }) => {
  const browser = await playwright.chromium.launch({
    executablePath: findBrowser() ?? '',
    args: ['--no-sandbox', '--disable-features=WebGPU', '--disable-gpu'],
  });
  const page = await browser.newPage({ baseURL: baseURL!, viewport: SIZES.desktop });
  await page.goto('/');
  await state(page, 'no-adapter', () => expect(page.getByRole('alert').first()).toBeVisible({ timeout: SLOW }));
  await browser.close();
});
