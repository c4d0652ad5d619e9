/** Who may use the GPU: one job at a time, in the order of asking. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `job` when all earlier ones have ended, however they ended. */
  take<T>(job: () => Promise<T> | T): Promise<T> {
    const turn = this.last.then(job);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

/** Lets the messages that wait be heard. Timers would be throttled after a few turns; a message is not. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
