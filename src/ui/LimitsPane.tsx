/** What fits: the adapter's limits, and all of its features by name. */
import type { AdapterFacts } from '../protocol/messages';
import { LIMIT_ROWS } from './adapterText';

export function LimitsPane({ facts }: { facts: AdapterFacts }) {
  return (
    <section className="pane" aria-labelledby="limits">
      <header className="head">
        <h2 id="limits">Limits</h2>
        <span className="label">of the adapter; training asks for all of them</span>
      </header>
      <div className="body">
        <table>
          <thead>
            <tr>
              <th scope="col">Limit</th>
              <th scope="col" className="wide">
                What it bounds
              </th>
              <th scope="col" className="right">
                Value
              </th>
            </tr>
          </thead>
          <tbody>
            {LIMIT_ROWS.map(([limit, label, bounds, format]) => (
              <tr key={limit} title={limit}>
                <th scope="row">{label}</th>
                <td className="label wide">{bounds}</td>
                <td className="number right">{format(facts.limits[limit] ?? 0)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <h3>
          All features <span className="number dim">{facts.features.length}</span>
        </h3>
        <ul className="features">
          {facts.features.map((feature) => (
            <li key={feature} className="number">
              {feature}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
