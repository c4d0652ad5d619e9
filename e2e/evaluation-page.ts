/** A stored run evaluated as a person does it: scores of all it predicts, confusions in words, the worst image, the export. */
import { expect, type Page } from '@playwright/test';
import { axeFinds, SIZES } from './page';
import { difference, settledPixels, SLOW } from './run-page';

/** In the Results view on the desktop: evaluates the run that is offered, of 4 held-out images. @param steps of that run */
export async function expectEvaluated(page: Page, steps: number): Promise<void> {
  await page.getByRole('button', { name: /^Evaluate a run/ }).click();
  await expect(page.getByLabel('Run', { exact: true }).locator('option:checked')).toContainText(
    `step ${steps} of ${steps}`,
  );
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click();

  // It goes on while something else is in sight.
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('button', { name: /^Evaluate a run/ }).click();
  const table = page.getByRole('table', { name: /over all 4 held-out images of rooms/ });
  await expect(table).toBeVisible({ timeout: SLOW });
  const numbers: Record<string, string[]> = {};
  for (const source of ['Decoder', 'Rendered', 'Average']) {
    numbers[source] = await table.getByRole('row', { name: source }).getByRole('cell').allInnerTexts();
    expect(numbers[source]).toHaveLength(4);
    for (const text of numbers[source]) expect(text).toMatch(/^\d+\.\d+/);
  }
  await page.getByText('All metrics').click();
  await expect(page.getByRole('row', { name: /^δ|^abs/ }).first()).toBeVisible();

  const matrix = page.getByRole('application', { name: /^Confusion matrix of/ });
  await matrix.focus();
  await matrix.press('ArrowDown');
  await expect(matrix).toHaveAccessibleDescription(/^(\d|<|No ).* pixels? (are|is) (rightly )?called |^No pixel is/);
  await expect(page.getByRole('region', { name: 'Largest confusions' }).getByRole('listitem')).toHaveCount(5);

  await page.getByRole('group', { name: 'Task' }).getByRole('button', { name: 'Depth' }).click();
  await page.getByRole('group', { name: 'Source' }).getByRole('button', { name: 'Rendered' }).click();
  const frames = page.locator('[data-frame]');
  await expect(frames).toHaveCount(4);
  const values = await frames.locator('b').allInnerTexts();
  const sizes = values.map(Number.parseFloat);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  await frames.first().click();
  const error = page.locator('[data-map="Depth, error"]');
  await expect(error).toBeVisible({ timeout: SLOW });
  await expect(page.locator('[data-map="Depth, rendered"]')).toHaveAccessibleName(`Depth, rendered: ${values[0]}`);
  expect(
    difference(await settledPixels(error), await settledPixels(page.locator('[data-map="Depth, truth"]'))),
  ).toBeGreaterThan(1);

  await page.getByRole('button', { name: 'Export' }).click();
  const text = page.getByRole('region', { name: 'The evaluation as Markdown' });
  await expect(text).toContainText(numbers.Rendered![1]!.trim().split(/\s/)[0]!);
  expect(await axeFinds(page)).toEqual([]);
  await page.setViewportSize(SIZES.phone);
  await page.getByRole('group', { name: 'Task' }).getByRole('button', { name: /^Seg/ }).click();
  expect(await axeFinds(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(SIZES.phone.width);
  await page.setViewportSize(SIZES.desktop);
}
