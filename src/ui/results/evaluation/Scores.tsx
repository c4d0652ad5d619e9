/** The scores by source: each task's headline metric, and all others where they are asked for. */
import type { EvaluationReport, ReportedTask } from '../../../protocol/evaluation';
import type { EvaluatedSource } from '../../../store/evaluation';
import { count } from '../../format';
import { Note } from '../../Note';
import { TaskName } from '../../TaskName';
import { cellsOf, measureOf, SOURCE_WORDS, sourcesOf, type Cell } from './numbers';

interface ScoresProps {
  readonly report: EvaluationReport;
  /** Images that were counted. */
  readonly done: number;
}

const SIZE = { network: 'network size', original: 'original size' } as const;

export function Scores({ report, done }: ScoresProps) {
  const { name, step, total, data, resolution, badWeights } = report;
  const sources = sourcesOf(report);
  const of = done < total ? `the first ${count(done)} of ${count(total)}` : `all ${count(total)}`;
  const caption = `${name} at step ${count(step)}, over ${of} held-out images of ${data}, ${SIZE[resolution]}`;
  return (
    <section className="evaluate-scores" aria-label="Scores">
      {badWeights ? (
        <Note tone="warn" title={`The weights of this save hold NaN or an infinity, in ${badWeights} first.`} />
      ) : null}
      <div className="evaluate-wide" role="region" aria-label="Scores by source" tabIndex={0} data-scrolls>
        <BySource report={report} sources={sources} caption={caption} />
        <Long report={report} sources={sources} caption={caption} headlines />
      </div>
      <details className="evaluate-all">
        <summary>All metrics</summary>
        <div className="evaluate-wide" role="region" aria-label="All metrics" tabIndex={0} data-scrolls>
          <Long report={report} sources={sources} caption="Every metric of every task" />
        </div>
      </details>
    </section>
  );
}

interface TableProps {
  readonly report: EvaluationReport;
  readonly sources: readonly EvaluatedSource[];
  readonly caption: string;
}

/** As the paper's Table 5: sources down, each task's own metric across. */
function BySource({ report, sources, caption }: TableProps) {
  const { tasks } = report;
  return (
    <table className="evaluate-table evaluate-by-source">
      <caption className="label">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Source</th>
          {tasks.map(({ id, title, metrics }) => (
            <th key={id} scope="col">
              <TaskName id={id} title={title} />
              <span className="label">{measureOf(metrics[0]!)}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sources.map((source, row) => (
          <tr key={source} data-source={source}>
            <th scope="row">{SOURCE_WORDS[source]}</th>
            {tasks.map(({ id, metrics }) => (
              <Value key={id} cell={cellsOf(report, id, { metric: metrics[0]!, sources })[row]!} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ cell: { text, isNumber, best } }: { cell: Cell }) {
  return (
    <td data-best={best || undefined}>
      {isNumber ? text : <span className="label">{text}</span>}
      {best ? <span className="hidden"> best</span> : null}
    </td>
  );
}

interface LongProps extends TableProps {
  /** Each task's own metric alone: the table by source, where that is too wide. */
  readonly headlines?: boolean;
}

/** Metrics down, sources across. */
function Long({ report, sources, caption, headlines = false }: LongProps) {
  return (
    <table className={`evaluate-table ${headlines ? 'evaluate-narrow' : 'evaluate-long'}`}>
      <caption className={headlines ? 'label' : 'hidden'}>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{headlines ? 'Task' : 'Metric'}</th>
          {sources.map((source) => (
            <th key={source} scope="col">
              {SOURCE_WORDS[source]}
            </th>
          ))}
        </tr>
      </thead>
      {headlines ? (
        <tbody>
          {report.tasks.map((task) => (
            <tr key={task.id}>
              <th scope="row">
                <TaskName id={task.id} title={task.title} />
                <span className="label">{measureOf(task.metrics[0]!)}</span>
              </th>
              <Values report={report} sources={sources} task={task} metric={task.metrics[0]!} />
            </tr>
          ))}
        </tbody>
      ) : (
        report.tasks.map((task) => <TaskRows key={task.id} task={task} report={report} sources={sources} />)
      )}
    </table>
  );
}

interface OfTask extends Omit<TableProps, 'caption'> {
  readonly task: ReportedTask;
}

function Values({ report, sources, task, metric }: OfTask & { readonly metric: ReportedTask['metrics'][number] }) {
  return cellsOf(report, task.id, { metric, sources }).map((cell, place) => <Value key={sources[place]} cell={cell} />);
}

function TaskRows({ task, report, sources }: OfTask) {
  return (
    <tbody>
      <tr className="results-group">
        <th scope="rowgroup" colSpan={sources.length + 1}>
          <TaskName id={task.id} title={task.title} />
        </th>
      </tr>
      {task.metrics.map((metric) => (
        <tr key={metric.key}>
          <th scope="row">{measureOf(metric)}</th>
          <Values report={report} sources={sources} task={task} metric={metric} />
        </tr>
      ))}
    </tbody>
  );
}
