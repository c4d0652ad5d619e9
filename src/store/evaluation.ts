/** One stored run against the labels of its held-out images: counted a few at a time; its images looked at, its text. */
import { create } from 'zustand';
import type { EvaluationCommands, EvaluationReport, Resolution } from '../protocol/evaluation';
import type { CompareView } from '../protocol/compare';
import type { TableFormat } from '../protocol/experiments';
import type { Painted } from '../protocol/views';
import { ask, sentenceOf } from './connection';

export type EvaluatedSource = EvaluationReport['scores'][number]['source'];

export type ImageOrder = 'worst' | 'best';

/** What counting has given so far. */
export interface Evaluated {
  readonly stamp: string;
  readonly done: number;
  /** With all images that were counted. */
  readonly report: EvaluationReport;
}

export interface EvaluationText {
  readonly format: TableFormat;
  readonly name: string;
  readonly text: string;
}

interface EvaluationStore {
  /** Id of the run. */
  readonly run: string | null;
  /** Of the next evaluation; the report has its own. */
  readonly resolution: Resolution;
  readonly evaluated: Evaluated | null;
  readonly counting: boolean;
  /** The images that were asked for last are awaited. */
  readonly stopping: boolean;
  readonly problem: string | null;
  /** In sight below the scores, where the report has them. */
  readonly task: string;
  readonly source: EvaluatedSource;
  readonly order: ImageOrder;
  /** Small images by index, of those that were asked for. */
  readonly looks: ReadonlyMap<number, Painted>;
  /** The image that is looked at, by index. */
  readonly opened: number | null;
  readonly view: CompareView | null;
  /** A picture is under way. */
  readonly busy: boolean;
  readonly imageProblem: string | null;
  readonly exported: EvaluationText | null;
  readonly exportProblem: string | null;
  choose(run: string): void;
  set(change: Partial<Pick<EvaluationStore, 'resolution' | 'task' | 'order'>>): void;
  from(source: EvaluatedSource): void;
  /** Counts from the first image on, until all are in or `stop`. */
  evaluate(): Promise<void>;
  /** Counts what is left after `stop`. */
  goOn(): Promise<void>;
  stop(): void;
  open(index: number | null): void;
  /** Asks for those that are not here. */
  look(indices: readonly number[]): Promise<void>;
  write(format: TableFormat): Promise<void>;
}

/** Images to a question: the page shows how far it is after each. */
const AT_ONCE = 4;

const FRESH = {
  evaluated: null,
  counting: false,
  stopping: false,
  problem: null,
  looks: new Map<number, Painted>(),
  opened: null,
  view: null,
  imageProblem: null,
  exported: null,
  exportProblem: null,
} as const;

const set = (change: Partial<EvaluationStore>): void => useEvaluation.setState(change);
const get = (): EvaluationStore => useEvaluation.getState();

let countings = 0; // one of another run must not go on

/** The images so far, and what a further answer says of them. */
function joined(before: Evaluated | null, part: EvaluationCommands['evaluateRun'][1]): Evaluated {
  const { stamp, done, report } = part;
  const images = [...(before?.report.images ?? []), ...report.images];
  return { stamp, done, report: { ...report, images } };
}

async function count(resolution: Resolution): Promise<void> {
  const { run } = get();
  if (run === null) return;
  const mine = ++countings;
  set({ counting: true, stopping: false, problem: null });
  const problem = await countAll({ run, resolution, isMine: () => mine === countings }).then(
    () => null,
    (thrown: unknown) => sentenceOf(thrown),
  );
  if (mine === countings) set({ counting: false, stopping: false, problem });
}

interface Counting {
  readonly run: string;
  readonly resolution: Resolution;
  isMine(): boolean;
}

async function countAll({ isMine, ...what }: Counting): Promise<void> {
  let left = true;
  while (left && !get().stopping) {
    const first = get().evaluated?.done ?? 0;
    const part = await ask('evaluateRun', { ...what, first, count: AT_ONCE });
    if (!isMine()) return;
    set({ evaluated: joined(get().evaluated, part), exported: null });
    left = part.done < part.report.total;
  }
}

