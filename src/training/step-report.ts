/** What a step gave, in plain numbers, and which tensor spoilt it if one is not finite. */
import { NonFiniteLossError } from '../base/errors';
import type { StepFacts } from '../base/step-facts';
import type { Sample, TrainingSample } from '../data/sample';
import { readTensors } from '../gpu/read';
import type { ParameterStore } from '../nn/module';
import { labelOf, type Task } from '../tasks/task';
import type { Part, Term } from './objective';

/** The terms of a step's batches with their values. */
export interface Measured {
  readonly terms: readonly Term[];
  readonly values: readonly number[];
}

const mean = (values: readonly number[]): number =>
  values.length === 1 ? values[0]! : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The same of several batches: each loss is the mean of those batches that have it, its share in the sum of all. */
function averaged(batches: readonly Measured[]): { term: Term; value: number; share: number }[] {
  const terms = new Map<string, { term: Term; values: number[] }>();
  for (const { terms: own, values } of batches) {
    own.forEach((term, i) => {
      const known = terms.get(term.name);
      if (known) known.values.push(values[i]!);
      else terms.set(term.name, { term, values: [values[i]!] });
    });
  }
  return [...terms.values()].map(({ term, values }) => ({
    term,
    value: mean(values),
    share: values.length / batches.length,
  }));
}

export type LossFacts = Pick<StepFacts, 'decoder' | 'rendered' | 'total' | 'losses'> & {
  /** By task: all its terms with their weights. */
  readonly byTask: Readonly<Record<string, number>>;
};

/** @param weights of the tasks, fixed */
export function lossFacts(batches: readonly Measured[], weights: Readonly<Record<string, number>>): LossFacts {
  const losses: Record<string, number> = {};
  const byTask: Record<string, number> = {};
  const sums: Partial<Record<Part, number>> = {};
  let total = 0;
  for (const { term, value, share } of averaged(batches)) {
    const { name, task, part, weight } = term;
    losses[name] = value;
    total += weight * value * share;
    byTask[task] = (byTask[task] ?? 0) + weight * value * share;
    sums[part] = (sums[part] ?? 0) + weights[task]! * value;
  }
  const { decoder = 0, rendered = 0 } = sums;
  return { decoder, rendered, total, losses, byTask };
}

export interface Suspects {
  readonly samples: readonly TrainingSample[];
  readonly tasks: readonly Task[];
  readonly store: ParameterStore;
}

/** @throws NonFiniteLossError naming the first bad loss and the first bad tensor behind it */
export async function checkFinite(
  step: number,
  losses: Readonly<Record<string, number>>,
  suspects: Suspects,
): Promise<void> {
  const bad = Object.entries(losses).find(([, value]) => !Number.isFinite(value));
  if (!bad) return;
  const tensor = badLabel(suspects) ?? (await badParameter(suspects.store));
  throw new NonFiniteLossError(
    `The loss "${bad[0]}" is ${bad[1]} at step ${step}` +
      (tensor ? `, and ${tensor} is the first tensor that is not finite` : '') +
      '; continue from the last save with sound data and a smaller learning rate.',
  );
}

function badLabel({ samples, tasks }: Suspects): string | undefined {
  const all = samples.flatMap(({ partner, ...sample }) => (partner ? [sample, partner] : [sample]));
  const notFinite = (task: Task, sample: Sample): boolean => !labelOf(task, sample).every(Number.isFinite);
  for (const sample of all) {
    const task = tasks.find((one) => notFinite(one, sample));
    if (task) return `the ${task.id} label of "${sample.id}"`;
  }
  return undefined;
}

async function badParameter(store: ParameterStore): Promise<string | undefined> {
  const parameters = store.all();
  const values = await readTensors(parameters.map((parameter) => parameter.value));
  const spoilt = parameters.find((_, i) => !values[i]!.every(Number.isFinite));
  return spoilt && `"${spoilt.name}"`;
}
