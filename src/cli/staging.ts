/** Files kept beside an import until it ends: one file of their bytes, and a line for each that says where. */
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Staging } from '../session/host';
import { writeError } from './files';

const BYTES = 'staging.bin';
const LINES = 'staging.index';

interface Place {
  readonly path: string;
  readonly offset: number;
  readonly length: number;
}

export class FolderStaging implements Staging {
  static readonly FILES = [BYTES, LINES] as const;
  private readonly places: Map<string, Place>;

  constructor(private readonly folder: string) {
    const file = join(folder, LINES);
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1); // a last line without an end was cut off
    if (whole !== text) writeFileSync(file, whole);
    const lines = whole.split('\n').slice(0, -1);
    const places = lines.map((line) => JSON.parse(line) as Place);
    this.places = new Map(places.map((place) => [place.path, place]));
  }

  async put(path: string, bytes: Uint8Array): Promise<void> {
    const file = join(this.folder, BYTES);
    try {
      const offset = existsSync(file) ? statSync(file).size : 0;
      appendFileSync(file, bytes);
      const place: Place = { path, offset, length: bytes.length };
      appendFileSync(join(this.folder, LINES), JSON.stringify(place) + '\n');
      this.places.set(path, place);
    } catch (error) {
      throw writeError(error, file);
    }
  }

  async get(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const place = this.places.get(path);
    if (!place) return undefined;
    const file = await open(join(this.folder, BYTES), 'r');
    try {
      const bytes = new Uint8Array(place.length);
      await file.read(bytes, 0, place.length, place.offset);
      return bytes;
    } finally {
      await file.close();
    }
  }

  async paths(): Promise<string[]> {
    return [...this.places.keys()].sort();
  }
}
