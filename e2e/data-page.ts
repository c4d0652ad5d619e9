/** The Data view as a person handles it: drops files, reads the preview, imports. The files are generated. */
import { expect, type Page } from '@playwright/test';
import { nyudMt, tgzOf, type LayoutOptions } from '../test/helpers/layouts';
import { SLOW } from './run-page';

/** An archive in the layout of NYUD_MT. */
export const archive = (options: LayoutOptions): Promise<Uint8Array> =>
  tgzOf(nyudMt({ height: 48, width: 64, ...options }));

export async function openData(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Data' }).click();
  await expect(page.getByRole('heading', { name: 'Data sets' })).toBeVisible();
}

/** Drops one file on the middle of the page, whatever view it shows. */
export async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, base64]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(base64!), (char) => char.charCodeAt(0))], fileName!));
      return data;
    },
    [name, Buffer.from(bytes).toString('base64')],
  );
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
  await expect(page.getByText('Drop to look inside')).toBeVisible();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

/** Gives one file through the picker. */
export async function choose(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) };
  await page.locator('[data-given=files]').first().setInputFiles([file]);
}

/** Waits for the preview, names the data set, takes `images` of it. */
export async function wishFor(page: Page, name: string, images: number): Promise<void> {
  await expect(page.getByText('Nothing has been stored yet.')).toBeVisible({ timeout: SLOW });
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Images', { exact: true }).fill(String(images));
}

export const importButton = (page: Page, images: number) =>
  page.getByRole('button', { name: `Import ${images} images` });

/** The row of a data set in the library. */
export const rowOf = (page: Page, name: string) =>
  page.getByRole('complementary', { name: 'Data sets' }).getByRole('button', { name: new RegExp(`^${name}\\b`) });

/** Entries of every table of the browser's store. */
export async function storedCounts(page: Page): Promise<Record<string, number>> {
  // Opened before the page has made it, the store would be another, without tables.
  const isMade = () =>
    page.evaluate(async () => (await indexedDB.databases()).some(({ name }) => name === 'taskfield'));
  await expect.poll(isMade, { timeout: SLOW }).toBe(true);
  return page.evaluate(
    () =>
      new Promise<Record<string, number>>((resolve, reject) => {
        const opening = indexedDB.open('taskfield');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const names = [...database.objectStoreNames];
          const reading = database.transaction(names);
          const found: Record<string, number> = {};
          for (const name of names) {
            const counting = reading.objectStore(name).count();
            counting.onsuccess = () => (found[name] = counting.result);
          }
          reading.oncomplete = () => {
            database.close();
            resolve(found);
          };
        };
      }),
  );
}

/**
 * From the page itself, faster than a click from outside: acts when some images are stored and some are not. To be cut
 * off, an import must have stored its first ten, which go together.
 */
export function halfway(page: Page, what: 'cancel' | 'reload'): Promise<void> {
  const least = what === 'reload' ? 15 : 1; // percent
  return page.evaluate(
    ([wanted, from]) => {
      const act = (): void => {
        if (wanted === 'reload') return location.reload();
        [...document.querySelectorAll('button')]
          .find(({ textContent }) => textContent === 'Cancel the import')
          ?.click();
      };
      const watching = new MutationObserver(() => {
        const bar = document.querySelector('[role=progressbar][aria-label=Import]');
        const storing = /images/.test(bar?.getAttribute('aria-valuetext') ?? '');
        if (!storing || Number(bar?.getAttribute('aria-valuenow')) < from) return;
        watching.disconnect();
        act();
      });
      watching.observe(document.body, { subtree: true, attributes: true, childList: true });
    },
    [what, least] as const,
  );
}
