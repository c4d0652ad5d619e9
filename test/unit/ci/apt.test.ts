/** Debian's backports, from the mirror that the machine already uses. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backportsLine, parseRelease, unpackedEnvironment } from '../../../.ci/apt.mjs';

const TARGETS = [
  'http://mirror.example/debian-security/|bookworm-security|bookworm-security|main|Packages',
  'http://mirror.example/debian/|bookworm|bookworm|contrib|Packages',
  'http://mirror.example/debian/|bookworm|stable|main|Translations',
  'http://mirror.example/debian/|bookworm|stable|main|Packages',
].join('\n');

test('the line names the mirror of main, and the keyring', () => {
  expect(backportsLine(TARGETS, 'bookworm')).toBe(
    'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://mirror.example/debian/ bookworm-backports main\n',
  );
});
test('the suite counts where the lists are not there yet and the codename is empty', () => {
  expect(backportsLine('http://a.example/d/||bookworm|main|Packages', 'bookworm')).toContain('http://a.example/d/');
});
test('nothing is added where backports are there', () => {
  const with_ = `${TARGETS}\nhttp://b.example/|bookworm-backports|bookworm-backports|main|Packages`;
  expect(backportsLine(with_, 'bookworm')).toBe('');
});
test('no mirror, no line', () => {
  expect(backportsLine('', 'bookworm')).toBeUndefined();
  expect(backportsLine(TARGETS, 'trixie')).toBeUndefined();
});
test('the release is read with and without quotes', () => {
  expect(parseRelease('ID=debian\nVERSION_CODENAME=bookworm\nVERSION_ID="12"')).toEqual({
    id: 'debian',
    codename: 'bookworm',
  });
  expect(parseRelease('NAME="x"\nID="ubuntu"')).toEqual({ id: 'ubuntu', codename: '' });
});
test('an unpacked driver is found wherever its folder lies; half of one is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'driver-'));
  const libraries = join(folder, 'usr/lib/x86_64-linux-gnu');
  mkdirSync(libraries, { recursive: true });
  writeFileSync(join(libraries, 'libvulkan_lvp.so'), '');
  expect(unpackedEnvironment(folder)).toBeUndefined();
  mkdirSync(join(folder, 'usr/share/vulkan/icd.d'), { recursive: true });
  writeFileSync(join(folder, 'usr/share/vulkan/icd.d/lvp_icd.x86_64.json'), '{}');
  const environment = unpackedEnvironment(folder);
  expect(environment?.VK_ICD_FILENAMES).toBe(join(folder, 'usr/share/vulkan/icd.d/lvp_icd.x86_64.json'));
  expect(environment?.LD_LIBRARY_PATH?.split(':')[0]).toBe(libraries);
  expect(unpackedEnvironment(join(folder, 'nowhere'))).toBeUndefined();
  rmSync(folder, { recursive: true });
});
