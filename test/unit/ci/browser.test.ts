/** SwiftShader is found beside the browser that CHROME_PATH names, whole or not at all. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findSwiftShader } from '../../../.ci/browser.mjs';

test('its description is found beside the browser, if its library lies there too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'browser-'));
  const env = { CHROME_PATH: join(folder, 'chrome') };
  expect(findSwiftShader(env)).toBeUndefined(); // no browser
  writeFileSync(env.CHROME_PATH, '');
  chmodSync(env.CHROME_PATH, 0o755);
  const description = join(folder, 'vk_swiftshader_icd.json');
  writeFileSync(description, '{}');
  expect(findSwiftShader(env)).not.toBe(description);
  writeFileSync(join(folder, 'libvk_swiftshader.so'), '');
  expect(findSwiftShader(env)).toBe(description);
  rmSync(folder, { recursive: true });
});
