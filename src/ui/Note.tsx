/** A note in place, at the head of the pane it concerns. */
import type { ReactNode } from 'react';
import { Icon } from './icons';

interface NoteProps {
  readonly tone: 'info' | 'ok' | 'warn' | 'bad';
  readonly title: string;
  readonly children?: ReactNode;
  /** What to do about it: buttons, in a row. */
  readonly actions?: ReactNode;
}

const ICONS = { info: 'info', ok: 'check', warn: 'warning', bad: 'warning' } as const;

export function Note({ tone, title, children, actions }: NoteProps) {
  return (
    <div className={`note ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={ICONS[tone]} />
      <b>{title}</b>
      {children ? <span>{children}</span> : null}
      {actions ? <span className="actions">{actions}</span> : null}
    </div>
  );
}
