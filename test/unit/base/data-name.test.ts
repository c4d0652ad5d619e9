/** Names of data sets: all that a folder may be called on every system. */
import { expect, test } from 'vitest';
import { dataNameProblem } from '../../../src/base/data-name';

test.each(['nyu', 'NYUv2 (200 images)', 'rooms-v2.2-8+2x2-48x64-seed1', 'küche 1.0', '7-Scenes_kitchen', 'it’s mine'])(
  '%s may be one',
  (name) => expect(dataNameProblem(name)).toBe(null),
);

test.each(['', '.', '..', '.x', 'x.', ' x', 'x ', 'a/b', 'a\\b', 'C:', 'a*', 'a?', 'a"b', 'a<b', 'a|b', 'a\u0000b'])(
  '%j may not: it is refused in one sentence',
  (name) => expect(dataNameProblem(name)).toMatch(/^The name ".*" cannot be a data set’s; take one without .*\.$/su),
);

test('the built-in data set’s name and very long ones are refused with their reason', () => {
  expect(dataNameProblem('rooms')).toMatch(/is the built-in data set’s/);
  expect(dataNameProblem('x'.repeat(101))).toMatch(/has 101 characters; at most 100 are allowed/);
});
