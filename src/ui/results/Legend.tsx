/** What the signs of the table mean. */
import type { TableView } from '../../protocol/experiments';

const Dots = ({ kind }: { kind: 'base' | 'row' }) => (
  <svg className="results-key" viewBox="0 0 20 8" aria-hidden="true">
    <g className={kind}>
      <circle cx="4" cy="4" r="3" />
      <circle cx="15" cy="4" r="3" />
    </g>
  </svg>
);

export function Legend({ table: { seeds } }: { table: TableView }) {
  return (
    <p className="results-legend label">
      <span>
        <Dots kind="base" /> base, one dot a seed
      </span>
      <span>
        <Dots kind="row" /> the row
      </span>
      {seeds > 1 ? (
        <>
          <span>▲ better, ▼ worse: by more than twice the standard error</span>
          <span>≈ within the spread of seeds</span>
        </>
      ) : (
        <span>One seed: a difference may be chance, so none is called better or worse.</span>
      )}
    </p>
  );
}
