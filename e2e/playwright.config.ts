import { defineConfig } from '@playwright/test';
import { findBrowser, SOFTWARE_FLAGS } from '../.ci/browser.mjs';

const executablePath = findBrowser();
if (!executablePath) throw new Error('No Chrome or Chromium found; install one or name it in CHROME_PATH.');

/** Not the port of `npm start`: both may run at once. */
const PORT = 4174;

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: '../test-results/e2e',
  forbidOnly: true,
  workers: 1,
  timeout: 60_000,
  use: {
    baseURL: `http://localhost:${PORT}`,
    launchOptions: { executablePath, args: SOFTWARE_FLAGS },
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: `npx vite preview --port ${PORT} --strictPort`,
    cwd: '..',
    url: `http://localhost:${PORT}`,
    reuseExistingServer: false,
  },
});
