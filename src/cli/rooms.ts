/** `taskfield rooms`: a contact sheet of the built-in data set. */
import { Command } from 'commander';
import { InputError } from '../base/errors';
import { roomsSheet } from '../session/rooms-sheet';
import { writeWhole } from './files';
import { installWebGpu } from './node-gpu';
import { number } from './options';

interface RoomsOptions {
  readonly out: string;
  readonly count: number;
  readonly size: string;
  readonly seed: number;
  readonly kind: string;
}

export function roomsCommand(): Command {
  return new Command('rooms')
    .description('Render rooms of the built-in data set and write them as one picture.')
    .requiredOption('--out <file.png>', 'the picture')
    .option('--count <n>', 'how many rooms', number('Count'), 24)
    .option('--size <HxW>', 'height and width of each, pixels', '240x320')
    .option('--seed <n>', 'seed of the scenes', number('Seed'), 1)
    .option('--kind <kind>', 'image, semseg, depth, normals or boundary', 'image')
    .action(rooms);
}

async function rooms({ out, count, size, seed, kind }: RoomsOptions): Promise<void> {
  const [, height, width] = /^(\d+)x(\d+)$/.exec(size) ?? [];
  if (height === undefined) throw new InputError(`--size is "${size}"; write height and width as 240x320.`);
  installWebGpu();
  writeWhole(out, await roomsSheet({ count, height: Number(height), width: Number(width), seed, kind }));
}
