// @ts-check
/** `npm run shots`: pictures of the page as it is served on port 4173, in both themes and sizes, to look at. */
import { chromium } from '@playwright/test';
import { findBrowser, SOFTWARE_FLAGS } from '../.ci/browser.mjs';

const URL_SERVED = 'http://localhost:4173';
const SIZES = { desktop: [1440, 900], laptop: [1100, 760], phone: [390, 844] };

const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: SOFTWARE_FLAGS });
const without = await chromium.launch({ executablePath: findBrowser() ?? '', args: ['--no-sandbox'] });
for (const [state, instance] of Object.entries({ found: browser, missing: without })) {
  for (const [name, [width = 0, height = 0]] of Object.entries(SIZES)) {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      const page = await instance.newPage({ viewport: { width, height }, colorScheme });
      await page.goto(URL_SERVED);
      await page.getByRole('status').filter({ hasNotText: 'Looking' }).waitFor();
      await page.evaluate(() => document.fonts.ready);
      const path = `test-results/shots/${state}-${name}-${colorScheme}.png`;
      await page.screenshot({ path, fullPage: name === 'phone' });
      console.log(path);
      await page.close();
    }
  }
}
await browser.close();
await without.close();
