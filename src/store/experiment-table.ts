/** The table in sight, pulled whenever there is something new; its images; its text as it is exported. */
import { create } from 'zustand';
import type { ExperimentCommands, RowModels } from '../protocol/experiment-messages';
import type { TableFormat, TableView } from '../protocol/experiments';
import { ask, sentenceOf } from './connection';

export type TableImage = ExperimentCommands['tableImages'][1][number];

export interface ImagesWish {
  readonly row: string;
  readonly task: string;
}

type Exported = ExperimentCommands['tableText'][1] & { readonly format: TableFormat };

interface TableStore {
  /** The experiment that the rest belongs to. */
  readonly key: string | null;
  readonly table: TableView | null;
  readonly problem: string | null;
  /** The trained models behind its rows; null until they are known. */
  readonly models: readonly RowModels[] | null;
  /** What images were asked for last, and the answer; null until it comes. */
  readonly wish: ImagesWish | null;
  readonly images: readonly TableImage[] | null;
  readonly imagesProblem: string | null;
  readonly exported: Exported | null;
  readonly exportProblem: string | null;
  /** Reads the table again; what was read of another is put away first. The newest wish wins. */
  pull(key: string): Promise<void>;
  /** Reads again which of the models are kept. */
  pullModels(): Promise<void>;
  look(wish: ImagesWish): Promise<void>;
  write(format: TableFormat): Promise<void>;
  /** The experiment is gone. */
  forget(key: string): void;
}

const NOTHING = {
  key: null,
  table: null,
  problem: null,
  models: null,
  wish: null,
  images: null,
  imagesProblem: null,
  exported: null,
  exportProblem: null,
};

const set = (change: Partial<TableStore>): void => useTable.setState(change);
const get = (): TableStore => useTable.getState();

/** Asks, and takes the answer if nothing newer of this kind was asked meanwhile and the same table is in sight. */
function newest<A>(refused: (message: string) => Partial<TableStore>) {
  let asked = 0;
  return async (send: (key: string) => Promise<A>, take: (answer: A) => Partial<TableStore>): Promise<void> => {
    const { key } = get();
    if (key === null) return;
    const mine = ++asked;
    const change = await send(key).then(take, (thrown: unknown) => refused(sentenceOf(thrown)));
    if (mine === asked && key === get().key) set(change);
  };
}

const tables = newest<TableView>((problem) => ({ problem }));
const images = newest<readonly TableImage[]>((imagesProblem) => ({ imagesProblem, images: null }));
const models = newest<readonly RowModels[]>((problem) => ({ problem, models: null }));
const texts = newest<Exported>((exportProblem) => ({ exportProblem, exported: null }));

/** What else is in sight of the table follows its numbers. */
async function pull(key: string): Promise<void> {
  if (key !== get().key) set({ ...NOTHING, key });
  const before = get().table?.done;
  await tables(
    (of) => ask('table', { key: of }),
    (table) => ({ table, problem: null }),
  );
  const { key: now, table, wish, exported } = get();
  if (now !== key || table?.done === before) return;
  if (wish) void look(wish);
  if (exported) void write(exported.format);
}

async function look(wish: ImagesWish): Promise<void> {
  const { wish: before } = get();
  const other = before?.row !== wish.row || before.task !== wish.task;
  set({ wish, imagesProblem: null, ...(other ? { images: null } : {}) });
  await images(
    (key) => ask('tableImages', { key, ...wish }),
    (found) => ({ images: found }),
  );
}

async function write(format: TableFormat): Promise<void> {
  set({ exportProblem: null });
  await texts(
    async (key) => ({ ...(await ask('tableText', { key, format })), format }),
    (exported) => ({ exported }),
  );
}

export const useTable = create<TableStore>()(() => ({
  ...NOTHING,
  pull,
  pullModels: () =>
    models(
      (key) => ask('tableModels', { key }),
      (found) => ({ models: found }),
    ),
  look,
  write,
  forget: (key) => void (get().key === key && set(NOTHING)),
}));
