/** Light or dark: index.html picks the first, this follows the system until the person switches, and remembers. */
const KEY = 'taskfield.theme';

const show = (theme: string): void => void (document.documentElement.dataset.theme = theme);

function chosen(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is off in this browser
  }
}

export function switchTheme(): void {
  const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  show(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // The choice lasts until the page is closed.
  }
}

/** Follows the system's theme while none was chosen. @returns how to stop */
export function followSystemTheme(): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const follow = (): void => {
    if (!chosen()) show(system.matches ? 'dark' : 'light');
  };
  system.addEventListener('change', follow);
  return () => system.removeEventListener('change', follow);
}
