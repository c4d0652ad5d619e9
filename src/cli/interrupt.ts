/** Ctrl-C: asked once, a command stops where it can go on or leave no trace; asked twice, at once. */

export const INTERRUPTED = 130; // 128 + SIGINT, as shells count

export function untilInterrupted(): AbortSignal {
  const stop = new AbortController();
  process.on('SIGINT', () => {
    if (stop.signal.aborted) process.exit(INTERRUPTED);
    stop.abort();
  });
  return stop.signal;
}
