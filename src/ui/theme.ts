/** Light or dark: index.html picks the first, this switches and remembers. */
import { useState } from 'react';

const KEY = 'taskfield.theme';

export function useThemeSwitch(): () => void {
  const [, redraw] = useState(0);
  return () => {
    const next = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage is off in this browser: the choice lasts until the page is closed.
    }
    redraw((count) => count + 1);
  };
}
