/** The page's end of the wire: asks a command, gets a promise of its answer; listens to what the worker tells. */
import { fromWire, WorkerFailedError } from './errors';
import type { Commands, Events } from './messages';
import { canvasesIn } from './transfer';
import type { AnswerOf, ArgsOf, CommandMap, Port, PushOf, ReplyOf } from './wire';

interface Waiting<C extends CommandMap<C>> {
  resolve(answer: AnswerOf<C, keyof C>): void;
  reject(error: Error): void;
}

type Listener<E, K extends keyof E> = (value: E[K]) => void;

/** Of the training worker, unless it is told whose commands and events it speaks. */
export class Client<C extends CommandMap<C> = Commands, E extends object = Events> {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting<C>>();
  readonly #listeners = new Map<keyof E, Set<Listener<E, keyof E>>>();
  #lastId = 0;
  #heardAt = 0;
  #failed: Error | null = null;

  constructor(port: Port) {
    this.#port = port;
    port.addEventListener('message', (event) => this.#heard((event as MessageEvent<ReplyOf<C> | PushOf<E>>).data));
    port.addEventListener('error', (event) => this.#fail((event as ErrorEvent).message));
    port.addEventListener('messageerror', () => this.#fail('a message could not be read'));
  }

  /** Milliseconds since 1970 of the last message of any kind; 0 before the first. */
  get heardAt(): number {
    return this.#heardAt;
  }

  /** A canvas among the arguments is handed over. */
  ask<K extends keyof C>(kind: K, args: ArgsOf<C, K>): Promise<AnswerOf<C, K>> {
    if (this.#failed) return Promise.reject(this.#failed);
    const id = ++this.#lastId;
    return new Promise<AnswerOf<C, K>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage({ id, kind, args }, canvasesIn(args));
    });
  }

  /** @returns how to stop listening */
  on<K extends keyof E>(event: K, listener: Listener<E, K>): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener as Listener<E, keyof E>));
    return () => void listeners.delete(listener as Listener<E, keyof E>);
  }

  #heard(message: ReplyOf<C> | PushOf<E>): void {
    this.#heardAt = Date.now();
    if ('event' in message) {
      for (const listener of this.#listeners.get(message.event) ?? []) listener(message.value);
    } else this.#settle(message);
  }

  #settle(reply: ReplyOf<C>): void {
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
