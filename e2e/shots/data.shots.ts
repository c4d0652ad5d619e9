/** The Data view: the library, an import before anything is stored, a stored set. The images are generated. */
import { expect, test } from '@playwright/test';
import { archive, drop, importButton, openData, rowOf, wishFor } from '../data-page';
import { SLOW } from '../run-page';
import { state } from './state';

test('data', async ({ page }) => {
  await page.goto('/');
  await state(page, 'data-library', () => openData(page));
  await state(page, 'data-refused', async () => {
    await drop(page, 'notes.txt', new TextEncoder().encode('nothing to see'));
    await expect(page.getByRole('alert')).toContainText('nothing was stored', { timeout: SLOW });
  });
  await state(page, 'data-preview', async () => {
    await drop(page, 'NYUD_MT.tgz', await archive({ train: 8, val: 4, height: 192, width: 256 }));
    await wishFor(page, 'small', 9);
    await expect(page.locator('[data-look]').first()).toBeVisible({ timeout: SLOW });
  });
  await state(page, 'data-stored', async () => {
    await importButton(page, 9).click();
    await expect(page.getByText(/^small is stored: 9 images/)).toBeVisible({ timeout: SLOW });
    await expect(page.locator('[data-look]').first()).toBeVisible({ timeout: SLOW });
  });
  await state(page, 'data-augmented', async () => {
    await page.getByRole('button', { name: 'Draw 6' }).click();
    await expect(page.locator('[data-draw]')).toHaveCount(6, { timeout: SLOW });
    await page.locator('[data-draw]').first().scrollIntoViewIfNeeded();
  });
  await state(page, 'data-found-again', async () => {
    await page.reload();
    await openData(page);
    await rowOf(page, 'small').click();
    await expect(page.locator('[data-look]').first()).toBeVisible({ timeout: SLOW });
  });
});
