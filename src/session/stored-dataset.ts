/** A data set out of a host's files: dataset.json and one file of records for each split (data/record.ts). */
import { InputError } from '../base/errors';
import type { Dataset, Split } from '../data/dataset';
import { decodeRecord, encodeRecord, parseManifest, recordBytes, type Manifest } from '../data/record';
import type { Sample } from '../data/sample';
import type { DataFolder, DataFolderWriter } from './host';

const MANIFEST = 'dataset.json';
const recordsOf = (split: Split): string => `${split}.bin`;

class StoredDataset implements Dataset {
  constructor(
    private readonly folder: DataFolder,
    readonly info: Manifest,
  ) {}

  async read(split: Split, index: number): Promise<Sample> {
    const length = recordBytes(this.info);
    const record = await this.folder.readAt(recordsOf(split), index * length, length);
    if (record.length < length) {
      throw new InputError(
        `${recordsOf(split)} of ${this.folder.place} ends inside image ${index} of ${this.info.counts[split]}: the file is cut off; delete it and make the data set again.`,
      );
    }
    return decodeRecord(record, this.info);
  }
}

/** @throws InputError if the folder holds no data set, or one of another version */
export async function storedDataset(folder: DataFolder): Promise<Dataset> {
  const text = await folder.readText(MANIFEST);
  if (text === undefined) {
    throw new InputError(
      `${folder.place} is no data set: it holds no ${MANIFEST}; name a folder that Taskfield wrote, or "rooms".`,
    );
  }
  return new StoredDataset(folder, parseManifest(text, folder.place));
}

type Extent = Pick<Manifest, 'height' | 'width' | 'labels'>;

/** Writes the samples of a data set as they come, its description last. */
export class StoredDatasetWriter {
  private readonly counts: Record<Split, number> = { train: 0, val: 0 };

  constructor(
    private readonly folder: DataFolderWriter,
    private readonly extent: Extent,
  ) {}

  async add(split: Split, sample: Sample): Promise<void> {
    const record = encodeRecord(sample, this.extent);
    await this.folder.writeAt(recordsOf(split), record.length * this.counts[split]++, record);
  }

  async finish(facts: Omit<Manifest, keyof Extent | 'counts'>): Promise<Dataset> {
    const manifest: Manifest = { ...facts, ...this.extent, counts: this.counts };
    await this.folder.writeAt(MANIFEST, 0, new TextEncoder().encode(JSON.stringify(manifest, null, 1) + '\n'));
    return storedDataset(await this.folder.finish());
  }

  abandon(): Promise<void> {
    return this.folder.abandon();
  }
}
