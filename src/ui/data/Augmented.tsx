/** The picked image as training sees it: one pipeline, several draws, with what was done to each. */
import { useId } from 'react';
import type { AugmentationConfig } from '../../config/experiment';
import { choicesOf } from '../../config/parse';
import type { DatasetCard } from '../../protocol/data-messages';
import { useData } from '../../store/data';
import { useLook } from '../../store/data-look';
import { Icon } from '../icons';
import { usePainted } from './Looks';
import { Paint } from './Paint';
import type { ShownTask } from './words';

const WORDS: Record<string, string> = {
  none: 'none: fitted to the input only',
  'inv-pt': 'InvPT',
  'mti-net-nyud': 'MTI-Net, NYUD',
  'mti-net-pascal': 'MTI-Net, PASCAL',
  contain: 'scaled to fit, then padded',
  pad: 'padded and cropped at its scale',
  stretch: 'stretched',
};

export function Augmented({ card, tasks }: { card: DatasetCard; tasks: readonly ShownTask[] }) {
  const { name, augmentation, augmented, looks, picked, first } = useLook();
  const { augment } = useLook.getState();
  if (name !== card.name || !looks || looks.length === 0) return null;
  const id = looks[picked - first]?.id ?? '';
  return (
    <section className="data-section" aria-labelledby="data-augmented">
      <header className="data-head">
        <h3 id="data-augmented">As training sees it</h3>
        <span className="label">
          image <span className="number">{id}</span>
        </span>
      </header>
      <div className="data-draw">
        <Choice name="pipeline" label="Pipeline" value={augmentation.pipeline} />
        <Choice name="fit" label="Fit" value={augmentation.fit} />
        <button type="button" className="button" onClick={() => augment()}>
          <Icon name="redo" />
          {augmented ? 'Draw 6 more' : 'Draw 6'}
        </button>
      </div>
      {augmented ? <Draws tasks={tasks} /> : null}
    </section>
  );
}

interface ChoiceProps {
  readonly name: keyof AugmentationConfig;
  readonly label: string;
  readonly value: string;
}

function Choice({ name, label, value }: ChoiceProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={(event) => useLook.getState().augment({ [name]: event.target.value } as Partial<AugmentationConfig>)}
      >
        {(choicesOf(`augmentation.${name}`) ?? []).map((choice) => (
          <option key={choice} value={choice}>
            {WORDS[choice] ?? choice}
          </option>
        ))}
      </select>
    </div>
  );
}

function Draws({ tasks }: { tasks: readonly ShownTask[] }) {
  const augmented = useLook((look) => look.augmented);
  const opacity = useData((data) => data.opacity);
  const task = usePainted(tasks);
  return (
    <ol className="data-looks data-draws">
      {augmented?.looks.map((look, draw) => (
        <li key={draw} data-draw={draw}>
          <Paint image={look.image} label={task && look.labels[task.id]} opacity={opacity} />
          <span className="label">{augmented.did?.[draw] ?? look.id}</span>
        </li>
      ))}
    </ol>
  );
}
