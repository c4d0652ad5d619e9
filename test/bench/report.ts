/** A bench's figures as JSON and as Markdown tables, with what they were measured on. */
import { gpu } from '../../src/gpu/device';
import { MEBIBYTE, millisecondsOf, type Cost } from './measure';
import type { FlopRow, RenderRow } from './render-bench';
import type { StepRow } from './training-steps';

export interface Report {
  readonly adapter: { readonly name: string; readonly software: boolean; readonly timestamps: boolean };
  /** ISO, day only. */
  readonly date: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly rendering: readonly RenderRow[];
  readonly flops: readonly FlopRow[];
  readonly steps: readonly StepRow[];
}

/** What Dawn calls software is `cpu`; the names are those of Mesa's and Chromium's drivers. */
export function adapterOf(): Report['adapter'] {
  const { adapter, backend } = gpu();
  const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
  const name = description || `${vendor} ${architecture}`;
  return {
    name,
    software: isFallbackAdapter || /llvmpipe|lavapipe|swiftshader/i.test(`${name} ${architecture}`),
    timestamps: backend.profiler.canTime,
  };
}

const times = (ratio: number): string => `${ratio.toFixed(ratio < 10 ? 2 : 1)}x`;
const mebibytes = (bytes: number): string => (bytes / MEBIBYTE).toFixed(1);
const milliseconds = (cost: Cost): string => millisecondsOf(cost).toFixed(millisecondsOf(cost) < 10 ? 2 : 1);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** A software adapter's milliseconds say nothing about anything else: ratios only. */
function renderingTable({ rendering, adapter }: Report): string {
  const ms = !adapter.software;
  const head = ['rays, samples', 'renderer', 'forward', 'forward + backward', 'launches', 'stored', 'peak'];
  const rows = rendering.map((row) => {
    const fused = rendering.find(({ size, implementation }) => size === row.size && implementation === 'fused')!;
    const cell = (cost: Cost, ratio: number): string =>
      ms ? `${milliseconds(cost)} ms, ${times(ratio)}` : times(ratio);
    const bytes = (own: number, one: number): string => `${mebibytes(own)} MiB, ${times(own / one)}`;
    return [
      row.size,
      row.implementation,
      cell(row.forward, row.overFused.forward),
      cell(row.both, row.overFused.both),
      `${row.forward.launches}, ${row.both.launches}`,
      bytes(row.storedBytes, fused.storedBytes),
      bytes(row.peakBytes, fused.peakBytes),
    ];
  });
  return table(head, rows);
}

function stepsTable({ steps, adapter }: Report): string {
  const head = ['preset', 'batch', 'time', 'rendering alone', 'peak bytes', 'launches'];
  const rows = steps.map(({ preset, batch, base, full, time, renderingOnly, bytes }) => [
    preset,
    String(batch),
    adapter.software ? times(time) : `${milliseconds(full)} ms, ${times(time)}`,
    renderingOnly === undefined ? 'not timed' : times(renderingOnly),
    `${mebibytes(full.peakBytes)} MiB, ${times(bytes)}`,
    `${base.launches} to ${full.launches}`,
  ]);
  return table(head, rows);
}

export function markdown(report: Report): string {
  const { adapter, date, versions, rendering, flops, steps } = report;
  const parts = [
    `Measured on ${adapter.name}, ${date}, ${Object.entries(versions)
      .map((pair) => pair.join(' '))
      .join(', ')}.`,
  ];
  if (rendering.length > 0) parts.push(renderingTable(report));
  for (const { size, fused, product, ratio } of flops) {
    const rates = adapter.software ? '' : ` (${fused.toFixed(0)} of ${product.toFixed(0)} GFLOP/s)`;
    parts.push(
      `Fused, forward + backward at ${size}: ${times(ratio)} the GFLOP/s of our best 512x512x512 matrix product${rates}.`,
    );
  }
  if (steps.length > 0) parts.push(stepsTable(report));
  return `${parts.join('\n\n')}\n`;
}
