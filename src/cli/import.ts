/** `taskfield import`: files of a known layout become a data set; nothing is stored before it is shown what was found. */
import { Command } from 'commander';
import { InputError } from '../base/errors';
import { LABEL_SETS, type LabelSet } from '../base/label-sets';
import { RECOGNITION } from '../session/data-surroundings';
import { openGiven } from '../session/import/given';
import { previewOf } from '../session/import/inspect';
import { runImport } from '../session/import/run';
import { unfinishedOf } from '../session/import/unfinished';
import type { ImportPreview, ImportWishes } from '../protocol/data-messages';
import { previewText, reportText } from './data-text';
import { folderData } from './folder-data';
import { givenPaths } from './given-files';
import { collect, number } from './options';
import { Progress } from './progress';

interface ImportOptions {
  readonly as?: string;
  readonly limit?: number;
  readonly split: string;
  readonly scenes?: string;
  readonly classes?: string;
  readonly height: number;
  readonly valShare: number;
  readonly seed: number;
  readonly choose?: string[];
  readonly dryRun?: boolean;
}

const INTERRUPTED = 130; // 128 + SIGINT, as shells count

export function importCommand(): Command {
  return new Command('import')
    .description('Import images with labels: a folder, an archive or files of a known layout.')
    .argument('<path...>', 'a folder, an archive (.tgz, .tar, .zip) or files')
    .option('--as <name>', 'what the data set is called from then on')
    .option('--limit <n>', 'at most so many images, picked by the seed (default: all)', number('Limit'))
    .option('--split <split>', 'train, val or both', 'both')
    .option('--scenes <a,b>', 'only these scenes')
    .option('--classes <list>', `classes of the labels: ${Object.keys(LABEL_SETS).join(', ')}`)
    .option('--height <rows>', 'made smaller, to so many rows at most; 0 = as they are', number('Height'), 0)
    .option('--val-share <share>', 'for validation, where the files do not say', number('The share'), 0.1)
    .option('--seed <n>', 'of what is picked and divided', number('Seed'), 1)
    .option('--choose <id=value>', 'another way to read the files; the preview lists them; may be repeated', collect)
    .option('--dry-run', 'show what was found; nothing is stored')
    .action(importPaths);
}

/** `--choose depth=raw` as { depth: 'raw' }. */
function chosenIn(choices: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    choices.map((choice) => {
      const at = choice.indexOf('=');
      if (at < 1) throw new InputError(`--choose ${choice} has no "="; write --choose id=value.`);
      return [choice.slice(0, at), choice.slice(at + 1)];
    }),
  );
}

function wishesOf(options: ImportOptions, { images, labelSets }: ImportPreview): ImportWishes {
  const { as, limit, split, scenes, classes, height, valShare, seed, choose } = options;
  return {
    name: as ?? '',
    limit: limit ?? images,
    splits: split as ImportWishes['splits'],
    validationShare: valShare,
    scenes: scenes === undefined ? [] : scenes.split(',').map((scene) => scene.trim()),
    labelSet: (classes ?? labelSets[0] ?? 'nyuv2-40') as LabelSet,
    chosen: chosenIn(choose ?? []),
    height,
    seed,
  };
}

async function importPaths(paths: readonly string[], options: ImportOptions): Promise<void> {
  if (options.as === undefined && !options.dryRun)
    throw new InputError(
      'The option --as is missing; give the data set a name, or only look at the files with --dry-run.',
    );
  const store = folderData();
  const { files, links } = givenPaths(paths);
  for (const link of links)
    console.error(`${link} is a link that leads out of the folder, or to a folder; it is left out.`);
  const progress = new Progress();
  const given = await openGiven(files, RECOGNITION, { report: progress.passing });
  try {
    const preview = await previewOf(given, {
      id: '',
      bytes: given.bytes,
      seed: options.seed,
      chosen: chosenIn(options.choose ?? []),
      unfinished: await unfinishedOf(store, given.fingerprint),
      ...(options.classes !== undefined && { labelSet: options.classes as LabelSet }),
    });
    console.log(previewText(preview));
    if (options.dryRun) return;
    const wishes = wishesOf(options, preview);
    process.once('SIGINT', () => {
      console.error('\nInterrupted; the same command goes on where it stopped.');
      process.exit(INTERRUPTED);
    });
    console.log(reportText(await runImport(given, wishes, { store, tell: progress.importing })));
  } finally {
    await given.close();
  }
}
