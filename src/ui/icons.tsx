/** The drawn signs of the page, 16 px, in the colour of their text. Never without a name beside them. */

const PATHS = {
  run: 'M1 9h3l2-6 3 10 2-4h4',
  data: 'M2 3h12v4H2zM2 9h12v4H2zM4.5 5h1M4.5 11h1',
  results: 'M2 3h12v10H2zM2 6.5h12M6 6.5V13',
  export: 'M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11',
  file: 'M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3',
  folder: 'M1.5 13.5v-11h5l1.5 2h6.500v9z',
  back: 'M10 3L5 8l5 5',
  next: 'M6 3l5 5-5 5',
  redo: 'M13 8a5 5 0 1 1-1.5-3.500M13 2v3h-3',
  warning: 'M8 2l6.5 12h-13zM8 6.5v3.5M8 12v.2',
  info: 'M8 7v5M8 4.2v.2M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
  check: 'M2.5 8.5l3.5 3.5 7.5-8',
  cross: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  play: 'M5 3l8 5-8 5z',
  pause: 'M5.5 3v10M10.5 3v10',
  step: 'M4 3l6 5-6 5zM12 3v10',
  stop: 'M4 4h8v8H4z',
  keys: 'M1.5 4h13v8h-13zM4 7h.5M7 7h.5M10 7h.5M5 9.5h6',
  panel: 'M2 3h12v10H2zM6.5 3v10',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

export function ThemeIcon() {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="5" />
      <path d="M8 3v10a5 5 0 0 0 0-10z" fill="currentColor" />
    </svg>
  );
}

/** The box of the tri-plane with one ray through it. */
export function Mark() {
  return (
    <svg width="26" height="26" viewBox="0 0 26 26" fill="none" role="img" aria-label="Taskfield">
      <path d="M3 8l10-5v12L3 20z" stroke="currentColor" strokeWidth="1.6" />
      <path d="M13 3l10 5v12l-10-5M3 20l10-5 10 5-10 4z" stroke="currentColor" strokeWidth="1.6" />
      <path d="M1 14.5L24 11" stroke="var(--pick)" strokeWidth="2" />
    </svg>
  );
}
