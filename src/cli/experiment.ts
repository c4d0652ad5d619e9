/** `taskfield experiment`: a table of the paper, run by run, in a folder; begun again, it runs what is missing. */
import { Command } from 'commander';
import { join } from 'node:path';
import { InputError } from '../base/errors';
import { listed, PlannedExperiment, scaleOf } from '../session/experiments/experiment';
import { ENDINGS, tableText } from '../session/experiments/formats';
import type { CellEvent } from '../session/experiments/runner';
import type { TableFormat, TableView } from '../protocol/experiments';
import { writeWhole } from './files';
import { folderCells, type FolderCells } from './folder-cells';
import { folderData } from './folder-data';
import { INTERRUPTED, untilInterrupted } from './interrupt';
import { metricsThreads, type Bundle } from './metrics-threads';
import { installWebGpu } from './node-gpu';
import { collect, number, settingOf } from './options';
import { Progress } from './progress';

interface ExperimentOptions {
  readonly scale: string;
  readonly data: string;
  readonly seeds: number;
  readonly steps?: number;
  readonly set?: string[];
  readonly out?: string;
  readonly keep?: boolean;
}

export function experimentCommand(bundle?: Bundle): Command {
  return new Command('experiment')
    .description('Run a table of the paper or one of our own; without a name, list them.')
    .argument('[name]', 'table-1 to table-7, supplement-1 to supplement-3, single-task, settings')
    .option('--scale <scale>', 'nano, mini, lite or paper: how large the networks are', 'nano')
    .option('--data <source>', '"rooms", or the name or folder of a data set', 'rooms')
    .option('--seeds <n>', 'runs of each row, with seeds 1 to n', number('Seeds'), 1)
    .option('--steps <n>', 'training steps of each run (default: the preset’s)', number('Steps'))
    .option('--set <path=value>', 'a setting of every run; may be repeated', collect)
    .option('--out <folder>', 'where results are kept, and the table as Markdown, CSV, LaTeX and JSON')
    .option('--keep', 'keep the trained models, too, as folders of runs below it')
    .action((name: string | undefined, options: ExperimentOptions) => experiment(name, options, bundle));
}

function writeTable(folder: string, table: TableView): void {
  for (const [format, ending] of Object.entries(ENDINGS))
    writeWhole(join(folder, `${table.experiment}.${ending}`), tableText(table, format as TableFormat));
}

/** Which run is under way, then its own lines. */
function teller(planned: PlannedExperiment): (event: CellEvent) => void {
  let progress = new Progress();
  return (event) => {
    if (event.kind === 'begun') {
      progress = new Progress();
      const { cell, number: place, of } = event;
      const titles = planned.titlesOf(cell.key).join(', ');
      console.error(`run ${place} of ${of}: ${titles}, seed ${cell.config.seed}`);
    }
    if (event.kind === 'run') progress.show(event.event);
    if (event.kind === 'evaluating') progress.images(event.done, event.total);
  };
}

/** Which run lies where. */
function tellModels(planned: PlannedExperiment, kept: FolderCells): void {
  for (const cell of planned.cells) {
    const place = kept.model(cell.key) ?? 'its model was not kept; its result was there before';
    console.error(`${planned.nameOf(cell)}: ${place}`);
  }
}

async function experiment(name: string | undefined, options: ExperimentOptions, bundle?: Bundle): Promise<void> {
  if (name === undefined) return console.log(listed().join('\n'));
  const { scale, data, seeds, steps, out, keep = false } = options;
  if (out === undefined)
    throw new InputError('The option --out is missing; name the folder that results are to be kept in.');
  const set = (options.set ?? []).map(settingOf);
  const wish = { id: name, scale: scaleOf(scale), data, seeds, set, ...(steps !== undefined && { steps }) };
  const planned = await PlannedExperiment.of(wish);
  const cells = folderCells(out, { keep });
  installWebGpu();
  const signal = untilInterrupted();
  const pool = await metricsThreads(bundle);
  const tools = { countEdges: pool.countEdges };
  const tell = teller(planned);
  try {
    const table = await planned.run({ data: folderData(), cells, tell, signal, tools }, (known) =>
      writeTable(out, known),
    );
    writeTable(out, table);
    console.log(tableText(table, 'markdown'));
    if (keep) tellModels(planned, cells);
  } catch (error) {
    if (!signal.aborted) throw error;
    console.error(`interrupted; the same command goes on from what stands in ${out}`);
    process.exitCode = INTERRUPTED;
  } finally {
    pool.close();
  }
}
