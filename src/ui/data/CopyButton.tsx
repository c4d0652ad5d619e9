/** Copies a text that is too long to show whole. */
import { useState } from 'react';
import { Icon } from '../icons';

const SAID_FOR_MS = 2000;

interface CopyButtonProps {
  readonly text: string;
  readonly what: string;
  readonly className?: string;
}

export function CopyButton({ text, what, className = '' }: CopyButtonProps) {
  const [said, setSaid] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    setSaid(
      await navigator.clipboard.writeText(text).then(
        () => 'Copied',
        () => 'The browser refused',
      ),
    );
    setTimeout(() => setSaid(null), SAID_FOR_MS);
  };
  return (
    <button type="button" className={`button quiet ${className}`} onClick={() => void copy()}>
      <Icon name="copy" />
      <span aria-live="polite">{said ?? `Copy ${what}`}</span>
    </button>
  );
}
