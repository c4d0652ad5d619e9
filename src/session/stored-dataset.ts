/** A data set out of a host's records (data/record.ts) and their description (data/manifest.ts). */
import { InputError } from '../base/errors';
import type { Dataset, DatasetInfo, Split } from '../data/dataset';
import { FORMAT, parseManifest, type Manifest } from '../data/manifest';
import { decodeRecord, encodeRecord, RECORD_VERSION } from '../data/record';
import type { Sample } from '../data/sample';
import { emptyTally, tallied, talliedInfo, type Tally } from '../data/tally';
import type { Counts, DataFolder, DataFolderWriter } from './host';

export class StoredDataset implements Dataset {
  constructor(
    private readonly folder: DataFolder,
    readonly info: Manifest,
  ) {}

  /** @throws InputError if the record is missing or damaged */
  async read(split: Split, index: number): Promise<Sample> {
    const { place } = this.folder;
    const record = await this.folder.readRecord(split, index);
    if (!record) {
      throw new InputError(
        `The ${split} split of ${place} ends before image ${index} of ${this.info.counts[split]}: it is cut off; delete it and import or make it again.`,
      );
    }
    return decodeRecord(record, `Image ${index} of the ${split} split of ${place}`);
  }
}

/** @throws InputError if the folder holds no data set, or one of another version */
export async function storedDataset(folder: DataFolder): Promise<StoredDataset> {
  const text = await folder.readManifest();
  if (text === undefined) {
    throw new InputError(
      `${folder.place} is no data set: it holds no dataset.json; name a folder that Taskfield wrote, or "rooms".`,
    );
  }
  return new StoredDataset(folder, parseManifest(text, folder.place));
}

/** What is stored with the records, so that an interrupted import goes on. */
interface State {
  readonly tally: Tally;
  readonly note: string;
}

/** What is known when all samples are in; sizes, labels, scenes and mean depth are counted on the way. */
export type MadeFacts = Pick<Manifest, 'name' | 'labelSet' | 'origin'> & Pick<Partial<DatasetInfo>, 'scenes'>;

/** Writes the samples of a data set as they come, its description last. */
export class StoredDatasetWriter {
  /** As stored by whoever began it: the text that went with the last stored sample; '' at the beginning. */
  readonly note: string;
  private tally: Tally;

  constructor(private readonly folder: DataFolderWriter) {
    const { state } = folder.progress;
    const { tally, note } = state ? (JSON.parse(state) as State) : { tally: emptyTally(), note: '' };
    this.tally = tally;
    this.note = note;
  }

  /** Samples so far, those of an interrupted import included. */
  get counts(): Counts {
    return this.tally.counts;
  }

  /**
   * @param note its maker's own state up to this sample, for going on after an interruption
   * @throws InputError if the sample cannot be stored (data/record.ts): then it is left out, and the next may follow
   * @throws QuotaExceededError if the storage is full
   */
  async add(split: Split, sample: Sample, note = ''): Promise<void> {
    const bytes = encodeRecord(sample);
    const index = this.tally.counts[split];
    this.tally = tallied(this.tally, split, sample);
    const state: State = { tally: this.tally, note };
    await this.folder.writeRecord({ split, index, bytes, state: JSON.stringify(state) });
  }

  async finish({ name, labelSet, origin, scenes }: MadeFacts): Promise<StoredDataset> {
    const manifest: Manifest = {
      format: FORMAT,
      version: RECORD_VERSION,
      name,
      labelSet,
      origin,
      ...talliedInfo(this.tally),
      ...(scenes && { scenes }),
    };
    return storedDataset(await this.folder.finish(JSON.stringify(manifest, null, 1) + '\n'));
  }

  /** Deletes everything of it. */
  abandon(): Promise<void> {
    return this.folder.abandon();
  }
}
