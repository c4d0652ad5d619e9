/** What travels between the page and a worker, for any map of commands and any map of events. */

/** Commands by name, each with its arguments and its answer. */
export type CommandMap<C> = { [K in keyof C]: [args: object | undefined, answer: unknown] };

export type ArgsOf<C extends CommandMap<C>, K extends keyof C> = C[K][0];
export type AnswerOf<C extends CommandMap<C>, K extends keyof C> = C[K][1];
export type HandlersOf<C extends CommandMap<C>> = { [K in keyof C]: (args: C[K][0]) => Promise<C[K][1]> };

export type RequestOf<C extends CommandMap<C>> = { [K in keyof C]: { id: number; kind: K; args: C[K][0] } }[keyof C];

/** An error as it travels: its type by name, and its sentence. */
export interface WireError {
  readonly name: string;
  readonly message: string;
}

export type ReplyOf<C extends CommandMap<C>> =
  { id: number; answer: AnswerOf<C, keyof C> } | { id: number; error: WireError };

/** What a worker tells unasked: an event of a map of events by name. */
export type PushOf<E> = { [K in keyof E]: { event: K; value: E[K] } }[keyof E];

/** What both ends need of a Worker, a MessagePort or the worker's own scope. */
export interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
}

/** Sends events of a map, one message each. */
export function teller<E>(port: Port): <K extends keyof E>(event: K, value: E[K]) => void {
  return (event, value) => port.postMessage({ event, value });
}
