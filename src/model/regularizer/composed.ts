/**
 * The renderer as a plain composition (paper §3.2): sample the planes, run every field at every sample, sum along
 * rays. Takes all options; the oracle of the fused kernels.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import { gpu } from '../../gpu/device';
import { planeSample } from '../../gpu/kernels/plane-sample';
import { planeSamplePoints } from '../../gpu/kernels/plane-sample-points';
import { withoutTape } from '../../gpu/tape';
import { ViewRays } from './camera';
import { checkFields, checkPlanes, checkPositions } from './checks';
import { renderAlongRays, weightsAlongRays } from './compositing';
import { fieldLayout, fieldValues, hiddenUnits, positionsFor, SHARED, sumOf, type FieldLayout } from './task-field';
import type {
  Absorbed,
  CameraView,
  FieldParameters,
  Positions,
  Renderer,
  Rendering,
  RenderOptions,
  TriPlane,
} from './types';

/** Planes with channels of zeros behind them up to a multiple of four, as the sampling kernel reads them. */
function inFours(planes: TriPlane): TriPlane {
  const missing = (4 - (planes.xy.shape[3] % 4)) % 4;
  if (missing === 0) return planes;
  const padded = (plane: Tensor4D): Tensor4D =>
    tf.pad(plane, [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, missing],
    ]);
  return { xy: padded(planes.xy), xz: padded(planes.xz), yz: padded(planes.yz) };
}

class ComposedRenderer implements Renderer {
  private readonly layout: FieldLayout;

  /** @param viewRays rays of other cameras, if it is these that are rendered */
  constructor(
    private readonly options: RenderOptions,
    private readonly viewRays?: ViewRays,
  ) {
    this.layout = fieldLayout(options);
  }

  density(planes: TriPlane, fields: FieldParameters, positions: Positions, views?: readonly CameraView[]): Positions {
    this.check(planes, fields, positions);
    if (views) return this.along(views, planes).density(planes, fields, positions);
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

  render(planes: TriPlane, fields: FieldParameters, positions: Positions, views?: readonly CameraView[]): Rendering {
    this.check(planes, fields, positions);
    if (views) return this.along(views, planes).render(planes, fields, positions);
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
    const { weights, absorbed } = this.weigh(shared, t);
    const maps = this.options.heads.map(({ id }, i) => [id, this.mapOf(hidden[i]!, fields, weights, id)]);
    return {
      maps: Object.fromEntries(maps),
      accumulated: absorbed.weight,
      absorbed: Object.fromEntries(this.options.heads.map(({ id }) => [id, absorbed])),
    };
  }

  /** Every head with density and samples of its own. */
  private renderEach(planes: TriPlane, fields: FieldParameters, positions: Positions): Rendering {
    const maps: Record<string, Tensor4D> = {};
    const absorbed: Record<string, Absorbed> = {};
    for (const { id } of this.options.heads) {
      const t = positionsFor(positions, id);
      const hidden = this.hidden(this.sample(planes, t), fields, id);
      const along = this.weigh(this.densityOf(hidden, fields, t, id), t);
      maps[id] = this.mapOf(hidden, fields, along.weights, id);
      absorbed[id] = along.absorbed;
    }
    return { maps, accumulated: this.mean(Object.values(absorbed).map(({ weight }) => weight)), absorbed };
  }

  private weigh(density: Tensor3D, t: Tensor3D): { weights: Tensor3D; absorbed: Absorbed } {
    const { weights, accumulated } = this.viewRays?.weigh(density, t) ?? weightsAlongRays(density, t, this.options);
    const z = tf.sum<Tensor2D>(tf.mul(weights, t), 2);
    return { weights, absorbed: { weight: this.image(accumulated), z: this.image(z) } };
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

  private mean(parts: readonly Tensor3D[]): Tensor3D {
    return parts.length === 1 ? parts[0]! : tf.mul(sumOf(parts), 1 / parts.length);
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
    const channels = planes.xy.shape[3];
    const read = inFours(planes);
    const features = this.viewRays
      ? planeSamplePoints({ ...read, at: this.viewRays.at(t) }, { padding, aggregate })
      : planeSample({ ...read, t }, { rows: rays[0], columns: rays[1], padding, aggregate });
    return features.shape[1] === channels ? features : tf.slice(features, [0, 0], [-1, channels]);
  }

  private along(views: readonly CameraView[], { xy }: TriPlane): ComposedRenderer {
    return new ComposedRenderer(this.options, new ViewRays(views, xy.shape[0], this.options));
  }

  private check(planes: TriPlane, fields: FieldParameters, positions: Positions): void {
    const { batch, channels } = checkPlanes(planes);
    checkFields(fields, this.layout, { hidden: this.options.fieldHidden, channels });
    checkPositions(positions, batch, this.options.rays);
  }
}

/** @param options every combination is covered */
export function composedRenderer(options: RenderOptions): Renderer {
  return new ComposedRenderer(options);
}
