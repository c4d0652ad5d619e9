/** Typed errors. Every message is one sentence: the thing, its value, what was allowed, what to do. */

/** Something the person gave (an option, a file, a folder) cannot be used as it is. */
export class InputError extends Error {
  override name = 'InputError';
}

/** Tensors that do not fit together: a caller's mistake, found before anything runs. */
export class ShapeError extends Error {
  override name = 'ShapeError';
}

/** The machine offers no usable WebGPU adapter. */
export class NoAdapterError extends Error {
  override name = 'NoAdapterError';
}

/** The GPU device was lost (reset, driver restart, tab in the background for too long). */
export class DeviceLostError extends Error {
  override name = 'DeviceLostError';
}

/** A GPU command was refused by validation or ran out of memory. */
export class GpuError extends Error {
  override name = 'GpuError';
}

/** A loss became NaN or infinite; nothing was repaired and the last checkpoint stands. */
export class NonFiniteLossError extends Error {
  override name = 'NonFiniteLossError';
}

/** The browser's storage cannot be used: switched off, of another version, closed. */
export class StorageError extends Error {
  override name = 'StorageError';
}

/** The browser's storage, or the disk behind it, is full. */
export class QuotaExceededError extends StorageError {
  override name = 'QuotaExceededError';
}

/** The person called it off. */
export class CancelledError extends Error {
  override name = 'CancelledError';
}
