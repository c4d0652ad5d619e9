/** The list of experiments: the paper's seven tables, three of its supplement, and what the paper does not ask. */
import { InputError } from '../base/errors';
import { settings } from './settings';
import { singleTask } from './single-task';
import { supplement1 } from './supplement-1';
import { supplement2 } from './supplement-2';
import { supplement3 } from './supplement-3';
import { table1 } from './table-1';
import { table2 } from './table-2';
import { table3 } from './table-3';
import { table4 } from './table-4';
import { table5 } from './table-5';
import { table6 } from './table-6';
import { table7 } from './table-7';
import type { Experiment } from './types';

export const EXPERIMENTS: readonly Experiment[] = [
  table1,
  table2,
  table3,
  table4,
  table5,
  table6,
  table7,
  supplement1,
  supplement2,
  supplement3,
  singleTask,
  settings,
];

/** @throws InputError if there is none of this name */
export function experimentOf(id: string): Experiment {
  const found = EXPERIMENTS.find((experiment) => experiment.id === id);
  if (found) return found;
  throw new InputError(`There is no experiment "${id}"; known: ${EXPERIMENTS.map((one) => one.id).join(', ')}.`);
}
