/** Settings of the training: those of runs stored before they existed, and what cannot hold together. */
import { expect, test } from 'vitest';
import { parseConfig, presetOf, setValue } from '../../../src/config/parse';

const nano = presetOf('nano');

test('a run stored before these settings existed is completed as it was', () => {
  const { accumulate, balancing, weightAverage, optimizer, ...rest } = nano;
  const { momentum, nesterov, schedule, clipNorm, ...before } = optimizer;
  expect(parseConfig({ ...rest, optimizer: before })).toEqual(nano);
  expect([accumulate, balancing.kind, weightAverage.enabled]).toEqual([1, 'fixed', false]);
  expect([momentum, nesterov, schedule, clipNorm]).toEqual([0.9, false, 'poly', 0]);
});

test('Nesterov without a momentum is refused', () => {
  const sgd = setValue(setValue(nano, 'optimizer.kind', 'sgd'), 'optimizer.nesterov', true);
  expect(() => setValue(sgd, 'optimizer.momentum', 0)).toThrow(/nesterov is true and optimizer.momentum is 0/);
});

test('one task has nothing to be balanced against', () => {
  const one = setValue(nano, 'tasks', ['semseg']);
  expect(() => setValue(one, 'balancing.kind', 'pcgrad')).toThrow(/"pcgrad", and semseg is the only task/);
});

test('an unknown optimizer or balancing names the known ones', () => {
  expect(() => setValue(nano, 'optimizer.kind', 'lion')).toThrow(/"lion"; allowed is .*"adam".*"sgd"/);
  expect(() => setValue(nano, 'balancing.kind', 'gradnorm')).toThrow(/"fixed".*"uncertainty".*"pcgrad".*"cagrad"/);
});
