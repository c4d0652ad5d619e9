/** How the page itself stands: which pane and tab are in sight, and what a person has set for good. */
import { create } from 'zustand';

export type View = 'run' | 'data' | 'results';
export type LeftTab = 'curves' | 'setup';
export type Pane = 'left' | 'maps' | 'field';

/** What this browser remembers of the page. */
interface Remembered {
  /** Single keys act; the sheet of keys turns them off. */
  readonly keys: boolean;
  /** Curves on a logarithmic axis. */
  readonly log: boolean;
  /** Of the exponential moving average, 0 to below 1. */
  readonly smoothing: number;
}

interface PageStore extends Remembered {
  readonly view: View;
  readonly tab: LeftTab;
  /** The one pane in sight where only one fits. */
  readonly pane: Pane;
  /** The left pane is the other way than by itself: shut where there is room, open where it is a drawer. */
  readonly leftToggled: boolean;
  /** Charts as tables. */
  readonly tables: boolean;
  readonly sheet: boolean;
  show(change: Partial<Pick<PageStore, 'view' | 'tab' | 'pane' | 'leftToggled' | 'tables' | 'sheet'>>): void;
  remember(change: Partial<Remembered>): void;
}

const KEY = 'taskfield.page';
const DEFAULTS: Remembered = { keys: true, log: true, smoothing: 0.7 };

function recalled(): Remembered {
  try {
    const { keys, log, smoothing } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Remembered>;
    return {
      keys: keys ?? DEFAULTS.keys,
      log: log ?? DEFAULTS.log,
      smoothing: typeof smoothing === 'number' && smoothing >= 0 && smoothing < 1 ? smoothing : DEFAULTS.smoothing,
    };
  } catch {
    return DEFAULTS; // storage is off, or holds something else
  }
}

export const usePage = create<PageStore>()((set, get) => ({
  ...recalled(),
  view: 'run',
  tab: 'setup',
  pane: 'left',
  leftToggled: false,
  tables: false,
  sheet: false,
  show: (change) => set(change),
  remember: (change) => {
    set(change);
    const { keys, log, smoothing } = get();
    try {
      localStorage.setItem(KEY, JSON.stringify({ keys, log, smoothing }));
    } catch {
      // Storage is off in this browser: the choice lasts until the page is closed.
    }
  },
}));
