/** One setting as a control: typed, checked at once, with the sentence of what is wrong below it. */
import { useId } from 'react';
import { useDraft, valueAt } from '../../store/draft';
import { Switch } from '../Switch';
import { shownValue, type Setting } from './settings';

type FieldProps = Pick<Setting, 'path' | 'label'> & Partial<Pick<Setting, 'kind' | 'choices'>>;

export function Field({ path, label, kind = 'number', choices = [] }: FieldProps) {
  const value = useDraft(({ config }) => (config ? valueAt(config, path) : undefined));
  const problem = useDraft(({ problems }) => problems[path]);
  const { edit } = useDraft.getState();
  // Some settings stand twice on the page: in sight, and among all of them.
  const id = useId();
  if (kind === 'switch') {
    return (
      <div className="field whole">
        <Switch on={value === true} onChange={(on) => edit(path, on)}>
          {label}
        </Switch>
      </div>
    );
  }
  return (
    <div className={kind === 'number' ? 'field' : 'field whole'}>
      <label htmlFor={id}>{label}</label>
      {kind === 'choice' ? (
        <select id={id} className="input" value={String(value)} onChange={(event) => edit(path, event.target.value)}>
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <Typed
          id={id}
          path={path}
          shown={shownValue(value)}
          numeric={kind === 'number'}
          wrong={problem !== undefined}
        />
      )}
      {problem ? (
        <span className="wrong" id={`${id}-wrong`} role="alert">
          {problem}
        </span>
      ) : null}
    </div>
  );
}

interface TypedProps {
  readonly id: string;
  readonly path: string;
  readonly shown: string;
  readonly numeric: boolean;
  readonly wrong: boolean;
}

function Typed({ id, path, shown, numeric, wrong }: TypedProps) {
  const text = useDraft(({ texts }) => texts[path]);
  const { edit, left } = useDraft.getState();
  return (
    <input
      id={id}
      className="input"
      inputMode={numeric ? 'decimal' : 'text'}
      autoComplete="off"
      spellCheck={false}
      value={text ?? shown}
      aria-invalid={wrong}
      aria-describedby={wrong ? `${id}-wrong` : undefined}
      onChange={(event) => edit(path, event.target.value)}
      onBlur={() => left(path)}
    />
  );
}