async function evaluate(): Promise<void> {
  const { run, resolution, counting } = get();
  if (run === null || counting) return;
  set(FRESH);
  await count(resolution);
}

async function goOn(): Promise<void> {
  const { evaluated, counting } = get();
  if (evaluated && !counting && evaluated.done < evaluated.report.total) await count(evaluated.report.resolution);
}

let again = false;

/** The picture of the newest wish; while one is under way, only that there is to be another. */
async function pull(): Promise<void> {
  const { run, opened: index, source, busy, evaluated } = get();
  if (run === null || index === null || !evaluated) return;
  const { resolution } = evaluated.report;
  if (busy) return void (again = true);
  set({ busy: true });
  const answer = await ask('evaluatedImage', { run, resolution, index, source }).then(
    (view) => ({ view, imageProblem: null }),
    (thrown: unknown) => ({ imageProblem: sentenceOf(thrown) }),
  );
  const now = get();
  set({ busy: false, ...(now.run === run && now.opened === index && now.source === source && answer) });
  if (!again) return;
  again = false;
  void pull();
}

function open(opened: number | null): void {
  if (opened === get().opened) return;
  set({ opened, imageProblem: null, ...(opened === null ? { view: null } : {}) });
  void pull();
}

const asked = new Set<number>(); // of the run in `looked`, under way
let looked: string | null = null;

async function look(indices: readonly number[]): Promise<void> {
  const { run, looks } = get();
  if (run === null) return;
  if (looked !== run) asked.clear();
  looked = run;
  const missing = indices.filter((index) => !looks.has(index) && !asked.has(index));
  if (missing.length === 0) return;
  for (const index of missing) asked.add(index);
  try {
    const found = await ask('evaluatedLooks', { run, indices: missing });
    if (get().run !== run) return;
    set({ looks: new Map([...get().looks, ...missing.map((index, place) => [index, found[place]!] as const)]) });
  } catch (thrown) {
    if (get().run === run) set({ imageProblem: sentenceOf(thrown) });
  } finally {
    if (looked === run) for (const index of missing) asked.delete(index);
  }
}

const ENDINGS: Readonly<Record<TableFormat, string>> = { markdown: 'md', csv: 'csv', latex: 'tex', json: 'json' };

/** "nano-step-40-original.csv" */
export function fileNameOf({ name, step, resolution }: EvaluationReport, format: TableFormat): string {
  const words = name.replaceAll(/[^\p{L}\p{N}]+/gu, '-').replaceAll(/^-|-$/g, '');
  return `${words || 'run'}-step-${step}${resolution === 'original' ? '-original' : ''}.${ENDINGS[format]}`;
}

let writings = 0;

async function write(format: TableFormat): Promise<void> {
  const { evaluated } = get();
  if (!evaluated) return;
  const mine = ++writings;
  const { stamp, report } = evaluated;
  const change = await ask('evaluationText', { stamp, format }).then(
    (text) => ({ exported: { format, text, name: fileNameOf(report, format) }, exportProblem: null }),
    (thrown: unknown) => ({ exported: null, exportProblem: sentenceOf(thrown) }),
  );
  if (mine === writings && get().evaluated?.stamp === stamp) set(change);
}

export const useEvaluation = create<EvaluationStore>()(() => ({
  run: null,
  resolution: 'network',
  task: '',
  source: 'decoder',
  order: 'worst',
  busy: false,
  ...FRESH,
  choose: (run) => {
    if (run === get().run) return;
    countings += 1;
    set({ ...FRESH, run });
  },
  set,
  from: (source) => {
    set({ source });
    void pull();
  },
  evaluate,
  goOn,
  stop: () => set({ stopping: get().counting }),
  open,
  look,
  write,
}));
