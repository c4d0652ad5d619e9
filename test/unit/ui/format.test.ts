import { expect, test } from 'vitest';
import { bytes, count } from '../../../src/ui/format';

const THIN = '\u202f';

test('thousands are set apart by thin spaces', () => {
  expect([0, 999, 1000, 65_535, 1_234_567].map(count)).toEqual(
    ['0', '999', '1 000', '65 535', '1 234 567'].map((text) => text.replaceAll(' ', THIN)),
  );
});
test('sizes are in binary units, with a digit from GiB on', () => {
  expect([0, 512, 32_768, 134_217_728, 1_073_741_824, 4_294_967_292].map(bytes)).toEqual(
    ['0 B', '512 B', '32 KiB', '128 MiB', '1.0 GiB', '4.0 GiB'].map((text) => text.replace(' ', THIN)),
  );
});
