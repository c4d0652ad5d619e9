import { expect, test } from 'vitest';
import { ago, bytes, count, duration, fixed, loss, pace, scientific, timeLeft } from '../../../src/ui/format';

const THIN = '\u202f';
const thin = (text: string): string => text.replaceAll('_', THIN);

test('thousands are set apart by thin spaces, and a minus is a true one', () => {
  expect([0, 999, 1000, 65_535, 1_234_567, -40_000].map(count)).toEqual(
    ['0', '999', '1_000', '65_535', '1_234_567', '−40_000'].map(thin),
  );
});
test('sizes are in binary units, with a digit from GiB on', () => {
  expect([0, 512, 32_768, 134_217_728, 1_073_741_824, 4_294_967_292].map(bytes)).toEqual(
    ['0_B', '512_B', '32_KiB', '128_MiB', '1.0_GiB', '4.0_GiB'].map(thin),
  );
});
test('losses keep four digits, whatever their scale', () => {
  expect([0.08721, 1.42, 14.3, 214.31, -0.5].map(loss)).toEqual(['0.0872', '1.420', '14.30', '214.3', '−0.5000']);
  expect(fixed(-1.005, 1)).toBe('−1.0');
  expect(fixed(-0.004, 2)).toBe('0.00'); // what rounds to nothing has no sign
  expect(scientific(1.52e-5)).toBe('1.52e−5');
});
test('durations are told in the two units that matter', () => {
  expect([0.4, 45, 59.6, 240, 4920, 7200, 86_400, 183_600].map(duration)).toEqual(
    ['0_s', '45_s', '1_min', '4_min', '1_h 22_min', '2_h', '1_d', '2_d 3_h'].map(thin),
  );
});
test('the time left is an estimate, and nothing before the first step', () => {
  expect(timeLeft(114, 1432)).toBe(thin('about 3_min left'));
  expect(timeLeft(114, 0)).toBe('');
  expect(timeLeft(0, 1432)).toBe('');
});
test('a slow step is told in seconds a step, a fast one in steps a second', () => {
  expect([0, 1432, 322.6, 8].map(pace)).toEqual(['–', '1.43_s/step', '3.10_steps/s', '125_steps/s'].map(thin));
});
test('the last save is told by how long ago it was', () => {
  expect([ago(0, 5000), ago(4000, 5000), ago(1000, 41_000), ago(9000, 5000)]).toEqual(
    ['not yet', 'just now', '40_s ago', 'just now'].map(thin),
  );
});
