/** A note in place, at the head of the pane it concerns. */
import type { ReactNode } from 'react';
import { Icon } from './icons';

interface NoteProps {
  readonly tone: 'info' | 'warn' | 'bad';
  readonly title: string;
  readonly children?: ReactNode;
}

export function Note({ tone, title, children }: NoteProps) {
  return (
    <div className={`note ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={tone === 'info' ? 'info' : 'warning'} />
      <b>{title}</b>
      {children ? <span>{children}</span> : null}
    </div>
  );
}
