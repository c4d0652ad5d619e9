/** The one map of single keys: what each does, in the sheet's words and as a verb on the stores. */
import { usePage, type View } from '../store/page';
import { usePick, type PlaneName } from '../store/pick';
import { useRun } from '../store/run';
import { useViews } from '../store/views';

export interface Key {
  /** As KeyboardEvent.key has it, letters in lower case. */
  readonly key: string;
  readonly shift?: boolean;
  /** The key that is pressed before it. */
  readonly after?: 'g';
  /** Acts in the Run view only. */
  readonly runOnly?: boolean;
  /** As it is printed on the key. */
  readonly cap: string;
  readonly what: string;
  readonly group: 'Run' | 'Pixel' | 'Maps and planes' | 'Field' | 'Views' | 'Page';
  /** @returns false if there is nothing to act on: the key then does what it does anyway */
  run(): boolean;
}

const FAR = 8; // pixels, with shift

function pauseOrContinue(): boolean {
  const { state, pause, resume } = useRun.getState();
  if (state.status === 'training') void pause();
  else if (state.status === 'paused') void resume();
  else return false;
  return true;
}

function oneStep(): boolean {
  const { state, step } = useRun.getState();
  if (state.status !== 'paused') return false;
  void step();
  return true;
}

const seen = (act: () => void) => (): boolean => {
  if (!useViews.getState().sample) return false;
  act();
  return true;
};

function cursor(by: number): boolean {
  const { ray } = useViews.getState();
  if (!ray) return false;
  const { cursor: at, set } = usePick.getState();
  set({ cursor: Math.max(0, Math.min(ray.z.length - 1, at + by)) });
  return true;
}

const mode = (wanted: 'wipe' | 'error'): (() => boolean) =>
  seen(() => usePick.getState().set({ mode: usePick.getState().mode === wanted ? 'side' : wanted }));

const always = (act: () => void) => (): boolean => {
  act();
  return true;
};

const ARROWS = [
  ['ArrowUp', '↑', -1, 0],
  ['ArrowDown', '↓', 1, 0],
  ['ArrowLeft', '←', 0, -1],
  ['ArrowRight', '→', 0, 1],
] as const;

const arrows: Key[] = ARROWS.flatMap(([key, cap, rows, columns]) =>
  [1, FAR].map((by): Key => ({
    key,
    shift: by > 1,
    cap: by > 1 ? `⇧${cap}` : cap,
    what: by > 1 ? `The picked pixel, by ${FAR}` : 'The picked pixel',
    group: 'Pixel',
    run: seen(() => usePick.getState().moved(rows * by, columns * by)),
  })),
);

const plane = (key: string, name: PlaneName): Key => ({
  key,
  cap: key.toUpperCase(),
  what: `Plane ${name} on or off`,
  group: 'Maps and planes',
  run: () => {
    if (!useViews.getState().planes) return false;
    usePick.getState().togglePlane(name);
    return true;
  },
});

const colorings: Key[] = (['pca', 'channel', 'norm'] as const).map((coloring, index) => ({
  key: String(index + 1),
  cap: String(index + 1),
  what: `Planes by ${{ pca: 'PCA', channel: 'one channel', norm: 'norm' }[coloring]}`,
  group: 'Maps and planes',
  run: () => {
    if (!useViews.getState().planes) return false;
    usePick.getState().set({ coloring });
    return true;
  },
}));

/** Acts on the field pane, once it has planes to show. */
const field = (act: () => boolean | void) => (): boolean => useViews.getState().planes !== null && act() !== false;

const SLICE_STEP = 0.04; // of the box's 2

const slicing = (by: number): (() => boolean) =>
  field(() => {
    const { slice, cut } = usePick.getState();
    if (!slice.on) return false;
    cut({ position: slice.position + by });
    return true;
  });

const fieldKeys: Key[] = [
  {
    key: 's',
    cap: 'S',
    what: 'Density slice on or off',
    group: 'Field',
    run: field(() => usePick.getState().cut({ on: !usePick.getState().slice.on })),
  },
  { key: '-', cap: '−', what: 'The slice, back', group: 'Field', run: slicing(-SLICE_STEP) },
  { key: '+', cap: '+', what: 'The slice, on', group: 'Field', run: slicing(SLICE_STEP) },
  {
    key: 'v',
    cap: 'V',
    what: 'Look from elsewhere, or along the ray',
    group: 'Field',
    run: field(() => usePick.getState().lookElsewhere(!usePick.getState().elsewhere.on)),
  },
];

const viewKeys: Key[] = (
  [
    ['r', 'run', 'Run'],
    ['d', 'data', 'Data'],
    ['s', 'results', 'Results'],
  ] as const
).map(([key, view, name]: readonly [string, View, string]) => ({
  key,
  after: 'g',
  cap: `G ${key.toUpperCase()}`,
  what: `The view ${name}`,
  group: 'Views',
  run: always(() => usePage.getState().show({ view })),
}));

