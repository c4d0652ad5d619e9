/** Every setting of the run, folded away until it is wanted. */
import { useState } from 'react';
import { useDraft } from '../../store/draft';
import { Field } from './Field';
import { settingsOf } from './settings';

export function AllSettings() {
  const config = useDraft((draft) => draft.config);
  const [open, setOpen] = useState(false);
  if (!config) return null;
  const groups = settingsOf(config);
  const total = groups.reduce((sum, { settings }) => sum + settings.length, 0);
  return (
    <details className="all" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        All <span className="number">{total}</span> settings
      </summary>
      {open
        ? groups.map(({ title, settings }) => (
            <fieldset key={title}>
              <legend>{title}</legend>
              <div className="pair">
                {settings.map(({ path, label, kind, choices }) => (
                  <Field key={path} path={path} label={label} kind={kind} choices={choices} />
                ))}
              </div>
            </fieldset>
          ))
        : null}
    </details>
  );
}
