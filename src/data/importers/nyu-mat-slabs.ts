/** Images of a large array, read a chunk's worth at a time: a chunk that holds seven images is unpacked once, not seven times. */
import type { Hdf5Dataset, Hdf5Values } from '../../formats/hdf5';

/** Bytes kept of an array. */
const MOST_KEPT = 1 << 24;

export class Slabs {
  readonly #array: Hdf5Dataset;
  readonly #elements: number;
  readonly #images: number;
  #from = -1;
  #values: Hdf5Values | undefined;

  /** @param array [N, …] */
  constructor(array: Hdf5Dataset) {
    this.#array = array;
    this.#elements = array.shape.slice(1).reduce((a, b) => a * b, 1);
    const bytes = this.#elements * Number(array.dtype.slice(1));
    this.#images = Math.max(1, Math.min(array.chunks?.[0] ?? 1, Math.floor(MOST_KEPT / bytes)));
  }

  /** One image as it lies in the file; valid until the next call. @throws InputError if it cannot be read */
  image(index: number): Hdf5Values {
    const from = index - (index % this.#images);
    if (from !== this.#from || !this.#values) {
      const [count, ...rest] = this.#array.shape as [number, ...number[]];
      this.#from = -1; // a failed read leaves nothing that is half of one
      this.#values = this.#array.slice([
        [from, Math.min(from + this.#images, count)],
        ...rest.map((length): [number, number] => [0, length]),
      ]);
      this.#from = from;
    }
    return this.#values.subarray((index - from) * this.#elements, (index - from + 1) * this.#elements);
  }
}
