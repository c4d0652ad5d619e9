/** A row of tabs: arrow keys go along it, one of them takes focus. */
import type { KeyboardEvent } from 'react';

interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: Id; readonly title: string }[];
  readonly chosen: Id;
  readonly onChoose: (id: Id) => void;
  /** Ids of the panels are `<prefix>-<id>`, of the tabs `<prefix>-<id>-tab`. */
  readonly prefix: string;
  readonly className?: string;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };

export function Tabs<Id extends string>({ label, tabs, chosen, onChoose, prefix, className = '' }: TabsProps<Id>) {
  const along = (event: KeyboardEvent): void => {
    const by = STEPS[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const at = tabs.findIndex(({ id }) => id === chosen);
    const next = tabs[(at + by + tabs.length) % tabs.length]!;
    onChoose(next.id);
    document.getElementById(`${prefix}-${next.id}-tab`)?.focus();
  };
  return (
    <div className={`tabs ${className}`} role="tablist" aria-label={label} onKeyDown={along}>
      {tabs.map(({ id, title }) => (
        <button
          key={id}
          id={`${prefix}-${id}-tab`}
          role="tab"
          aria-selected={id === chosen}
          aria-controls={`${prefix}-${id}`}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => onChoose(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
