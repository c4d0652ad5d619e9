/** Weights in a file of any kind: names, shapes and dtypes at once, values one tensor at a time. */
import type { Dtype, StoredTensor, TensorData } from './safetensors';

/** What a file says of a tensor; `read` fetches its values. */
export interface WeightTensor {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /**
   * Rows first, as many values as `shape` says; perhaps a view of the file's bytes, so not to be changed.
   * @throws InputError if the file cannot be read
   */
  read(): Promise<TensorData>;
}

export type WeightFormat =
  'safetensors' | 'sharded safetensors' | 'PyTorch' | 'PyTorch (before 1.6)' | 'npz' | 'JAX ViT';

export interface WeightFile {
  readonly format: WeightFormat;
  readonly tensors: ReadonlyMap<string, WeightTensor>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Sentences for a person: what of the file is not used, and why. */
  readonly notes: readonly string[];
}

/** A tensor with its values. */
export async function stored(tensor: WeightTensor): Promise<StoredTensor> {
  return { dtype: tensor.dtype, shape: tensor.shape, data: await tensor.read() };
}
