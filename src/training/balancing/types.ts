/** How the tasks' losses are weighed against each other: one interface, one file for each way. */

/** What a balancer has learnt, as it stands in a checkpoint. */
export type BalancerState = Readonly<Record<string, readonly number[]>>;

/** Tasks are given and answered in the order of the configuration. */
export interface Balancer {
  /** Of each task's loss in the next step's sum, besides its fixed weight. */
  factors(): readonly number[];
  /** Added to the reported total; no weight of the network depends on it. */
  penalty?(): number;
  /** Learns from a step. @param losses with their fixed weights, all parts of a task summed */
  observe?(losses: readonly number[], learningRate: number): void;
  /**
   * For ways that look at the tasks' gradients on the shared encoder: how much of each goes into the update.
   * @param gram inner products of the gradients @param seed of this step
   */
  coefficients?(gram: readonly (readonly number[])[], seed: number): readonly number[];
  /** Absent if nothing is learnt. */
  state?(): BalancerState;
  /** @throws InputError if the state is another balancer's; then nothing has changed */
  load?(state: BalancerState | undefined): void;
}
