/** One number of the form, typed; with the sentence of what is wrong below it. */
import { useId } from 'react';
import { count } from '../format';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  /** What holds where nothing is typed. */
  readonly placeholder?: number | null;
  readonly note?: string;
  readonly wrong: string | undefined;
  readonly onType: (text: string) => void;
}

export function TextField({ label, value, placeholder = null, note = '', wrong, onType }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        value={value}
        placeholder={placeholder === null ? '' : count(placeholder)}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong || note ? `${id}-note` : undefined}
        onChange={(event) => onType(event.target.value)}
      />
      {wrong || note ? (
        <span id={`${id}-note`} className={wrong ? 'wrong' : 'label'} role={wrong ? 'alert' : undefined}>
          {wrong ?? note}
        </span>
      ) : null}
    </div>
  );
}
