/**
 * The live picture without copies: the worker draws a task's map on an OffscreenCanvas of the page straight from the
 * device's buffer. Where a browser cannot, the page shows the painted bytes of `sampleView`.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Legend } from '../../base/legend';
import { normalizeImages } from '../../data/normalize';
import type { Sample } from '../../data/sample';
import type { Source } from '../../evaluation/evaluate';
import { gpu } from '../../gpu/device';
import { drawMap } from '../../gpu/draw-map';
import { resize } from '../../nn/resize';
import { labelOf, type Task } from '../../tasks/task';
import { checkIndex, type ViewContext } from './context';

const PASS = { training: false, seed: 0 } as const;

/** What of a canvas is needed; `getContext` gives null where there is no such context. */
export interface CanvasLike {
  getContext(kind: 'webgpu'): GPUCanvasContext | null;
}

/** A canvas that the open device draws on. */
export class LiveCanvas {
  private constructor(private readonly context: GPUCanvasContext) {}

  /**
   * Needs the open GPU; after a lost device, open the canvas again.
   * @returns undefined where this browser draws no GPU buffers on such a canvas
   */
  static open(canvas: CanvasLike): LiveCanvas | undefined {
    const context = canvas.getContext('webgpu');
    if (!context) return undefined;
    try {
      context.configure({
        device: gpu().device,
        format: navigator.gpu.getPreferredCanvasFormat(),
        alphaMode: 'opaque',
      });
    } catch {
      return undefined; // the device's adapter cannot show anything: no error of the run
    }
    return new LiveCanvas(context);
  }

  /** @param map decoded, [1, H, W] or [1, H, W, 3] */
  draw(map: tf.Tensor, legend: Legend): void {
    drawMap(map, legend, this.context.getCurrentTexture());
  }

  close(): void {
    this.context.unconfigure();
  }
}

export interface LiveMap {
  readonly task: string;
  readonly source: Source;
  readonly canvas: LiveCanvas;
  /** The scale that the page tells of; without one, the truth's. */
  readonly legend?: Legend | undefined;
}

/** The scale of a map whose values stay on the GPU. */
function legendOf(task: Task, sample: Sample): Legend {
  const labelled = task.labels.stored(sample.labels) !== undefined;
  return task.legend(labelled ? task.range?.(labelOf(task, sample)) : undefined);
}

/**
 * Predicts a held-out image and draws the maps that are asked for; nothing waits for the GPU. Rendered maps of a
 * model that does not render them are left out.
 * @throws InputError if there is no such image
 */
export async function drawLive(context: ViewContext, index: number, wanted: readonly LiveMap[]): Promise<void> {
  checkIndex(context, index);
  const sample = await context.dataset.read('val', index);
  const { height, width } = sample;
  tf.tidy(() => {
    const image = tf.tensor4d(normalizeImages([sample]), [1, height, width, 3]);
    const render = wanted.some(({ source }) => source === 'rendered');
    const { maps, rendered } = context.model.forward(image, PASS, { render });
    const raw = { decoder: maps, rendered };
    for (const { task: id, source, canvas, legend } of wanted) {
      const task = context.tasks.find((one) => one.id === id);
      const map = raw[source]?.[id];
      if (task && map) canvas.draw(task.decode(resize(map, [height, width])), legend ?? legendOf(task, sample));
    }
    gpu().backend.flush();
  });
}