export const KEYS: readonly Key[] = [
  { key: ' ', cap: 'Space', what: 'Pause or continue', group: 'Run', run: pauseOrContinue },
  { key: '.', cap: '.', what: 'One step, while paused', group: 'Run', run: oneStep },
  ...arrows,
  { key: '[', cap: '[', what: 'Sample of the ray before', group: 'Pixel', run: () => cursor(-1) },
  { key: ']', cap: ']', what: 'Next sample of the ray', group: 'Pixel', run: () => cursor(1) },
  { key: 'n', cap: 'N', what: 'Next image', group: 'Maps and planes', run: seen(() => usePick.getState().turned(1)) },
  {
    key: 'p',
    cap: 'P',
    what: 'Image before',
    group: 'Maps and planes',
    run: seen(() => usePick.getState().turned(-1)),
  },
  { key: 'e', cap: 'E', what: 'Error maps', group: 'Maps and planes', run: mode('error') },
  { key: 'w', cap: 'W', what: 'Wipe between maps', group: 'Maps and planes', run: mode('wipe') },
  ...colorings,
  plane('z', 'xy'),
  plane('x', 'xz'),
  plane('c', 'yz'),
  ...fieldKeys,
  ...viewKeys,
  {
    key: 't',
    shift: true,
    runOnly: true,
    cap: '⇧T',
    what: 'Curves as tables',
    group: 'Page',
    run: always(() => usePage.getState().show({ tables: !usePage.getState().tables })),
  },
  {
    key: '\\',
    runOnly: true,
    cap: '\\',
    what: 'Left pane, where it fits',
    group: 'Page',
    run: always(() => usePage.getState().show({ leftToggled: !usePage.getState().leftToggled })),
  },
  {
    key: '?',
    cap: '?',
    what: 'This sheet',
    group: 'Page',
    run: always(() => usePage.getState().show({ sheet: true })),
  },
];

/** Where keys mean something else: text, sliders, choices. */
const OWN_KEYS = 'input, textarea, select, [contenteditable], [role=slider], [role=tab], dialog';
/** What arrows scroll once it has focus. */
const SCROLLED = '[data-scrolls], [role=region]';
/** What a space presses by itself. */
const PRESSED = 'button, a, summary, [role=button]';

interface Pressed {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * The entry that a key press means; characters that need shift by themselves ("?") are matched without it.
 * @param after the key pressed just before, where it leads to others
 */
export function keyFor({ key, shiftKey, ctrlKey, metaKey, altKey }: Pressed, after?: Key['after']): Key | undefined {
  if (ctrlKey || metaKey || altKey) return undefined;
  const letter = key.length === 1 ? key.toLowerCase() : key;
  const shiftCounts = key.length > 1 || letter !== key.toUpperCase();
  return KEYS.find(
    (one) => one.key === letter && one.after === after && (!shiftCounts || (one.shift ?? false) === shiftKey),
  );
}

const OF_RUN: readonly Key['group'][] = ['Pixel', 'Maps and planes', 'Field'];

/** What is not in sight is not moved by keys. */
const acts = ({ group, runOnly }: Key): boolean =>
  usePage.getState().view === 'run' || !(runOnly || OF_RUN.includes(group));

const LEAD = 'g';
const LEAD_MS = 1500; // a letter counts as led for so long

/** Where the left pane is a drawer, it shuts; the sheet of keys does so by itself. */
function closeDrawer(): void {
  if (matchMedia('(max-width: 1279px)').matches) usePage.getState().show({ leftToggled: false });
}

/** Listens on the whole page. @returns how to stop */
export function followKeys(): () => void {
  let ledAt = -Infinity;
  const pressed = (event: KeyboardEvent): void => {
    if (event.defaultPrevented) return;
    const led = event.timeStamp - ledAt < LEAD_MS;
    ledAt = -Infinity;
    if (event.key === 'Escape') return closeDrawer();
    if (!usePage.getState().keys) return;
    const at = event.target instanceof Element ? event.target : null;
    if (at?.closest(OWN_KEYS)) return;
    if (event.key.startsWith('Arrow') && at?.closest(SCROLLED)) return;
    if (event.key === ' ' && at?.closest(PRESSED)) return;
    if (event.key.toLowerCase() === LEAD && !event.ctrlKey && !event.metaKey && !event.altKey) {
      ledAt = event.timeStamp;
      return;
    }
    const found = keyFor(event, led ? LEAD : undefined) ?? keyFor(event);
    if (found && acts(found) && found.run()) event.preventDefault();
  };
  window.addEventListener('keydown', pressed);
  return () => window.removeEventListener('keydown', pressed);
}
