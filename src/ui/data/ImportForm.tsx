/** The wishes of an import as a form: name, how many images, which split, classes, choices with their why, scenes, size. */
import { useId, useState, type ReactNode } from 'react';
import { LABEL_SETS } from '../../base/label-sets';
import type { Choice, DataTask, ImportPreview, ImportWishes } from '../../protocol/data-messages';
import { useImport } from '../../store/data-import';
import { available, type Wrongs } from '../../store/data-wishes';
import { count } from '../format';
import { Segments } from '../maps/Segments';
import { TaskName } from '../TaskName';
import { Scenes } from './Scenes';
import { SPLITS } from './words';

interface FormProps {
  readonly preview: ImportPreview;
  readonly wishes: ImportWishes;
  readonly wrongs: Wrongs;
}

const wish = (change: Partial<ImportWishes>): void => useImport.getState().wish(change);

export function ImportForm({ preview, wishes, wrongs }: FormProps) {
  const { splits, labelSets, choices, tasks, scenes } = preview;
  const divided = splits.train > 0 && splits.val > 0;
  return (
    <>
      <Name wishes={wishes} wrong={wrongs.name} />
      <Images preview={preview} wishes={wishes} wrong={wrongs.limit} />
      {divided ? (
        <Part title="From split">
          <Segments
            label="From split"
            choices={[{ id: 'both', title: 'Both' }, ...(['train', 'val'] as const).map(titled)]}
            chosen={wishes.splits}
            onChoose={(id) => wish({ splits: id })}
          />
        </Part>
      ) : null}
      {splits.unknown > 0 ? <ValidationShare share={wishes.validationShare} unknown={splits.unknown} /> : null}
      {labelSets.length > 1 ? (
        <Part title="Classes">
          <Segments
            label="Classes"
            choices={labelSets.map((id) => ({ id, title: String(LABEL_SETS[id].length) }))}
            chosen={wishes.labelSet}
            onChoose={(id) => wish({ labelSet: id })}
          />
        </Part>
      ) : null}
      {choices.map((choice) => (
        <Question key={choice.id} choice={choice} chosen={wishes.chosen} />
      ))}
      {scenes.length > 0 ? <Scenes scenes={scenes} chosen={wishes.scenes} /> : null}
      <Height preview={preview} height={wishes.height} />
      <Found tasks={tasks} />
    </>
  );
}

const titled = (id: 'train' | 'val') => ({ id, title: SPLITS[id] });

/** A group of buttons with its name above it. */
function Part({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <div className="field data-part">
      <span className="data-part-title">{title}</span>
      {children}
      {note ? <span className="label">{note}</span> : null}
    </div>
  );
}

function Wrong({ id, text }: { id: string; text: string | undefined }) {
  if (!text) return null;
  return (
    <span className="wrong" id={id} role="alert">
      {text}
    </span>
  );
}

function Name({ wishes, wrong }: { wishes: ImportWishes; wrong: string | undefined }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>Name</label>
      <input
        id={id}
        className="input"
        autoComplete="off"
        spellCheck={false}
        value={wishes.name}
        aria-invalid={wrong !== undefined}
        aria-describedby={wrong ? `${id}-wrong` : undefined}
        onChange={(event) => wish({ name: event.target.value })}
      />
      <Wrong id={`${id}-wrong`} text={wrong} />
    </div>
  );
}

/** Text as typed; what is no number becomes NaN, which the wishes refuse in a sentence. */
const typedNumber = (text: string): number => (text.trim() === '' ? NaN : Number(text.replace(/\s/g, '')));

interface ImagesProps {
  readonly preview: ImportPreview;
  readonly wishes: ImportWishes;
  readonly wrong: string | undefined;
}

function Images({ preview, wishes, wrong }: ImagesProps) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const most = available(preview, wishes);
  const limit = Number.isFinite(wishes.limit) ? wishes.limit : 0;
  const known = preview.scenes.length > 1;
  return (
    <div className="field">
      <label htmlFor={id}>Images</label>
      <span className="data-number">
        <input
          id={id}
          className="input"
          inputMode="numeric"
          autoComplete="off"
          value={text ?? String(wishes.limit)}
          aria-invalid={wrong !== undefined}
          aria-describedby={`${id}-wrong`}
          onChange={(event) => {
            setText(event.target.value);
            wish({ limit: typedNumber(event.target.value) });
          }}
          onBlur={() => setText(wrong ? text : null)}
        />
        <input
          type="range"
          aria-label="Images, of those that there are"
          min={1}
          max={Math.max(1, most)}
          value={Math.max(1, Math.min(limit, most))}
          onChange={(event) => {
            setText(null);
            wish({ limit: Number(event.target.value) });
          }}
        />
      </span>
      <Wrong id={`${id}-wrong`} text={wrong} />
      <span className="label">
        of {count(most)}, a seeded choice{known ? ', even over scenes' : ''}
      </span>
    </div>
  );
}

const SHARES = [0, 0.1, 0.2, 0.3, 0.5];

function ValidationShare({ share, unknown }: { share: number; unknown: number }) {
  const shares = SHARES.includes(share) ? SHARES : [...SHARES, share].sort((a, b) => a - b);
  return (
    <Part title="Held out" note={`of the ${count(unknown)} that the files do not divide, by the seed`}>
      <Segments
        label="Held out"
        choices={shares.map((one) => ({ id: one, title: `${Math.round(one * 100)}\u202f%` }))}
        chosen={share}
        onChoose={(validationShare) => wish({ validationShare })}
      />
    </Part>
  );
}

const SHORT = 34; // characters of all options together that fit side by side

function Question({ choice, chosen }: { choice: Choice; chosen: ImportWishes['chosen'] }) {
  const field = useId();
  const { id, title, options, suggested, why } = choice;
  const value = chosen[id] ?? suggested;
  const choose = (to: string): void => wish({ chosen: { ...chosen, [id]: to } });
  if (options.reduce((sum, option) => sum + option.title.length, 0) <= SHORT) {
    return (
      <Part title={title} note={why}>
        <Segments
          label={title}
          choices={options.map((option) => ({ id: option.value, title: option.title }))}
          chosen={value}
          onChoose={choose}
        />
      </Part>
    );
  }
  return (
    <div className="field">
      <label htmlFor={field}>{title}</label>
      <select
        id={field}
        className="input"
        value={value}
        title={options.find((option) => option.value === value)?.title}
        onChange={(event) => choose(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
      <span className="label">{why}</span>
    </div>
  );
}

const HEIGHTS = [480, 384, 288, 240, 192, 96];

function Height({ preview, height }: { preview: ImportPreview; height: number }) {
  const id = useId();
  const smaller = HEIGHTS.filter((one) => one < preview.height || one === height);
  return (
    <div className="field">
      <label htmlFor={id}>Stored as</label>
      <select
        id={id}
        className="input"
        value={height}
        onChange={(event) => wish({ height: Number(event.target.value) })}
      >
        <option value={0}>
          {preview.width} × {preview.height}, as they are
        </option>
        {smaller.map((one) => (
          <option key={one} value={one}>
            {Math.round((preview.width * one) / preview.height)} × {one}
          </option>
        ))}
      </select>
    </div>
  );
}

function Found({ tasks }: { tasks: readonly DataTask[] }) {
  return (
    <div className="field">
      <span className="data-part-title">Tasks found</span>
      {tasks.length === 0 ? <span className="sub">None: images without labels can be predicted on.</span> : null}
      <ul className="data-found">
        {tasks.map(({ id, title, origin }) => (
          <li key={id}>
            <TaskName id={id} title={title} />
            <span className="label end">{origin}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
