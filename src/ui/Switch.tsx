/** A switch: on or off at once, with its word beside it and what it means at the end of the line. */
import type { ReactNode } from 'react';

interface SwitchProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly note?: string;
  readonly children: ReactNode;
}

export function Switch({ on, onChange, note, children }: SwitchProps) {
  return (
    <label className="switch">
      <input type="checkbox" role="switch" checked={on} onChange={(event) => onChange(event.target.checked)} />
      <b>{children}</b>
      {note ? <span className="label">{note}</span> : null}
    </label>
  );
}
