import { expect, test } from 'vitest';
import { cosinesOf } from '../../../../src/training/balancing';
import { gramOfRows } from '../../../helpers/task-gradients';

test('1 of the same direction, -1 against it, 0 across it and of a gradient of 0', () => {
  const rows = [
    [2, 0],
    [0, 3],
    [-1, 0],
    [0, 0],
  ];
  expect(cosinesOf(gramOfRows(rows))).toEqual([
    [1, 0, -1, 0],
    [0, 1, 0, 0],
    [-1, 0, 1, 0],
    [0, 0, 0, 1],
  ]);
});
