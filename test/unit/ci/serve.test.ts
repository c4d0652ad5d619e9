/** `npm start`: a port that is taken is said so; the browser opens only where there is one. */
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { answers, opener, portTaken } from '../../../.ci/serve.mjs';

const URL_SERVED = 'http://localhost:4173';
const linux = (env: Record<string, string>, found?: string) => ({ platform: 'linux', env, find: () => found });

test('a port in use is found out', async () => {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  expect(await answers(port, '127.0.0.1')).toBe(true);
  await new Promise((closed) => server.close(closed));
  expect(await answers(port, '127.0.0.1')).toBe(false);
});
test('the message names the port, and what to do', () => {
  expect(portTaken(4173)).toMatch(/^Port 4173 is taken.* run npm start again\.$/);
});
test('BROWSER=none keeps it shut, BROWSER=x opens x', () => {
  expect(opener(URL_SERVED, linux({ BROWSER: 'none', DISPLAY: ':0' }, '/bin/xdg-open'))).toBeUndefined();
  expect(opener(URL_SERVED, linux({ BROWSER: 'firefox' }))).toEqual(['firefox', [URL_SERVED]]);
});
test('without a screen or xdg-open nothing is opened', () => {
  expect(opener(URL_SERVED, linux({}, '/bin/xdg-open'))).toBeUndefined();
  expect(opener(URL_SERVED, linux({ DISPLAY: ':0' }))).toBeUndefined();
  expect(opener(URL_SERVED, linux({ DISPLAY: ':0' }, '/bin/xdg-open'))).toEqual(['/bin/xdg-open', [URL_SERVED]]);
});
