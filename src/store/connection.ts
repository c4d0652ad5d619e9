/** The page's two lines to its workers. Slices ask through them; main.tsx connects them. */
import type { Client } from '../protocol/client';
import type { DataCommands, DataEvents, DataKind } from '../protocol/data-messages';
import type { Answer, Args, Kind } from '../protocol/messages';
import type { AnswerOf, ArgsOf } from '../protocol/wire';

let client: Client | undefined;

export function connect(to: Client): void {
  client = to;
}

export function ask<K extends Kind>(kind: K, args: Args<K>): Promise<Answer<K>> {
  if (!client) return Promise.reject(new Error('the worker is not connected; main.tsx connects it first'));
  return client.ask(kind, args);
}

export type DataClient = Client<DataCommands, DataEvents>;

type Heard<K extends keyof DataEvents> = (value: DataEvents[K]) => void;

let openData: () => DataClient = () => {
  throw new Error('the data worker is not connected; main.tsx connects it first');
};
let dataClient: DataClient | undefined;
const unheard: ((client: DataClient) => void)[] = [];

/** @param open starts the data worker; called at the first question */
export function connectData(open: () => DataClient): void {
  openData = open;
  dataClient = undefined;
}

export async function askData<K extends DataKind>(
  kind: K,
  args: ArgsOf<DataCommands, K>,
): Promise<AnswerOf<DataCommands, K>> {
  if (!dataClient) {
    dataClient = openData();
    for (const listen of unheard.splice(0)) listen(dataClient);
  }
  return dataClient.ask(kind, args);
}

/** From the data worker's start on, whenever that is. @returns how to stop listening */
export function onData<K extends keyof DataEvents>(event: K, listener: Heard<K>): () => void {
  let stop = (): void => undefined;
  let stopped = false;
  const listen = (to: DataClient): void => void (stop = stopped ? stop : to.on(event, listener));
  if (dataClient) listen(dataClient);
  else unheard.push(listen);
  return () => {
    stopped = true;
    stop();
  };
}

/** The sentence of whatever was thrown. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
