/** One state of the page: how to come to it, and its pictures in both themes and two sizes. */
import { expect, test, type Page } from '@playwright/test';
import { SIZES, THEMES } from '../page';

const FOLDER = 'test-results/shots';
const DEVICES = { 1440: SIZES.desktop, 390: SIZES.phone } as const;
const REST = 600; // ms: charts and maps take their new size

/** What of the page is seen one after the other where only one fits. */
export interface Seen {
  readonly name: string;
  readonly show: () => Promise<void>;
}

/** Panes of the Run view. */
export const panesOf = (page: Page, names: readonly string[] = ['left', 'maps', 'field']): Seen[] =>
  names.map((name) => ({ name, show: () => page.locator(`#pane-${name}-tab`).click() }));

async function take(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(REST);
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: 'disabled' });
  const further = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
  if (further > 0)
    await page.screenshot({ path: `${FOLDER}/${name}-whole.png`, animations: 'disabled', fullPage: true });
}

async function takeAll(page: Page, state: string, onPhone: readonly Seen[]): Promise<void> {
  for (const [size, viewport] of Object.entries(DEVICES)) {
    await page.setViewportSize(viewport);
    const parts: readonly Seen[] = viewport === SIZES.phone ? onPhone : [];
    for (const colorScheme of THEMES) {
      await page.emulateMedia({ colorScheme });
      const name = [state, size, colorScheme].join('-');
      if (parts.length === 0) await take(page, name);
      for (const part of parts) {
        await part.show();
        await take(page, `${name}-${part.name}`);
      }
    }
  }
}

/**
 * Comes to a state and takes its pictures, then is a wide, light page again. A failure is told, pictured and kept for the
 * end: the states after it are tried.
 */
export async function state(
  page: Page,
  name: string,
  come: () => Promise<unknown>,
  onPhone: readonly Seen[] = [],
): Promise<void> {
  const problem = await test.step(name, async () => {
    try {
      await come();
      await page.evaluate(() => document.fonts.ready);
      await page.mouse.move(0, 0); // nothing is under the pointer
      await takeAll(page, name, onPhone);
      return '';
    } catch (error) {
      await page.screenshot({ path: `${FOLDER}/${name}-failed.png` }).catch(() => undefined);
      return error instanceof Error ? error.message : String(error);
    }
  });
  console.log(problem ? `${name}: ${problem.split('\n')[0]}` : name);
  expect.soft(problem, `the state ${name}`).toBe('');
  await page.setViewportSize(SIZES.desktop).catch(() => undefined); // a page that has ended has failed already
  await page.emulateMedia({ colorScheme: 'light' }).catch(() => undefined);
}
