/** Typed errors across the wire: a name going out, the same class coming back. */
import {
  CancelledError,
  DeviceLostError,
  GpuError,
  InputError,
  NoAdapterError,
  NonFiniteLossError,
  QuotaExceededError,
  StorageError,
} from '../base/errors';
import type { WireError } from './wire';

/** The worker itself failed: it could not be loaded, or threw outside a command. */
export class WorkerFailedError extends Error {
  override name = 'WorkerFailedError';
}

const CLASSES = {
  CancelledError,
  DeviceLostError,
  GpuError,
  InputError,
  NoAdapterError,
  NonFiniteLossError,
  QuotaExceededError,
  StorageError,
  WorkerFailedError,
};

export function toWire(thrown: unknown): WireError {
  if (thrown instanceof Error) return { name: thrown.name, message: thrown.message };
  return { name: 'Error', message: String(thrown) };
}

export function fromWire({ name, message }: WireError): Error {
  const Known = (CLASSES as Record<string, new (message: string) => Error>)[name];
  return Known ? new Known(message) : Object.assign(new Error(message), { name });
}
