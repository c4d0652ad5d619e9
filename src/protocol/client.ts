/** The page's end of the wire: asks a command, gets a promise of its answer. */
import { fromWire, WorkerFailedError } from './errors';
import type { Answer, Args, Kind, Port, Reply } from './messages';

interface Waiting {
  resolve(answer: Answer<Kind>): void;
  reject(error: Error): void;
}

export class Client {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #failed: Error | null = null;

  constructor(port: Port) {
    this.#port = port;
    port.addEventListener('message', (event) => this.#settle((event as MessageEvent<Reply>).data));
    port.addEventListener('error', (event) => this.#fail((event as ErrorEvent).message));
    port.addEventListener('messageerror', () => this.#fail('a message could not be read'));
  }

  ask<K extends Kind>(kind: K, args: Args<K>): Promise<Answer<K>> {
    if (this.#failed) return Promise.reject(this.#failed);
    const id = ++this.#lastId;
    return new Promise<Answer<K>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ id, kind, args });
    });
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.id);
    if (!waiting) return;
    this.#waiting.delete(reply.id);
    if ('error' in reply) waiting.reject(fromWire(reply.error));
    else waiting.resolve(reply.answer);
  }

  /** A worker that failed answers nothing any more: what waits is refused, and what comes too. */
  #fail(reason: string | undefined): void {
    this.#failed = new WorkerFailedError(
      `The worker stopped (${reason || 'it could not be loaded'}); reload the page.`,
    );
    for (const { reject } of this.#waiting.values()) reject(this.#failed);
    this.#waiting.clear();
  }
}
