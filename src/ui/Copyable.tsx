/** A line to take elsewhere: mono text that wraps between options, and a button that copies it. */
import { Fragment, useState } from 'react';
import { Icon } from './icons';

const SAID_FOR_MS = 2000;
/** Where a command may wrap: an option stays on one line with its value. */
const BEFORE_OPTION = / (?=--)/;

export function Copyable({ text, what }: { text: string; what: string }) {
  const [said, setSaid] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Select the text and copy it');
    }
    setTimeout(() => setSaid(null), SAID_FOR_MS);
  };
  return (
    <div className="copyable">
      <code>
        {text.split(BEFORE_OPTION).map((part, index) => (
          <Fragment key={index}>
            {index > 0 ? ' ' : null}
            <span className="keep">{part}</span>
          </Fragment>
        ))}
      </code>
      <button className="button" onClick={() => void copy()}>
        <Icon name="copy" />
        <span aria-live="polite">{said ?? `Copy ${what}`}</span>
      </button>
    </div>
  );
}
