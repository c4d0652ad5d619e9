/** The buffers inside a message, to be handed over instead of copied. */

/**
 * Every ArrayBuffer behind the typed arrays of a message, once each. Whoever posts the message with them gives them
 * away: what stays in use on this side must be copied first.
 */
export function buffersIn(message: unknown): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  collect(message, found);
  return [...found];
}

/** The canvases among a command's arguments: they travel only by being handed over. */
export function canvasesIn(args: object | undefined): Transferable[] {
  if (typeof OffscreenCanvas === 'undefined') return []; // in Node
  return Object.values(args ?? {}).filter((value) => value instanceof OffscreenCanvas);
}

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (typeof value !== 'object' || value === null) return;
  if (value instanceof ArrayBuffer) found.add(value);
  else if (ArrayBuffer.isView(value)) collect(value.buffer, found);
  else for (const part of Array.isArray(value) ? value : Object.values(value)) collect(part, found);
}
