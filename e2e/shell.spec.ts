/** The page as it is served: finds the adapter in its worker and says so, in both themes, on both sizes, from here. */
import { expect, test } from '@playwright/test';
import { SIZES, THEMES, watch } from './page';

for (const [device, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of THEMES) {
    test(`${device}, ${colorScheme}: names the adapter, fits, and asks nothing from outside`, async ({
      browser,
      baseURL,
    }) => {
      const page = await browser.newPage({ viewport, colorScheme, baseURL: baseURL! });
      const { errors, outside } = watch(page, baseURL!);
      await page.goto('/');
      await expect(page.getByRole('status')).toContainText('Adapter found');
      await expect(page.getByRole('heading', { name: 'SwiftShader' })).toBeVisible();
      await expect(page.getByText('software adapter', { exact: true })).toBeVisible();
      await expect(page.getByRole('row', { name: /Buffers per kernel/ })).toContainText(/\d+/);
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      const cutOff = await page.evaluate(() =>
        [...document.querySelectorAll('main *')]
          .filter((element) => element.getBoundingClientRect().right > innerWidth || element.scrollWidth > innerWidth)
          .map((element) => element.outerHTML.slice(0, 80)),
      );
      expect(cutOff).toEqual([]);
      const loaded = await page.evaluate(async () => {
        await document.fonts.ready;
        return [...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family);
      });
      expect(loaded.join()).toContain('Plex Sans');
      expect(errors).toEqual([]);
      expect(outside).toEqual([]);
      await page.close();
    });
  }
}

test('the theme switches, and is remembered', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Theme' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('the command can be copied', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await page.getByRole('button', { name: 'Copy command' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('npx taskfield train --preset nano');
});
