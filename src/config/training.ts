/** What of a training's settings cannot hold together. */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from './experiment';

/** @throws InputError */
export function checkTraining({ optimizer, balancing, tasks }: ExperimentConfig): void {
  if (optimizer.kind === 'sgd' && optimizer.nesterov && optimizer.momentum === 0)
    throw new InputError('optimizer.nesterov is true and optimizer.momentum is 0; give a momentum, such as 0.9.');
  if (balancing.kind !== 'fixed' && tasks.length < 2)
    throw new InputError(
      `balancing.kind is "${balancing.kind}", and ${tasks.join()} is the only task; set it to "fixed" or train more tasks.`,
    );
}
