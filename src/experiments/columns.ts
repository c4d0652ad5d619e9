/** The numbers that tables show, in the paper's order. */
import type { Benchmark } from './networks';
import type { Column } from './types';

const PERCENT = 100;

export const METRIC_COLUMNS = {
  semseg: { id: 'semseg mIoU', title: 'Seg. (mIoU)', unit: '%', better: 'higher', digits: 2, factor: PERCENT },
  depth: { id: 'depth rmse', title: 'Depth (RMSE)', unit: 'm', better: 'lower', digits: 4, factor: 1 },
  normals: { id: 'normals mean', title: 'Normal (mErr)', unit: '°', better: 'lower', digits: 2, factor: 1 },
  boundary: { id: 'boundary odsF', title: 'Boundary (odsF)', unit: '%', better: 'higher', digits: 2, factor: PERCENT },
  parts: { id: 'parts mIoU', title: 'PartSeg (mIoU)', unit: '%', better: 'higher', digits: 2, factor: PERCENT },
  saliency: { id: 'saliency maxF', title: 'Sal (maxF)', unit: '%', better: 'higher', digits: 2, factor: PERCENT },
} as const satisfies Record<string, Column>;

const { semseg, depth, normals, boundary, parts, saliency } = METRIC_COLUMNS;

const COLUMNS: Readonly<Record<Benchmark, readonly Column[]>> = {
  nyud: [semseg, depth, normals, boundary],
  pascal: [semseg, parts, saliency, normals, boundary],
};

export const columnsOf = (benchmark: Benchmark): readonly Column[] => COLUMNS[benchmark];

/** Values of a row of the paper by column. */
export function paperRow(benchmark: Benchmark, values: readonly number[]): Record<string, number> {
  return Object.fromEntries(columnsOf(benchmark).map(({ id }, i) => [id, values[i]!]));
}

/** Of training, measured on this machine or counted; of a row and relative to its base. */
export const COST_COLUMNS: readonly Column[] = [
  { id: 'time', title: 'Time a step', unit: 'ms', better: 'lower', digits: 1, factor: 1 },
  { id: 'memory', title: 'Peak memory', unit: 'MiB', better: 'lower', digits: 1, factor: 1 / 2 ** 20 },
  { id: 'parameters', title: 'Parameters', unit: 'M', better: 'lower', digits: 3, factor: 1e-6 },
  { id: 'flops', title: 'FLOPs a step', unit: 'G', better: 'lower', digits: 2, factor: 1e-9 },
];
