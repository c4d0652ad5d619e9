/**
 * What is kept in memory of an archive that is passed through once: lists, and whole samples for a preview. Files of
 * one stem are a sample, wherever they lie; if memory runs out, the sample that was begun last is given up.
 */

/** Bytes of files in memory, and of texts beside them. */
const MOST_BYTES = 96 << 20;
const MOST_TEXT = { file: 4 << 20, all: 32 << 20 };
const FIRST_STEMS = 48;
const TEXT = /\.(txt|csv|tsv|json|xml|log|ya?ml)$/i;

type Bytes = Uint8Array<ArrayBuffer>;

export class Sampling {
  private readonly texts = new Map<string, Bytes>();
  /** Stems in the order of their beginning. */
  private readonly samples = new Map<string, Map<string, Bytes>>();
  private readonly files = new Map<string, Bytes>();
  private textBytes = 0;
  private bytes = 0;
  private full = false;

  constructor(private readonly most = MOST_BYTES) {}

  get(path: string): Bytes | undefined {
    return this.texts.get(path) ?? this.files.get(path);
  }

  wants(path: string, stem: string, size: number): boolean {
    if (this.isText(path, size)) return true;
    if (TEXT.test(path) || size > this.most) return false;
    return this.samples.has(stem) || (!this.full && this.samples.size < FIRST_STEMS);
  }

  /** Keeps what `wants` allowed. */
  add(path: string, stem: string, bytes: Bytes): void {
    if (this.isText(path, bytes.length)) {
      this.texts.set(path, bytes);
      this.textBytes += bytes.length;
      return;
    }
    const sample = this.samples.get(stem) ?? new Map<string, Bytes>();
    this.samples.set(stem, sample.set(path, bytes));
    this.files.set(path, bytes);
    this.bytes += bytes.length;
    while (this.bytes > this.most) this.giveUpLast();
  }

  clear(): void {
    for (const kept of [this.texts, this.samples, this.files]) kept.clear();
    [this.bytes, this.textBytes] = [0, 0];
  }

  private isText(path: string, size: number): boolean {
    return TEXT.test(path) && size <= MOST_TEXT.file && this.textBytes + size <= MOST_TEXT.all;
  }

  private giveUpLast(): void {
    const stem = [...this.samples.keys()].at(-1)!;
    for (const [path, bytes] of this.samples.get(stem)!) {
      this.files.delete(path);
      this.bytes -= bytes.length;
    }
    this.samples.delete(stem);
    this.full = true;
  }
}
