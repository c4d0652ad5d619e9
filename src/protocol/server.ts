/** The worker's end of the wire: answers every command of the map, errors included. */
import { InputError } from '../base/errors';
import { toWire } from './errors';
import type { Answer, Handlers, Kind, Port, Reply, Request } from './messages';

export function serve(port: Port, handlers: Handlers): void {
  port.addEventListener('message', (event) => {
    const request = (event as MessageEvent<Request>).data;
    void answer(handlers, request).then((reply) => port.postMessage(reply));
  });
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
