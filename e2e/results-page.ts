/** The Results view as a person handles it: begins a small experiment, reads its table. */
import { expect, type Locator, type Page } from '@playwright/test';

export async function openResults(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Results' }).click();
  await expect(page.getByRole('heading', { name: 'Experiments' })).toBeVisible();
}

/** Table 1 at nano scale: two runs, without and with the regularizer, on a few rooms. */
export async function beginTable1(page: Page, steps: number, { keep = false } = {}): Promise<void> {
  await page.getByLabel('Rooms to train on').fill('4');
  await page.getByLabel('Rooms held out').fill('2');
  await page.getByLabel('Steps of each run').fill(String(steps));
  if (keep) await page.getByRole('switch', { name: /^Keep the trained models/ }).check();
  await page.getByRole('button', { name: 'Begin Table 1' }).click();
}

/** How many runs of the first experiment are done: "1 of 2". */
export const listed = (page: Page): Locator =>
  page.getByRole('complementary', { name: 'Experiments' }).getByRole('listitem').first();

/** The numbers of a row of the table, by its id ('mti-net base'), as they are shown. */
export const numbersOf = (page: Page, row: string): Promise<string[]> =>
  page.locator(`[data-row="${row}"]`).getByRole('cell').allInnerTexts();
