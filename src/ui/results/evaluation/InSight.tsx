/** One task from one source: its images, the worst first, and how its classes are taken for each other. */
import type { EvaluationReport, ReportedTask } from '../../../protocol/evaluation';
import { useEvaluation, type EvaluatedSource } from '../../../store/evaluation';
import { Segments } from '../../maps/Segments';
import { TaskName } from '../../TaskName';
import { Classes } from './Classes';
import { Images } from './Images';
import { scoreOf, SOURCE_WORDS, sourcesOf } from './numbers';

export interface Sight {
  readonly report: EvaluationReport;
  readonly task: ReportedTask;
  readonly source: EvaluatedSource;
}

/** What was chosen, where the report has it; else its first. */
function useSight(report: EvaluationReport): (Sight & { readonly sources: readonly EvaluatedSource[] }) | null {
  const wishedTask = useEvaluation((evaluation) => evaluation.task);
  const wishedSource = useEvaluation((evaluation) => evaluation.source);
  const task = report.tasks.find(({ id }) => id === wishedTask) ?? report.tasks[0];
  if (!task) return null;
  const sources = sourcesOf(report).filter((source) => scoreOf(report, { task: task.id, source }));
  const source = sources.includes(wishedSource) ? wishedSource : sources[0];
  return source ? { report, task, source, sources } : null;
}

export function InSight({ report }: { report: EvaluationReport }) {
  const sight = useSight(report);
  if (!sight) return null;
  const { task, source, sources } = sight;
  const score = scoreOf(report, { task: task.id, source })!;
  const { set, from } = useEvaluation.getState();
  return (
    <section className="evaluate-sight" aria-label={`${task.title}, ${SOURCE_WORDS[source].toLowerCase()}`}>
      <header className="evaluate-which">
        <h3>
          <TaskName id={task.id} title={task.title} />
        </h3>
        <span className="data-scrolls">
          <Segments label="Task" choices={report.tasks} chosen={task.id} onChoose={(id) => set({ task: id })} />
        </span>
        {sources.length > 1 ? (
          <Segments
            label="Source"
            choices={sources.map((id) => ({ id, title: SOURCE_WORDS[id] }))}
            chosen={source}
            onChoose={from}
          />
        ) : null}
      </header>
      {score.images === 0 ? (
        <p className="empty">
          <b>No held-out image so far has labels for {task.title.toLowerCase()}</b>
        </p>
      ) : (
        <>
          <Images report={report} task={task} source={source} />
          {score.confusion && task.classes ? (
            <Classes confusion={score.confusion} names={task.classes} title={task.title} />
          ) : null}
        </>
      )}
    </section>
  );
}
