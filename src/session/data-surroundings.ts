/** What the data worker works with: every layout there is, and the browser's store. */
import { IMPORTERS } from '../data/importers/index';
import { sourceOf } from '../data/importers/source';
import type { DataEvents } from '../protocol/data-messages';
import type { DataSurroundings } from './data-handlers';
import { dataLibrary } from './data-library';
import type { Recognition } from './import/given';
import { Library } from './library';

/** Every layout that can be imported. */
export const RECOGNITION: Recognition = { importers: IMPORTERS, sourceOf };

const TEN_A_SECOND = 100; // ms

type Passed = DataEvents['inspecting'];

/** Leaves out what comes too soon after the last, but the end. */
function atMost(interval: number, tell: (passed: Passed) => void): (passed: Passed) => void {
  let last = -Infinity;
  return (value) => {
    const now = performance.now();
    if (now - last < interval && value.done < value.total) return;
    last = now;
    tell(value);
  };
}

/** @param library of a test; else the browser's */
export function browserSurroundings(
  tell: <K extends keyof DataEvents>(event: K, value: DataEvents[K]) => void,
  library = new Library(),
): DataSurroundings {
  return {
    ...RECOGNITION,
    store: () => library.data(),
    library: () => dataLibrary(library),
    problem: () => library.problem(),
    tell: (progress) => tell('importing', progress),
    tellLooking: atMost(TEN_A_SECOND, (progress) => tell('inspecting', progress)),
  };
}
