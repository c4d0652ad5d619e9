/** What the run trains on: rooms, whose number is asked for, or a data set that is stored here. */
import { useEffect } from 'react';
import type { DatasetCard } from '../../protocol/data-messages';
import { useData } from '../../store/data';
import { takeData } from '../../store/data-train';
import { useDraft } from '../../store/draft';
import { useLibrary } from '../../store/library';
import { usePage } from '../../store/page';
import { count } from '../format';
import { Field } from './Field';

const NONE: readonly DatasetCard[] = [];

const isDrawn = (name: string): boolean => name.startsWith('rooms-v');

/** Stored sets that a run can learn from; drawn rooms are rooms. */
const usable = ({ problem, labels, name }: DatasetCard): boolean =>
  problem === null && labels.length > 0 && !isDrawn(name);

function look(name: string | null): void {
  usePage.getState().show({ view: 'data' });
  if (name !== null) useData.getState().choose({ kind: 'stored', name });
}

export function DataChoice() {
  const source = useDraft(({ config }) => config?.data.source ?? 'rooms');
  const all = useData(({ library }) => library?.sets ?? NONE);
  const some = useLibrary(({ storage }) => storage?.data.some(({ name }) => !isDrawn(name)) ?? false);
  useEffect(() => {
    if (some) void useData.getState().load(); // without any, the data worker need not start
  }, [some]);
  const sets = all.filter(usable);
  const card = sets.find(({ name }) => name === source);
  const choose = (to: string): void => takeData(sets.find(({ name }) => name === to) ?? 'rooms');
  return (
    <fieldset className="data">
      <legend>Data</legend>
      <div className="data-choice">
        <select className="input" aria-label="Data set" value={source} onChange={(event) => choose(event.target.value)}>
          <option value="rooms">rooms, drawn here</option>
          {sets.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
          {source === 'rooms' || card ? null : <option value={source}>{source}, not stored here</option>}
        </select>
        <button type="button" className="button" onClick={() => look(card?.name ?? null)}>
          {card ? 'Look at it' : 'Open data…'}
        </button>
      </div>
      {source === 'rooms' ? (
        <div className="pair">
          <Field path="data.rooms.train" label="Rooms to train on" />
          <Field path="data.rooms.val" label="Rooms held out" />
        </div>
      ) : (
        <p className="label">{card ? factsOf(card) : `“${source}” is not stored in this browser; choose another.`}</p>
      )}
    </fieldset>
  );
}

const factsOf = ({ title, counts, width, height }: DatasetCard): string =>
  `${title}: ${count(counts.train)} to train on, ${count(counts.val)} held out, ${width} × ${height}`;
