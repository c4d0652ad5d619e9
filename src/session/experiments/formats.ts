/** A table as Markdown, CSV, LaTeX or JSON, with what a reader must know beside the numbers. */
import type { TableCell, TableColumn, TableFormat, TableRow, TableView } from '../../protocol/experiments';
import { csvText, LATEX_NEEDS, latexTable, markdownTable } from '../table-text';

const MARKS = { better: '▲', worse: '▼', same: '≈' } as const;
const ARROWS = { higher: '↑', lower: '↓' } as const;

const signed = (value: number, digits: number): string =>
  `${value > 0 ? '+' : ''}${value.toFixed(digits)}`.replace('-', '−');

/** What costs is told relative to its base, as in the paper. */
function ratioText({ gain }: TableCell, { id }: TableColumn): string {
  const isCost = !id.includes(' ');
  return isCost && gain !== null ? ` (×${(1 - gain / 100).toFixed(3)})` : '';
}

function cellText(cell: TableCell, column: TableColumn): string {
  const { mean, deviation, missing, verdict } = cell;
  if (mean === null) return missing ?? '–';
  const spread = deviation === null ? '' : ` ± ${deviation.toFixed(column.digits)}`;
  const mark = verdict ? ` ${MARKS[verdict]}` : '';
  return `${mean.toFixed(column.digits)}${spread}${ratioText(cell, column)}${mark}`;
}

function paperText({ paper, paperDeviation }: TableCell): string {
  if (paper === null) return '';
  return paperDeviation === null ? String(paper) : `${paper} ± ${paperDeviation}`;
}

/** Scale, data, seeds, steps, GPU, and the experiment's own notes. */
function remarks({ origin, notes, scale, data, steps, seeds, runs, done, adapters }: TableView): string[] {
  const length = steps === null ? '' : `, ${steps} steps`;
  const state = done < runs ? ` ${done} of ${runs} runs are done.` : '';
  const on = adapters.length > 0 ? ` On ${adapters.join('; ')}.` : '';
  return [
    origin,
    `Here: scale ${scale}, data ${data}${length}, ${seeds === 1 ? '1 seed' : `${seeds} seeds (mean ± standard deviation of single runs)`}.${state}${on}`,
    ...notes,
    ...(seeds > 1 ? ['▲ better or ▼ worse than the base row beyond twice the standard error; ≈ within it.'] : []),
  ];
}

const headOf = ({ title, unit, better }: TableColumn): string => `${title}${unit ? `, ${unit}` : ''} ${ARROWS[better]}`;

const deltaText = (value: number | null): string => (value === null ? '' : signed(value, 2));

/** Mean gain; its spread over seeds is that of each seed against its own base run. */
function ownDeltaText({ delta, deltaSpread }: TableRow): string {
  if (delta === null || deltaSpread === null) return deltaText(delta);
  return `${deltaText(delta)} ± ${deltaSpread.deviation.toFixed(2)} ${MARKS[deltaSpread.verdict]}`;
}

function markdown(table: TableView): string {
  const { columns, rows, title } = table;
  const inPaper = rows.some(({ cells }) => cells.some(({ paper }) => paper !== null));
  const paperHeads = [...columns.map((column) => `paper: ${column.title}`), 'paper: Δ, %'];
  const heads = ['', ...columns.map(headOf), 'Δ, %', ...(inPaper ? paperHeads : [])];
  const body = rows.map((row) => [
    row.title,
    ...row.cells.map((cell, i) => cellText(cell, columns[i]!)),
    ownDeltaText(row),
    ...(inPaper ? [...row.cells.map(paperText), deltaText(row.paperDelta)] : []),
  ]);
  const lines = markdownTable({ title, heads, rows: body, words: 1 });
  return [`### ${title}`, '', ...remarks(table).map((text) => `${text}  `), '', ...lines, ''].join('\n');
}

/** One line for each number and seed: what a statistics program reads. */
function csv({ experiment, scale, data, columns, rows }: TableView): string {
  const heads = ['experiment', 'scale', 'data', 'row', 'column', 'unit', 'seed', 'value', 'paper'];
  const lines = rows.flatMap((row) =>
    row.cells.flatMap((cell, i) =>
      cell.values.map((value, seed) => {
        const { id, unit } = columns[i]!;
        return [experiment, scale, data, row.title, id, unit, seed + 1, value ?? '', cell.paper ?? ''];
      }),
    ),
  );
  return csvText([heads, ...lines]);
}

function latex(table: TableView): string {
  const { columns, rows, title } = table;
  const heads = ['', ...columns.map(headOf), 'Δ, %'];
  const body = rows.map((row: TableRow) => [
    row.title,
    ...row.cells.map((cell, i) => cellText(cell, columns[i]!)),
    ownDeltaText(row),
  ]);
  const caption = [title, ...remarks(table)].join('. ').replaceAll('..', '.');
  return [LATEX_NEEDS, ...latexTable({ title: caption, heads, rows: body, words: 1 }), ''].join('\n');
}

const json = (table: TableView): string => JSON.stringify(table, null, 1) + '\n';

const WRITERS: Readonly<Record<TableFormat, (table: TableView) => string>> = { markdown, csv, latex, json };

export const ENDINGS: Readonly<Record<TableFormat, string>> = {
  markdown: 'md',
  csv: 'csv',
  latex: 'tex',
  json: 'json',
};

export const tableText = (table: TableView, format: TableFormat): string => WRITERS[format](table);
