/** The form of a new experiment: which table, at which scale, on which data, how often; what that comes to; Begin. */
import { useEffect, useMemo } from 'react';
import type { ExperimentFacts } from '../../protocol/experiment-messages';
import type { DatasetCard } from '../../protocol/data-messages';
import type { PresetFacts } from '../../protocol/messages';
import { useData } from '../../store/data';
import { bytesOf, planOf, SCALES, useWish, type Scale, type WishPlan } from '../../store/experiment-wish';
import { useLibrary } from '../../store/library';
import { bytes, count } from '../format';
import { Switch } from '../Switch';
import { BeginFoot } from './BeginFoot';
import { TextField } from './TextField';
import { tableName } from './words';

const NONE: readonly DatasetCard[] = [];
const NO_PRESETS: readonly PresetFacts[] = [];

/** Stored sets that a run can learn from; drawn rooms are rooms. */
const usable = ({ problem, labels, name }: DatasetCard): boolean =>
  problem === null && labels.length > 0 && !name.startsWith('rooms-v');

const MEANINGS: Readonly<Record<Scale, string>> = {
  nano: '48 × 64, plain heads: for software adapters and a first look',
  mini: '128 × 192, small HRNet with MTI-Net and small ViT with InvPT: for laptops',
  lite: '224 × 288, HRNet-W18 small with MTI-Net: for most GPUs, overnight',
  paper: '448 × 576, HRNet-W48 with MTI-Net and ViT-L with InvPT: as published',
};

export function NewExperiment({ known }: { known: readonly ExperimentFacts[] }) {
  const { id, scale, data, keep, texts } = useWish();
  const sets = useData(({ library }) => library?.sets ?? NONE);
  const stored = useLibrary(({ storage }) => storage?.data.length ?? 0);
  useEffect(() => {
    if (stored > 0) void useData.getState().load(); // without any, the data worker need not start
  }, [stored]);
  const cards = sets.filter(usable);
  const card = cards.find(({ name }) => name === data) ?? null;
  const plan = useMemo(() => planOf({ id, scale, data, keep }, texts, card), [id, scale, data, keep, texts, card]);
  return (
    <div className="results-new">
      <header className="results-title">
        <span className="label">The paper’s tables, run here</span>
        <h2>New experiment</h2>
        <p className="sub">
          An experiment trains every network of a table, with every seed, and sets its numbers beside the paper’s. It
          goes on after a reload, and what is done is never run again.
        </p>
      </header>
      <Tables known={known} chosen={id} />
      <div className="results-form">
        <Scales chosen={scale} />
        <Data cards={cards} card={card} wrong={plan.wrongs.data} />
        {data === 'rooms' ? <Rooms plan={plan} /> : null}
        <Length plan={plan} paperSeeds={known.find((one) => one.id === id)?.seeds} />
        <Keep plan={plan} />
        <BeginFoot plan={plan} name={tableName(id)} />
      </div>
    </div>
  );
}

function Scales({ chosen }: { chosen: Scale }) {
  return (
    <fieldset>
      <legend>Scale</legend>
      {SCALES.map((one) => (
        <label key={one} className="preset">
          <input
            type="radio"
            name="scale"
            checked={one === chosen}
            onChange={() => useWish.getState().wish({ scale: one })}
          />
          <b>{one}</b>
          <span className="label">{MEANINGS[one]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Rooms({ plan: { standing, wrongs } }: { plan: WishPlan }) {
  const { train, val } = useWish((one) => one.texts);
  const { type } = useWish.getState();
  return (
    <div className="pair">
      <TextField
        label="Rooms to train on"
        value={train}
        placeholder={standing.train}
        wrong={wrongs.train}
        onType={(text) => type({ train: text })}
      />
      <TextField
        label="Rooms held out"
        value={val}
        placeholder={standing.val}
        wrong={wrongs.val}
        onType={(text) => type({ val: text })}
      />
    </div>
  );
}

/** How often, and how long each time. */
function Length({ plan: { standing, wrongs }, paperSeeds }: { plan: WishPlan; paperSeeds: number | undefined }) {
  const { seeds, steps } = useWish((one) => one.texts);
  const { type } = useWish.getState();
  return (
    <div className="pair">
      <TextField
        label="Seeds"
        value={seeds}
        note={paperSeeds === undefined ? '' : `paper: ${paperSeeds}; from 2 on, a verdict`}
        wrong={wrongs.seeds}
        onType={(text) => type({ seeds: text })}
      />
      <TextField
        label="Steps of each run"
        value={steps}
        placeholder={standing.steps}
        note={steps === '' ? 'as the preset has them' : ''}
        wrong={wrongs.steps}
        onType={(text) => type({ steps: text })}
      />
    </div>
  );
}

/** What it takes is told before it is chosen. */
function Keep({ plan: { planned } }: { plan: WishPlan }) {
  const keep = useWish((one) => one.keep ?? false);
  const presets = useLibrary(({ catalog }) => catalog?.presets ?? NO_PRESETS);
  const size = bytesOf(planned, presets);
  return (
    <div className="field">
      <Switch
        on={keep}
        onChange={(on) => useWish.getState().wish({ keep: on })}
        note={size === null ? '' : `about ${bytes(size)}`}
      >
        Keep the trained models
      </Switch>
      <span className="label">
        {keep ? 'As stored runs, to be opened, compared, exported.' : 'Without, numbers stay and models go.'}
      </span>
    </div>
  );
}

function Tables({ known, chosen }: { known: readonly ExperimentFacts[]; chosen: string }) {
  return (
    <fieldset>
      <legend>Table</legend>
      {known.map(({ id, title, question }) => (
        <label key={id} className="preset">
          <input type="radio" name="table" checked={id === chosen} onChange={() => useWish.getState().wish({ id })} />
          <b>
            {tableName(id)} <span className="results-of">{title}</span>
          </b>
          <span className="label">{question}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface DataProps {
  readonly cards: readonly DatasetCard[];
  readonly card: DatasetCard | null;
  readonly wrong: string | undefined;
}

function Data({ cards, card, wrong }: DataProps) {
  const data = useWish((one) => one.data);
  return (
    <div className="field">
      <label htmlFor="results-data">Data</label>
      <select
        id="results-data"
        className="input"
        value={data}
        aria-invalid={wrong !== undefined}
        aria-describedby="results-data-facts"
        onChange={(event) => useWish.getState().wish({ data: event.target.value })}
      >
        <option value="rooms">rooms, drawn in this browser</option>
        {cards.map(({ name }) => (
          <option key={name}>{name}</option>
        ))}
        {data === 'rooms' || card ? null : <option value={data}>{data}, not stored here</option>}
      </select>
      <span id="results-data-facts" className={wrong ? 'wrong' : 'label'} role={wrong ? 'alert' : undefined}>
        {wrong ?? (card ? cardLine(card) : 'Exact labels for every task; not what the paper used.')}
      </span>
    </div>
  );
}

const cardLine = ({ title, counts }: DatasetCard): string =>
  `${title}: ${count(counts.train)} to train on, ${count(counts.val)} held out`;
