/** The page's one line to the worker. Slices ask through it; main.tsx connects it. */
import type { Client } from '../protocol/client';
import type { Answer, Args, Kind } from '../protocol/messages';

let client: Client | undefined;

export function connect(to: Client): void {
  client = to;
}

export function ask<K extends Kind>(kind: K, args: Args<K>): Promise<Answer<K>> {
  if (!client) return Promise.reject(new Error('the worker is not connected; main.tsx connects it first'));
  return client.ask(kind, args);
}

/** The sentence of whatever was thrown. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
