/** Who computes: the adapter as the browser names it, the features that training uses, the limits that decide what fits. */
import type { AdapterFacts } from '../../protocol/messages';
import { useAdapter } from '../../store/adapter';
import { adapterName, LIMIT_ROWS, USED_FEATURES } from '../adapterText';
import { Icon } from '../icons';
import { Note } from '../Note';

export function AdapterDetails() {
  const facts = useAdapter((adapter) => adapter.facts);
  if (!facts) return null;
  return (
    <details className="adapter-facts">
      <summary>
        Adapter <span className="number">{adapterName(facts)}</span>
        {facts.fallback ? <em className="software"> software</em> : null}
      </summary>
      {facts.fallback ? (
        <Note tone="warn" title="This adapter is software: far slower than a GPU.">
          Numbers are right, speed is not. If this computer has a GPU, turn on graphics acceleration in the browser’s
          settings and reload.
        </Note>
      ) : null}
      <Identity facts={facts} />
      <h3>Features that training uses</h3>
      <ul className="uses">
        {USED_FEATURES.map(([feature, use]) => (
          <Use key={feature} present={facts.features.includes(feature)} feature={feature} use={use} />
        ))}
      </ul>
      <h3>Limits</h3>
      <dl className="facts">
        {LIMIT_ROWS.map(([limit, label, bounds, format]) => (
          <div key={limit} title={`${limit}: ${bounds}`}>
            <dt>{label}</dt>
            <dd className="number">{format(facts.limits[limit] ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </details>
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
