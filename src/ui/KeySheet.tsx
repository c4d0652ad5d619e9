/** The sheet of keys, and the switch that turns the single ones off. */
import { useEffect, useRef } from 'react';
import { usePage } from '../store/page';
import { Icon } from './icons';
import { KEYS } from './keys';
import { Switch } from './Switch';

/** Four arrows are one line of the sheet. */
const LINES = KEYS.filter(({ key }) => !key.startsWith('Arrow') || key === 'ArrowUp').map((one) =>
  one.key === 'ArrowUp' ? { ...one, cap: `${one.shift ? '⇧' : ''}↑ ↓ ← →` } : one,
);
const GROUPS = [...new Set(LINES.map(({ group }) => group))];

export function KeySheet() {
  const open = usePage((page) => page.sheet);
  const keys = usePage((page) => page.keys);
  const { show, remember } = usePage.getState();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && !dialog.current?.open) dialog.current?.showModal();
    if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className="sheet" aria-labelledby="keys" onClose={() => show({ sheet: false })}>
      <header className="head">
        <h2 id="keys">Keys</h2>
        <button className="button quiet end" onClick={() => show({ sheet: false })}>
          <Icon name="cross" />
          Close <kbd>Esc</kbd>
        </button>
      </header>
      <div className="body">
        <Switch on={keys} onChange={(on) => remember({ keys: on })} note="outside text fields">
          Single keys act
        </Switch>
        <div className="groups">
          {GROUPS.map((group) => (
            <section key={group} aria-label={group}>
              <h3>{group}</h3>
              <dl className="caps">
                {LINES.filter((one) => one.group === group).map(({ cap, what }) => (
                  <div key={cap}>
                    <dt>
                      <kbd>{cap}</kbd>
                    </dt>
                    <dd>{what}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      </div>
    </dialog>
  );
}
