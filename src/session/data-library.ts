/** What is stored, as data shows it: a card for each data set, imports that can go on, and the room they take. */
import { keeping } from '../base/keeping';
import { StorageError } from '../base/errors';
import { readManifest, type Manifest } from '../data/manifest';
import type { DataLibrary, DatasetCard } from '../protocol/data-messages';
import type { DataStore, StoredSet } from './host';
import { unfinishedImports } from './import/unfinished';
import type { Library } from './library';
import { dataTasks } from './looks';

/** Of a data set that cannot be read: its name and size are known, and why. */
const UNREADABLE = {
  title: '',
  counts: { train: 0, val: 0 },
  height: 0,
  width: 0,
  labels: [],
  tasks: [],
  labelSet: 'nyuv2-40',
  posed: false,
} as const;

function described({ origin, counts, height, width, labels, labelSet, scenes }: Manifest) {
  const images = counts.train + counts.val;
  const tasks = dataTasks({
    labelSet,
    ranges: {},
    images: (task) => (labels.includes(task) ? images : 0),
    derived: origin.derived,
  });
  return { title: origin.title, counts, height, width, labels, tasks, labelSet, posed: scenes !== undefined };
}

export function datasetCard({ name, manifest, bytes }: StoredSet, usedBy: readonly string[] = []): DatasetCard {
  const { info, problem } = readManifest(manifest, name);
  return { ...(info ? described(info) : UNREADABLE), name, bytes, usedBy, problem };
}

export async function datasetCards(store: DataStore): Promise<DatasetCard[]> {
  return (await store.list()).map((set) => datasetCard(set));
}

/** Where nothing can be read, the answer says why. */
export async function dataLibrary(library: Library): Promise<DataLibrary> {
  const kept = await keeping();
  const facts = await library.facts();
  try {
    const store = await library.data();
    const users = new Map(facts.data.map(({ name, usedBy }) => [name, usedBy]));
    const sets = (await store.list()).map((set) => datasetCard(set, users.get(set.name)));
    return {
      sets,
      unfinished: await unfinishedImports(store),
      bytes: facts.bytes,
      offered: kept.offered,
      persisted: kept.persisted,
      problem: facts.problem,
    };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { sets: [], unfinished: [], bytes: 0, ...kept, problem: error.message };
  }
}
