/** A browser without WebGPU: the page says in one sentence what is missing, and what to do. */
import { expect, test } from '@playwright/test';
import { findBrowser } from '../.ci/browser.mjs';
import { watch } from './page';

// The switch WebGPU needs on this system is left out, and the feature turned off where it is on by itself.
test.use({
  launchOptions: {
    executablePath: findBrowser() ?? '',
    args: ['--no-sandbox', '--disable-features=WebGPU', '--disable-gpu'],
  },
});

test('says why, how to turn it on, and checks again', async ({ page, baseURL }) => {
  const { errors } = watch(page, baseURL!);
  await page.goto('/');
  await expect(page.getByRole('status')).toContainText('Cannot train here');
  await expect(page.getByRole('alert')).toContainText('so nothing can be trained');
  await expect(page.getByText('npx taskfield train')).toBeVisible();
  await page.getByRole('button', { name: 'Check again' }).click();
  await expect(page.getByRole('alert')).toContainText('so nothing can be trained');
  expect(errors).toEqual([]);
});
