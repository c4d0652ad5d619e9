/** A worker that does nothing by itself: its questions wait until a test answers them. */
import type { Client } from '../../src/protocol/client';
import { connect } from '../../src/store/connection';

export interface Question<A> {
  readonly kind: string;
  readonly args: A;
  answer(value: unknown): void;
  refuse(error: Error): void;
}

/** Connects the stores. @returns what was asked so far; a test may empty it */
export function questions<A>(): Question<A>[] {
  const asked: Question<A>[] = [];
  const client = {
    ask: (kind: string, args: A) => new Promise((answer, refuse) => void asked.push({ kind, args, answer, refuse })),
  };
  connect(client as object as Client);
  return asked;
}

/** Lets what was answered arrive. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 8; turns++) await Promise.resolve();
}
