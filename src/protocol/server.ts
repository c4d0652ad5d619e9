/** The worker's end of the wire: answers every command of the map, errors included. */
import { InputError } from '../base/errors';
import { toWire } from './errors';
import type { Answer, Handlers, Kind, Port, Reply, Request } from './messages';
import { buffersIn } from './transfer';

/** The buffers of an answer are handed over to the page: a handler keeps none of them. */
export function serve(port: Port, handlers: Handlers): void {
  port.addEventListener('message', (event) => {
    const request = (event as MessageEvent<Request>).data;
    void answer(handlers, request).then((reply) => send(port, reply));
  });
}

/** An answer that cannot travel (its buffer was given away before) still ends the wait, as an error. */
function send(port: Port, reply: Reply): void {
  try {
    port.postMessage(reply, buffersIn(reply));
  } catch (thrown) {
    port.postMessage({ id: reply.id, error: toWire(thrown) });
  }
}

async function answer(handlers: Handlers, { id, kind, args }: Request): Promise<Reply> {
  try {
    if (!Object.hasOwn(handlers, kind)) {
      throw new InputError(`unknown command "${kind}"; known commands: ${Object.keys(handlers).join(', ')}`);
    }
    // The request's kind picks the handler that takes its arguments; the map's type cannot say so across a union.
    const handle = handlers[kind] as (args: Request['args']) => Promise<Answer<Kind>>;
    return { id, answer: await handle(args) };
  } catch (thrown) {
    return { id, error: toWire(thrown) };
  }
}
