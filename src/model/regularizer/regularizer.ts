/**
 * g: the 3D-aware regularizer (paper §3.2). Shared feature -> tri-plane -> samples along each pixel's ray -> task
 * fields -> volume rendering. Training only; the model without it gives the same predictions.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor4D } from '@tensorflow/tfjs-core';
import type { RegularizerConfig } from '../../config/regularizer';
import { InputError } from '../../base/errors';
import { deriveSeed } from '../../base/random';
import { uniformFanIn, type Initializer, type Pass, type Scope } from '../../nn/module';
import type { FeatureInfo, Features, Head } from '../types';
import { composedRenderer } from './composed';
import { fusedCovers, fusedRenderer, type FusedRenderer } from './fused';
import { applyOutputs, type OutputOptions } from './outputs';
import { checkSampling, samplePositions } from './ray-sampling';
import { TriplaneEncoder } from './triplane-encoder';
import type { CameraView, FieldParameters, Positions, Rendering, RenderOptions } from './types';
import { renderViews, type ViewPass } from './view-rendering';

export interface RegularizerOptions {
  readonly config: RegularizerConfig;
  readonly features: FeatureInfo;
  readonly heads: readonly Head[];
  readonly bnMomentum: number;
}

/** Where each row of b2 starts (undefined: PyTorch's default); rows as in FieldParameters. */
function rowBiases(heads: readonly Head[], { density, densityBias }: RegularizerConfig): (number | undefined)[] {
  const own = heads.flatMap(({ channels, bias }) => [
    ...Array.from({ length: channels }, () => bias),
    ...(density === 'own' ? [] : [densityBias]),
  ]);
  return density === 'own' ? [...own, densityBias] : own;
}

function createFields(scope: Scope, { config, heads }: RegularizerOptions): FieldParameters {
  const { fieldHidden: hidden, planeChannels } = config;
  const nets = heads.length + (config.density === 'own' ? 1 : 0);
  const starts = rowBiases(heads, config);
  const rows = starts.length;
  const outputBias: Initializer = (random, size) =>
    uniformFanIn(hidden)(random, size).map((value, i) => starts[i] ?? value);
  return {
    w1: scope.create<tf.Rank.R2>('w1', { shape: [nets * hidden, planeChannels], init: uniformFanIn(planeChannels) }),
    b1: scope.create<tf.Rank.R1>('b1', { shape: [nets * hidden], init: uniformFanIn(planeChannels) }),
    w2: scope.create<tf.Rank.R2>('w2', { shape: [rows, hidden], init: uniformFanIn(hidden) }),
    b2: scope.create<tf.Rank.R1>('b2', { shape: [rows], init: outputBias }),
  };
}

/** What one pass rendered, and what it was rendered from. */
export interface FieldRendering extends Rendering {
  /** The three planes side by side, [B, rows, columns, 3C]: xy, xz (row = z), yz (column = z). */
  readonly planes: Tensor4D;
  /** Where the fields were asked. */
  readonly positions: Positions;
}

export class Regularizer {
  readonly fields: FieldParameters;
  readonly config: RegularizerConfig;
  readonly options: RenderOptions & OutputOptions;
  private readonly triplane: TriplaneEncoder;
  private readonly fused: FusedRenderer | undefined;

  /** @throws InputError if the fused path is demanded and does not cover the options, or rays have too few samples */
  constructor(scope: Scope, options: RegularizerOptions) {
    const { config, heads } = options;
    checkSampling(config, config);
    this.config = config;
    this.options = { ...config, heads };
    this.triplane = new TriplaneEncoder(scope.child('triplane'), options);
    this.fields = createFields(scope.child('fields'), options);
    const uncovered = fusedCovers(this.options, {
      channels: config.planeChannels,
      atRays: config.resizeAt !== 'none',
    });
    if (config.path === 'fused' && uncovered) {
      throw new InputError(
        `regularizer.path is "fused"; the fused kernels do not cover ${uncovered}: set it to "auto".`,
      );
    }
    if (config.path !== 'composed' && !uncovered) this.fused = fusedRenderer(this.options);
  }

  /** Which implementation renders. */
  get path(): 'fused' | 'composed' {
    return this.fused ? 'fused' : 'composed';
  }

  /** @returns rendered maps at the ray grid (raw; depth in metres if it is expected z), differentiable */
  forward(features: Features, pass: Pass): FieldRendering {
    const packed = this.triplane.forward(features, pass);
    const rendering = this.fused ? this.renderFused(this.fused, packed, pass) : this.renderComposed(packed, pass);
    return { ...rendering, ...applyOutputs(rendering, this.options) };
  }

  /**
   * The same planes as other cameras see them (Eq. 3), with samples of their own; only the heads named are rendered.
   * @param planes [B, rows, columns, 3C], of `forward` @param views one for each image
   * @throws InputError, before anything is dispatched, if a view cannot be rendered
   */
  renderViews(planes: Tensor4D, views: readonly CameraView[], given: ViewPass): Rendering {
    const { config, options, fields } = this;
    return applyOutputs(renderViews({ config, options, fields }, planes, views, given), options);
  }

  private renderFused(fused: FusedRenderer, packed: Tensor4D, pass: Pass): FieldRendering {
    const prepared = fused.prepare(packed, this.fields);
    const positions = this.positions(packed.shape[0], pass, (at) => fused.densityOf(prepared, at));
    return { ...fused.renderOf(prepared, positions), planes: packed, positions };
  }

  private renderComposed(packed: Tensor4D, pass: Pass): FieldRendering {
    const [xy, xz, yz] = tf.split(packed, 3, 3) as [Tensor4D, Tensor4D, Tensor4D];
    const planes = { xy, xz, yz };
    const renderer = composedRenderer(this.options);
    const positions = this.positions(packed.shape[0], pass, (at) => renderer.density(planes, this.fields, at));
    return { ...renderer.render(planes, this.fields, positions), planes: packed, positions };
  }

  private positions(batch: number, pass: Pass, densityAt: (positions: Positions) => Positions): Positions {
    const seed = pass.training ? deriveSeed(pass.seed, 'ray jitter') : undefined;
    return samplePositions(densityAt, { batch, options: this.options, rules: this.config, seed });
  }
}
