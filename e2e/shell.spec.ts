/** The page as it is served: finds the adapter in its worker and says so, in both themes, on all sizes, from here. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { SIZES, THEMES, watch } from './page';

for (const [device, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of THEMES) {
    test(`${device}, ${colorScheme}: ready to train, fits, and asks nothing from outside`, async ({
      browser,
      baseURL,
    }) => {
      const context = await browser.newContext({ viewport, colorScheme, baseURL: baseURL! });
      const page = await context.newPage();
      const { errors, outside } = watch(page, baseURL!);
      await page.goto('/');
      await expect(page.getByRole('status').first()).toContainText('Ready');
      await expect(page.getByText('Google SwiftShader').first()).toBeAttached();
      await expect(page.getByRole('button', { name: 'Train on rooms' })).toBeEnabled();
      await expect(page.getByRole('radio', { name: /^nano / })).toBeChecked();
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wide).toBeLessThanOrEqual(0);
      const loaded = await page.evaluate(async () => {
        await document.fonts.ready;
        return [...document.fonts].filter((font) => font.status === 'loaded').map((font) => font.family);
      });
      expect(loaded.join()).toContain('Plex Sans');
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`)).toEqual([]);
      expect(errors).toEqual([]);
      expect(outside).toEqual([]);
      await context.close();
    });
  }
}

test('at 200 % zoom of a laptop nothing is lost: one pane at a time', async ({ browser, baseURL }) => {
  const page = await browser.newPage({
    viewport: { width: 720, height: 450 },
    deviceScaleFactor: 2,
    baseURL: baseURL!,
  });
  await page.goto('/');
  for (const name of ['Train', 'Maps', 'Field']) await expect(page.getByRole('tab', { name })).toBeVisible();
  await page.getByRole('tab', { name: 'Maps' }).click();
  await expect(page.getByText('Image, truth, and every task’s maps')).toBeVisible();
  await page.close();
});

test('the theme switches, and is remembered', async ({ page }) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Theme' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('what a run takes is counted before it starts, and what does not fit comes with advice', async ({ page }) => {
  await page.goto('/');
  const foot = page.locator('footer.foot');
  await expect(foot).toContainText('MiB');
  await page.getByRole('radio', { name: /^paper-mtinet \d/ }).check();
  await expect(foot).toContainText('One buffer of');
  await foot.getByText('GiB').first().click();
  await expect(foot).toContainText('launches a step');
  await foot.getByRole('button', { name: 'Take these' }).click();
  await expect(foot).not.toContainText('One buffer of');
  await page.getByRole('radio', { name: /^nano / }).check();
  await page.locator('.all summary').click();
  await page.getByLabel('Batch', { exact: true }).fill('4');
  await expect(foot).toContainText('Counting');
  await expect(foot).toContainText(/≈ \d+.MiB/);
});

test('an impossible setting is answered beside its field, and nothing can be started with it', async ({ page }) => {
  await page.goto('/');
  await page.getByLabel('Steps', { exact: true }).fill('-40');
  await expect(page.getByText('Steps is −40; allowed is a whole number from 1 to 1 000 000.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Train on rooms' })).toBeDisabled();
});

test('the keys are told on ?, and Esc closes', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Train on rooms' })).toBeEnabled();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});
