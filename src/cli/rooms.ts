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
  readonly difficulty: string;
  readonly noise: boolean;
}

export function roomsCommand(): Command {
  return new Command('rooms')
    .description('Render rooms of the built-in data set and write them as one picture.')
    .requiredOption('--out <file.png>', 'the picture')
    .option('--count <n>', 'how many rooms', number('Count'), 24)
    .option('--size <HxW>', 'height and width of each, pixels', '240x320')
    .option('--seed <n>', 'seed of the scenes', number('Seed'), 1)
    .option('--kind <kind>', 'image, semseg, depth, normals, boundary, parts or saliency', 'image')
    .option('--difficulty <level>', 'easy, medium or hard', 'medium')
    .option('--noise', 'colours and depth as from a sensor', false)
    .action(rooms);
}

async function rooms({ out, size, ...options }: RoomsOptions): Promise<void> {
  const [, height, width] = /^(\d+)x(\d+)$/.exec(size) ?? [];
  if (height === undefined) throw new InputError(`--size is "${size}"; write height and width as 240x320.`);
  installWebGpu();
  const { png, secondsEach } = await roomsSheet({ ...options, height: Number(height), width: Number(width) });
  writeWhole(out, png);
  if (options.count < 2) return;
  const minutes = (1000 * secondsEach) / 60;
  console.log(
    `${options.count} rooms of ${size}, ${secondsEach.toFixed(2)} s each after the first; 1,000 would take ${minutes.toFixed(1)} minutes here.`,
  );
}
