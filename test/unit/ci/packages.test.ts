/** node_modules against the lock file: what counts as missing or different. */
import { describe, expect, test } from 'vitest';
import { lockDifferences } from '../../../.ci/packages.mjs';

const everything = (): boolean => true;
const wanted = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/a-for-other-systems': { version: '1.0.0', integrity: 'y', optional: true },
  },
};
const installed = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'x' } } };

describe('the lock file', () => {
  test('is met, optional packages for other systems left out', () => {
    expect(lockDifferences(wanted, installed, everything)).toEqual([]);
  });
  test('is not met by an empty folder', () => {
    expect(lockDifferences(wanted, {}, everything)).toEqual(['node_modules/a']);
  });
  test('is not met by another version, or other bytes of the same', () => {
    const other = { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'x' } } };
    const bytes = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'z' } } };
    expect(lockDifferences(wanted, other, everything)).toEqual(['node_modules/a']);
    expect(lockDifferences(wanted, bytes, everything)).toEqual(['node_modules/a']);
  });
  test('is not met when a folder was deleted, whatever npm noted', () => {
    expect(lockDifferences(wanted, installed, () => false)).toEqual(['node_modules/a']);
  });
  test('is not met when something more is installed', () => {
    const more = { packages: { ...installed.packages, 'node_modules/b': { version: '1.0.0' } } };
    expect(lockDifferences(wanted, more, everything)).toEqual(['node_modules/b']);
  });
});
