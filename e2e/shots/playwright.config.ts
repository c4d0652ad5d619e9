/** How `npm run shots` takes its pictures; ../shots.mjs says by environment which, and where the page is. */
import { defineConfig } from '@playwright/test';
import { findBrowser, SOFTWARE_FLAGS } from '../../.ci/browser.mjs';
import { SIZES } from '../page';

const executablePath = findBrowser();
if (!executablePath) throw new Error('No Chrome or Chromium found; install one or name it in CHROME_PATH.');

const { SHOTS, SHOTS_OF, SHOTS_PORT } = process.env;
if (!SHOTS || !SHOTS_OF) throw new Error('Pictures are taken by `npm run shots`.');

export default defineConfig({
  testDir: '.',
  testMatch: SHOTS.split(','),
  outputDir: '../../test-results/e2e',
  workers: 1,
  reporter: 'line',
  timeout: 1_800_000, // ms, for a group: a software adapter trains several small runs in it
  use: {
    baseURL: SHOTS_OF,
    viewport: SIZES.desktop,
    actionTimeout: 60_000, // of one click: a page whose adapter computes on the CPU draws a frame now and then
    launchOptions: { executablePath, args: SOFTWARE_FLAGS },
  },
  ...(SHOTS_PORT && {
    webServer: {
      command: `npx vite preview --port ${SHOTS_PORT} --strictPort`,
      cwd: '../..',
      url: SHOTS_OF,
      reuseExistingServer: false,
    },
  }),
});
