// @ts-check
/** A step of `nano` in the built page, in Chromium on its software adapter: median of 20 after the first. Needs `npm run build`. */
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { findBrowser, SOFTWARE_FLAGS } from '../../.ci/browser.mjs';

const PORT = 4175;
const STEPS = 21;

export async function bench() {
  const server = await preview({ preview: { port: PORT, strictPort: true } });
  const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: SOFTWARE_FLAGS });
  const page = await browser.newPage();
  const opened = performance.now();
  await page.goto(`http://localhost:${PORT}/`);
  await page.getByRole('button', { name: 'Train on rooms', disabled: false }).waitFor();
  console.log(`ready to train ${Math.round(performance.now() - opened)} ms after it was asked for`);
  await page.getByLabel('Rooms to train on').fill('8');
  await page.getByLabel('Rooms held out').fill('1');
  await page.getByLabel('Steps', { exact: true }).fill(String(STEPS));
  const start = performance.now();
  await page.getByRole('button', { name: 'Train on rooms' }).click();
  await page.getByText(/^Step 1 \//).waitFor({ timeout: 600_000 });
  const first = performance.now() - start;
  await page.getByRole('status').filter({ hasText: 'Finished' }).first().waitFor({ timeout: 600_000 });
  const throughput = await page.locator('.cell', { hasText: 'Throughput' }).innerText();
  console.log(
    `rooms, pipelines and first step: ${(first / 1000).toFixed(1)} s; then ${throughput.split('\n').at(-1)} (median of the last steps)`,
  );
  await browser.close();
  await server.close();
}
