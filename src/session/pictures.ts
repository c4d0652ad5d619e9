/** Pictures of held-out images: the image, and for each task truth, decoder and rendered. */
import type { ExperimentConfig } from '../config/experiment';
import type { Dataset } from '../data/dataset';
import type { Sample } from '../data/sample';
import { predictSample, type Predictions } from '../evaluation/evaluate';
import { encodePng, type Picture } from '../formats/png';
import type { MultiTaskModel } from '../model/multitask';
import { labelOf, type Range, type Task } from '../tasks/task';
import { tasksOf } from './heads';
import type { RunStore } from './host';

const PICTURES = 4;
const ZOOM_TO = 192; // pixels: small maps are enlarged by a whole factor, their pixels kept visible
const GAP = 4;
const GROUND = [246, 247, 244, 255] as const; // the page's panel colour

type Tile = Uint8ClampedArray | undefined;

/** Puts equally large RGBA tiles on a grid; an absent tile stays empty. */
export function montage(
  rows: readonly (readonly Tile[])[],
  { width, height }: { width: number; height: number },
): Picture {
  const zoom = Math.max(1, Math.floor(ZOOM_TO / width));
  const columns = Math.max(...rows.map((row) => row.length));
  const [cellWidth, cellHeight] = [width * zoom + GAP, height * zoom + GAP];
  const picture = { width: columns * cellWidth + GAP, height: rows.length * cellHeight + GAP };
  const rgba = new Uint8ClampedArray(4 * picture.width * picture.height);
  for (let i = 0; i < rgba.length; i += 4) rgba.set(GROUND, i);
  rows.forEach((row, r) =>
    row.forEach((tile, c) => {
      if (!tile) return;
      for (let y = 0; y < height * zoom; y++) {
        for (let x = 0; x < width * zoom; x++) {
          const from = 4 * (Math.floor(y / zoom) * width + Math.floor(x / zoom));
          const to = 4 * ((GAP + r * cellHeight + y) * picture.width + GAP + c * cellWidth + x);
          rgba.set(tile.subarray(from, from + 4), to);
        }
      }
    }),
  );
  return { ...picture, rgba };
}

function imageTile({ image, height, width }: Sample): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(4 * height * width).fill(255);
  for (let i = 0; i < height * width; i++) rgba.set(image.subarray(3 * i, 3 * i + 3), 4 * i);
  return rgba;
}

/** First row the image, then one row a task: truth, decoder, rendered, on one scale. */
export function samplePicture(sample: Sample, tasks: readonly Task[], predictions: Predictions): Picture {
  const rows = tasks.map((task): Tile[] => {
    const truth = labelOf(task, sample);
    const range: Range | undefined = task.range?.(truth);
    const maps = [truth, predictions.decoder?.[task.id], predictions.rendered?.[task.id]];
    return maps.map((values) => values && task.paint(values, range));
  });
  return montage([[imageTile(sample)], ...rows], sample);
}

interface PicturesOptions {
  readonly model: MultiTaskModel;
  readonly dataset: Dataset;
  readonly config: Pick<ExperimentConfig, 'tasks' | 'data'>;
}

/** Writes sample-1.png … of the first held-out images. */
export async function writePictures(run: RunStore, { model, dataset, config }: PicturesOptions): Promise<void> {
  const tasks = tasksOf(config);
  const count = Math.min(PICTURES, dataset.info.counts.val);
  for (let index = 0; index < count; index++) {
    const sample = await dataset.read('val', index);
    const picture = samplePicture(sample, tasks, await predictSample(model, tasks, sample));
    await run.writePicture(`sample-${index + 1}.png`, encodePng(picture));
  }
}
