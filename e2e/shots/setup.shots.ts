/** Before a run: the form, and what it waits for. */
import { expect, test } from '@playwright/test';
import { waitForWord } from '../run-page';
import { panesOf, state } from './state';

test('setup', async ({ page }) => {
  await page.goto('/');
  await state(page, 'idle', () => waitForWord(page, 'Ready'), panesOf(page));
  await state(
    page,
    'all-settings',
    async () => {
      await page.getByText(/^All \d+ settings$/).click();
      await page.getByRole('group', { name: 'Balancing' }).scrollIntoViewIfNeeded();
    },
    panesOf(page, ['left']),
  );
  await page.reload();
  await state(
    page,
    'preparing',
    async () => {
      await page.getByLabel('Rooms to train on').fill('200'); // long enough for all pictures
      await page.getByRole('button', { name: 'Train on rooms' }).click();
      await waitForWord(page, 'Preparing');
    },
    panesOf(page),
  );
  await state(page, 'keys', async () => {
    await page.getByRole('button', { name: 'Keys' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
  });
});
