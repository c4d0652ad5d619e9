/** The worker's end of the wire: answers every command of the map, errors included. */
import { InputError } from '../base/errors';
import { toWire } from './errors';
import { buffersIn } from './transfer';
import type { AnswerOf, ArgsOf, CommandMap, HandlersOf, Port, ReplyOf, RequestOf } from './wire';

/** The buffers of an answer are handed over to the page: a handler keeps none of them. */
export function serve<C extends CommandMap<C>>(port: Port, handlers: HandlersOf<C>): void {
  port.addEventListener('message', (event) => {
    const request = (event as MessageEvent<RequestOf<C>>).data;
    void answer(handlers, request).then((reply) => send(port, reply));
  });
}

/** An answer that cannot travel (its buffer was given away before) still ends the wait, as an error. */
function send<C extends CommandMap<C>>(port: Port, reply: ReplyOf<C>): void {
  try {
    port.postMessage(reply, buffersIn(reply));
  } catch (thrown) {
    port.postMessage({ id: reply.id, error: toWire(thrown) });
  }
}

async function answer<C extends CommandMap<C>>(
  handlers: HandlersOf<C>,
  { id, kind, args }: RequestOf<C>,
): Promise<ReplyOf<C>> {
  try {
    if (!Object.hasOwn(handlers, kind)) {
      throw new InputError(`unknown command "${String(kind)}"; known commands: ${Object.keys(handlers).join(', ')}`);
    }
    // The request's kind picks the handler that takes its arguments; the map's type cannot say so across a union.
    const handle = handlers[kind] as (args: ArgsOf<C, keyof C>) => Promise<AnswerOf<C, keyof C>>;
    return { id, answer: await handle(args) };
  } catch (thrown) {
    return { id, error: toWire(thrown) };
  }
}
