/** Pixels that files give as depth though they are none, counted image by image as they are read. */
import type { DepthFaults } from './raw-labels';
import type { Remark } from './types';

export class DepthFaultCount {
  readonly #faults = new Map<string, DepthFaults>();

  /** An image that is read twice counts once. */
  note(path: string, faults: DepthFaults): void {
    if (faults.negative + faults.notFinite > 0) this.#faults.set(path, faults);
  }

  /** Of what was read so far. */
  remarks(): Remark[] {
    const counted = (name: keyof DepthFaults, what: string): Remark[] => {
      const found = [...this.#faults].filter(([, faults]) => faults[name] > 0);
      if (found.length === 0) return [];
      const pixels = found.reduce((sum, [, faults]) => sum + faults[name], 0);
      const files = found.length === 1 ? found[0]![0] : `${found.length} files, such as ${found[0]![0]}`;
      const text = `${pixels} ${pixels === 1 ? 'pixel has' : 'pixels have'} ${what} as depth, in ${files}.`;
      return [{ kind: 'warning', text, consequence: 'They count as pixels without depth.' }];
    };
    return [...counted('negative', 'a negative number'), ...counted('notFinite', 'NaN or an infinite number')];
  }
}
