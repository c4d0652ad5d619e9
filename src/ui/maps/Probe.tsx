/** Truth, decoder and rendered at the picked pixel, a row for each task. */
import { useEffect, useState } from 'react';
import type { Legend } from '../../protocol/messages';
import type { ProbeView } from '../../protocol/views';
import { usePick } from '../../store/pick';
import { useViews } from '../../store/views';
import { TaskName } from '../TaskName';
import { useTask } from './useTask';

type Row = ProbeView['rows'][number];

const NO_VALUE: Omit<Row, 'task'> = { truth: '', decoder: '', rendered: '' };

/** The values at the picked pixel; none while the answer is still of another pixel. */
export function useProbeRow(task: string): Omit<Row, 'task'> {
  const pixel = usePick((pick) => pick.pixel);
  const probe = useViews((views) => views.probe);
  const current = probe && probe.pixel.row === pixel.row && probe.pixel.column === pixel.column;
  return (current && probe.rows.find((row) => row.task === task)) || NO_VALUE;
}

const QUIET = 600; // ms without another move before a screen reader hears the values

/** What a move to another pixel says aloud; new weights at the same pixel say nothing. */
function useSpoken(probe: ProbeView | null): string {
  const [spoken, setSpoken] = useState('');
  const { row, column } = usePick((pick) => pick.pixel);
  useEffect(() => {
    const timer = setTimeout(() => {
      const now = useViews.getState().probe;
      if (!now || now.pixel.row !== row || now.pixel.column !== column) return;
      const values = now.rows.map(({ task, decoder, truth }) => `${task} ${decoder}, truth ${truth}`);
      setSpoken(`Pixel ${row}, ${column}: ${values.join('; ')}`);
    }, QUIET);
    return () => clearTimeout(timer);
  }, [row, column]);
  return probe ? spoken : '';
}

export function Probe() {
  const probe = useViews((views) => views.probe);
  const spoken = useSpoken(probe);
  return (
    <div className="maps-probe">
      {probe ? <ProbeTable probe={probe} /> : null}
      <p className="hidden" aria-live="polite">
        {spoken}
      </p>
    </div>
  );
}

function ProbeTable({ probe }: { probe: ProbeView }) {
  const { row, column } = probe.pixel;
  return (
    <table>
      <caption className="hidden">
        Pixel {row}, {column}
      </caption>
      <thead>
        <tr>
          <th scope="col" title={`Row ${row}, column ${column}`}>
            <span className="hidden">Task at pixel </span>
            <span className="maps-at">
              {row}, {column}
            </span>
          </th>
          <th scope="col">Truth</th>
          <th scope="col">Decoder</th>
          <th scope="col">Rendered</th>
        </tr>
      </thead>
      <tbody>
        {probe.rows.map((one) => (
          <ProbeRow key={one.task} row={one} />
        ))}
      </tbody>
    </table>
  );
}

function ProbeRow({ row }: { row: Row }) {
  const { title, legend } = useTask(row.task);
  return (
    <tr data-probe={row.task}>
      <th scope="row">
        <TaskName id={row.task} title={title} />
      </th>
      <Value text={row.truth} legend={legend} />
      <Value text={row.decoder} legend={legend} />
      <Value text={row.rendered} legend={legend} />
    </tr>
  );
}

/** A value in its words; a class with its colour in front. */
function Value({ text, legend }: { text: string; legend: Legend | undefined }) {
  const color = legend?.kind === 'classes' ? legend.classes.find(({ name }) => name === text)?.color : undefined;
  return (
    <td title={text}>
      {color ? <i className="maps-chip" style={{ background: color }} /> : null}
      {text || '–'}
    </td>
  );
}
