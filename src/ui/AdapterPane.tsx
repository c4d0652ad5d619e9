/** Who computes: the adapter as the browser names it, and the features that training uses. */
import type { AdapterFacts } from '../protocol/messages';
import { adapterName, USED_FEATURES } from './adapterText';
import { CheckSection } from './CheckSection';
import { Icon } from './icons';
import { Note } from './Note';

export function AdapterPane({ facts, onCheck }: { facts: AdapterFacts; onCheck: () => void }) {
  return (
    <section className="pane" aria-labelledby="adapter">
      <header className="head">
        <h2 id="adapter">Adapter</h2>
        <span className="label">as this browser names it</span>
      </header>
      <div className="body">
        <div className="identity">
          <h3 className="display">{adapterName(facts)}</h3>
          {facts.fallback ? <span className="software">software adapter</span> : <span className="hardware">GPU</span>}
        </div>
        {facts.fallback ? (
          <Note tone="warn" title="This adapter is software: far slower than a GPU.">
            Numbers are right, speed is not. If this computer has a GPU, turn on graphics acceleration in the browser’s
            settings and reload.
          </Note>
        ) : null}
        <Identity facts={facts} />
        <CheckSection onCheck={onCheck} />
        <h3>Features that training uses</h3>
        <ul className="uses">
          {USED_FEATURES.map(([feature, use]) => (
            <Use key={feature} present={facts.features.includes(feature)} feature={feature} use={use} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Identity({ facts }: { facts: AdapterFacts }) {
  const rows: readonly [name: string, value: string][] = [
    ['Vendor', facts.vendor],
    ['Architecture', facts.architecture],
    ['Device', facts.device],
    ['Description', facts.description],
    ['Subgroups', facts.subgroups ? [...new Set(facts.subgroups)].join(' to ') + ' wide' : ''],
  ];
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={value ? 'number' : 'number dim'}>{value || 'not told'}</dd>
        </div>
      ))}
    </dl>
  );
}

function Use({ present, feature, use }: { present: boolean; feature: string; use: string }) {
  return (
    <li className={present ? 'present' : 'absent'}>
      <Icon name={present ? 'check' : 'cross'} />
      <span>
        <span className="number">{feature}</span>
        <span className="hidden">{present ? ', present: ' : ', absent: '}</span>
        <span className="label">{use}</span>
      </span>
    </li>
  );
}
