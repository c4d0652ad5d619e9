/**
 * The renderer as a plain composition (paper §3.2): sample the planes, run every field at every sample, sum along
 * rays. Takes all options; the oracle of the fused kernels.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import { gpu } from '../../gpu/device';
import { planeSample } from '../../gpu/kernels/plane-sample';
import { withoutTape } from '../../gpu/tape';
import { renderAlongRays, weightsAlongRays } from './compositing';
import { checkFields, fieldLayout, fieldValues, hiddenUnits, SHARED, type FieldLayout } from './task-field';
import type { FieldParameters, Positions, Renderer, Rendering, RenderOptions, TriPlane } from './types';

/** Positions of one head: its own, or those that all share. */
export function positionsFor(positions: Positions, head: string): Tensor3D {
  if (positions instanceof tf.Tensor) return positions as Tensor3D;
  const own = (positions as Readonly<Record<string, Tensor3D>>)[head];
  if (!own)
    throw new Error(`no sample positions for head "${head}"; there are some for ${Object.keys(positions).join(', ')}.`);
  return own;
}

class ComposedRenderer implements Renderer {
  private readonly layout: FieldLayout;

  constructor(private readonly options: RenderOptions) {
    this.layout = fieldLayout(options);
  }

  density(planes: TriPlane, fields: FieldParameters, positions: Positions): Positions {
    checkFields(fields, this.layout, this.options.fieldHidden);
    return withoutTape(() =>
      tf.tidy((): Positions => {
        const { density, heads } = this.options;
        if (density !== 'per_task') return this.sharedDensity(planes, fields, positionsFor(positions, SHARED));
        return Object.fromEntries(
          heads.map(({ id }) => [id, this.rawDensity(planes, fields, positionsFor(positions, id), id)]),
        );
      }),
    );
  }

  render(planes: TriPlane, fields: FieldParameters, positions: Positions): Rendering {
    checkFields(fields, this.layout, this.options.fieldHidden);
    return tf.tidy(() => {
      const { maps, accumulated, absorbed } =
        this.options.density === 'per_task'
          ? this.renderEach(planes, fields, positions)
          : this.renderShared(planes, fields, positionsFor(positions, SHARED));
      return { maps: { ...maps }, accumulated, absorbed: { ...absorbed } };
    });
  }

  /** One density and one set of samples for all heads. */
  private renderShared(planes: TriPlane, fields: FieldParameters, t: Tensor3D): Rendering {
    const features = this.sample(planes, t);
    const density = this.options.density === 'own' ? this.densityAt(features, fields, t, SHARED) : undefined;
    const hidden = this.options.heads.map(({ id }) => this.hidden(features, fields, id));
    const shared =
      density ?? this.mean(this.options.heads.map(({ id }, i) => this.densityOf(hidden[i]!, fields, t, id)));
    const { weights, accumulated } = weightsAlongRays(shared, t, this.options);
    const maps = this.options.heads.map(({ id }, i) => [id, this.mapOf(hidden[i]!, fields, weights, id)]);
    return { maps: Object.fromEntries(maps), accumulated: this.image(accumulated), absorbed: {} };
  }

  /** Every head with density and samples of its own. */
  private renderEach(planes: TriPlane, fields: FieldParameters, positions: Positions): Rendering {
    const maps: Record<string, Tensor4D> = {};
    const sums: Tensor2D[] = [];
    for (const { id } of this.options.heads) {
      const t = positionsFor(positions, id);
      const hidden = this.hidden(this.sample(planes, t), fields, id);
      const { weights, accumulated } = weightsAlongRays(this.densityOf(hidden, fields, t, id), t, this.options);
      maps[id] = this.mapOf(hidden, fields, weights, id);
      sums.push(accumulated);
    }
    return { maps, accumulated: this.image(this.mean(sums)), absorbed: {} };
  }

  private sharedDensity(planes: TriPlane, fields: FieldParameters, t: Tensor3D): Tensor3D {
    const features = this.sample(planes, t);
    return this.mean([...this.layout.densities.keys()].map((id) => this.densityAt(features, fields, t, id)));
  }

  private rawDensity(planes: TriPlane, fields: FieldParameters, t: Tensor3D, id: string): Tensor3D {
    return this.densityAt(this.sample(planes, t), fields, t, id);
  }

  private densityAt(features: Tensor2D, fields: FieldParameters, t: Tensor3D, id: string): Tensor3D {
    return this.densityOf(this.hidden(features, fields, id), fields, t, id);
  }

  private densityOf(hidden: Tensor2D, fields: FieldParameters, t: Tensor3D, id: string): Tensor3D {
    return tf.reshape(fieldValues(hidden, fields, this.layout.densities.get(id)!), t.shape);
  }

  private mapOf(hidden: Tensor2D, fields: FieldParameters, weights: Tensor3D, id: string): Tensor4D {
    return renderAlongRays(fieldValues(hidden, fields, this.layout.heads.get(id)!), weights, this.options.rays);
  }

  private hidden(features: Tensor2D, fields: FieldParameters, id: string): Tensor2D {
    const place = this.layout.heads.get(id) ?? this.layout.densities.get(id)!;
    return hiddenUnits(features, fields, place, this.options.slope);
  }

  private mean<T extends Tensor2D | Tensor3D>(parts: readonly T[]): T {
    return parts.length === 1 ? parts[0]! : (tf.mul(tf.addN([...parts]), 1 / parts.length) as T);
  }

  private image(perRay: Tensor2D): Tensor3D {
    return tf.reshape(perRay, [perRay.shape[0], ...this.options.rays]);
  }

  private sample(planes: TriPlane, t: Tensor3D): Tensor2D {
    const { rays, padding, aggregate, fieldHidden } = this.options;
    const bytes = 4 * t.size * Math.max(fieldHidden, planes.xy.shape[3]);
    const most = gpu().device.limits.maxStorageBufferBindingSize;
    if (bytes > most) {
      throw new InputError(
        `${t.size} samples need a buffer of ${bytes} bytes for one field's hidden units, and this adapter allows ${most}; take fewer images, rays or samples, or the fused path.`,
      );
    }
    return planeSample({ ...planes, t }, { rows: rays[0], columns: rays[1], padding, aggregate });
  }
}

/** @param options every combination is covered */
export function composedRenderer(options: RenderOptions): Renderer {
  return new ComposedRenderer(options);
}
