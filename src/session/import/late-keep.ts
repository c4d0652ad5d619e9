/**
 * Where members of an archive go when they are fetched: beside the import's records once there is an import, so that
 * neither memory nor a second pass is needed; in memory before, for the few of a preview.
 */
import type { Keep } from '../../data/importers/given';
import type { Staging } from '../host';

export class LateKeep implements Keep {
  private readonly memory = new Map<string, Uint8Array<ArrayBuffer>>();
  private staging: Staging | undefined;
  /** What the staging holds. */
  private staged = new Set<string>();

  /** From now on; undefined: the import has ended, and what it kept is gone. */
  async into(staging: Staging | undefined): Promise<void> {
    this.staging = staging;
    this.staged = new Set(await staging?.paths());
  }

  async put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.staging) return void this.memory.set(path, bytes);
    await this.staging.put(path, bytes);
    this.staged.add(path);
  }

  async get(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.memory.get(path) ?? (this.staged.has(path) ? this.staging?.get(path) : undefined);
  }

  async has(path: string): Promise<boolean> {
    return this.memory.has(path) || this.staged.has(path);
  }
}
