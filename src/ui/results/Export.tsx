/** A table as text: seen before it is downloaded or copied. */
import { useEffect, useState } from 'react';
import type { TableFormat } from '../../protocol/experiments';
import { useTable } from '../../store/experiment-table';
import { CopyButton } from '../data/CopyButton';
import { Icon } from '../icons';
import { Segments } from '../maps/Segments';

const FORMATS: readonly { readonly id: TableFormat; readonly title: string; readonly type: string }[] = [
  { id: 'markdown', title: 'Markdown', type: 'text/markdown' },
  { id: 'csv', title: 'CSV', type: 'text/csv' },
  { id: 'latex', title: 'LaTeX', type: 'application/x-tex' },
  { id: 'json', title: 'JSON', type: 'application/json' },
];

function download(name: string, text: string, type: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url)); // the download has begun by then
}

/** @param done runs of the table: with another it is written again */
export function Export({ done }: { done: number }) {
  const [format, setFormat] = useState<TableFormat>('markdown');
  const exported = useTable((known) => known.exported);
  const problem = useTable((known) => known.exportProblem);
  useEffect(() => void useTable.getState().write(format), [format, done]);
  return <TextPane what="table" format={format} onFormat={setFormat} exported={exported} problem={problem} />;
}

interface TextPaneProps {
  /** "table" */
  readonly what: string;
  readonly format: TableFormat;
  readonly onFormat: (format: TableFormat) => void;
  /** What was written last. */
  readonly exported: { readonly format: TableFormat; readonly name: string; readonly text: string } | null;
  readonly problem: string | null;
}

export function TextPane({ what, format, onFormat, exported, problem }: TextPaneProps) {
  const { title, type } = FORMATS.find(({ id }) => id === format)!;
  const shown = exported?.format === format ? exported : null;
  return (
    <section className="results-export" aria-label="Export">
      <div className="results-tools">
        <Segments label="Format" choices={FORMATS} chosen={format} onChoose={onFormat} />
        <span className="actions">
          <button
            type="button"
            className="button"
            disabled={!shown}
            onClick={() => shown && download(shown.name, shown.text, type)}
          >
            <Icon name="export" />
            Download {shown?.name ?? title}
          </button>
          {shown ? <CopyButton text={shown.text} what={title} /> : null}
        </span>
      </div>
      {problem ? (
        <p className="wrong" role="alert">
          {problem}
        </p>
      ) : null}
      <pre tabIndex={0} role="region" aria-label={`The ${what} as ${title}`} data-scrolls>
        {shown?.text ?? ''}
      </pre>
    </section>
  );
}
