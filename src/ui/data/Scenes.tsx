/** Scenes to choose from, folded away; none chosen means all of them. */
import { useState } from 'react';
import type { ImportPreview } from '../../protocol/data-messages';
import { useImport } from '../../store/data-import';
import { count } from '../format';

interface ScenesProps {
  readonly scenes: ImportPreview['scenes'];
  readonly chosen: readonly string[];
}

export function Scenes({ scenes, chosen }: ScenesProps) {
  const [filter, setFilter] = useState('');
  const { wish } = useImport.getState();
  const shown = scenes.filter(([name]) => name.toLowerCase().includes(filter.trim().toLowerCase()));
  const toggle = (name: string): void =>
    wish({ scenes: chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name] });
  return (
    <div className="field">
      <span className="data-part-title">Scenes</span>
      <details className="data-details data-scenes">
        <summary>
          {chosen.length === 0 ? `All ${count(scenes.length)}` : `${count(chosen.length)} of ${count(scenes.length)}`}
        </summary>
        <span className="data-scenes-tools">
          <input
            className="input"
            type="search"
            aria-label="Scenes whose name has"
            placeholder="name has …"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
          <button type="button" className="button" onClick={() => wish({ scenes: shown.map(([name]) => name) })}>
            Choose {count(shown.length)}
          </button>
          <button type="button" className="button quiet" onClick={() => wish({ scenes: [] })}>
            All
          </button>
        </span>
        <ul data-scrolls>
          {shown.map(([name, images]) => (
            <li key={name}>
              <label className="check">
                <input type="checkbox" checked={chosen.includes(name)} onChange={() => toggle(name)} />
                <span className="clip">{name}</span>
                <span className="number dim end">{count(images)}</span>
              </label>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}
