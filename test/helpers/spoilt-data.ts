/** Data that is bad when it is read. */
import { vi } from 'vitest';
import { StoredDataset } from '../../src/session/stored-dataset';

const read = Reflect.get(StoredDataset.prototype, 'read') as StoredDataset['read'];

/** From now on every depth is NaN as it is read: what a mistake in decoding would give. Stored, it cannot be. */
export function spoilDepths(): void {
  vi.spyOn(StoredDataset.prototype, 'read').mockImplementation(async function (this: StoredDataset, split, index) {
    const sample = await read.call(this, split, index);
    return { ...sample, labels: { ...sample.labels, depth: sample.labels.depth!.fill(NaN) } };
  });
}
