/** Tri-plane features of samples on orthographic rays. shaders/plane-sample.wgsl, plane-sample-grad.wgsl. */
import type { Tensor2D, Tensor3D, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

interface SampleAttrs {
  /** Ray grid. */
  readonly rows: number;
  readonly columns: number;
  /** Beyond the outermost texel centres: the nearest centre, or 0. */
  readonly padding: 'border' | 'zeros';
  readonly aggregate: 'sum' | 'mean';
}

interface Shapes {
  /** Shapes of xy, xz, yz. */
  readonly planes: readonly number[][];
}

export interface SampleInputs {
  /** [B, Hy, Wx, C] */
  readonly xy: Tensor4D;
  /** [B, Dz, Wx, C] */
  readonly xz: Tensor4D;
  /** [B, Hy, Dz, C] */
  readonly yz: Tensor4D;
  /** Depths, sorted along each ray, [B, rows * columns, samples]; constants to the gradient. */
  readonly t: Tensor3D;
}

const GROUP = 64;
const LANES = 4; // channels a thread takes

const forward = defineKernel('plane-sample');
const backward = defineKernel('plane-sample-grad');

const grid = ({ rows, columns, padding, aggregate }: SampleAttrs) => ({
  rows,
  columns,
  clamped: padding === 'border' ? 1 : 0,
  scale: aggregate === 'mean' ? 1 / 3 : 1,
});

function planeGradient(plane: number, dfeatures: TensorInfo, t: TensorInfo, attrs: SampleAttrs & Shapes): Tensor4D {
  const shape = attrs.planes[plane]!;
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const quads = channels / LANES;
  const { dplane } = backward.run({
    inputs: { t, dfeatures },
    outputs: { dplane: { shape } },
    uniforms: { plane, batch, height, width, quads, samples: t.shape[2]!, ...grid(attrs) },
    groups: linearGroups(batch * height * width * quads, GROUP),
  });
  return asTensor<Tensor4D>(dplane!);
}

const op = defineOp<SampleAttrs & Shapes>({
  name: 'TfPlaneSample',
  forward: ({ xy, xz, yz, t }, attrs) => {
    const [batch, rays, samples] = t!.shape as [number, number, number];
    const points = batch * rays * samples;
    const channels = xy!.shape[3]!;
    const quads = channels / LANES;
    const { features } = forward.run({
      inputs: { xy: xy!, xz: xz!, yz: yz!, t: t! },
      outputs: { features: { shape: [points, channels] } },
      uniforms: {
        points,
        samples,
        quads,
        xy_height: xy!.shape[1]!,
        xy_width: xy!.shape[2]!,
        xz_height: xz!.shape[1]!,
        xz_width: xz!.shape[2]!,
        yz_height: yz!.shape[1]!,
        yz_width: yz!.shape[2]!,
        ...grid(attrs),
      },
      groups: linearGroups(points * quads, GROUP),
    });
    return [features!];
  },
  saveInputs: ['t'],
  gradient: ([dfeatures], [t], attrs) => ({
    xy: planeGradient(0, dfeatures!, t!, attrs),
    xz: planeGradient(1, dfeatures!, t!, attrs),
    yz: planeGradient(2, dfeatures!, t!, attrs),
  }),
});

/** @throws Error if batch, channels or rays do not agree */
function checkShapes({ xy, xz, yz, t }: SampleInputs, { rows, columns }: SampleAttrs): void {
  const [batch, , , channels] = xy.shape;
  if (channels % LANES !== 0) {
    throw new Error(`planes of ${channels} channels cannot be sampled; give them a multiple of ${LANES}.`);
  }
  for (const plane of [xz, yz]) {
    if (plane.shape[0] !== batch || plane.shape[3] !== channels) {
      throw new Error(
        `planes of shapes ${xy.shape} and ${plane.shape} differ in batch or channels; give three that agree.`,
      );
    }
  }
  if (t.shape[0] !== batch || t.shape[1] !== rows * columns) {
    throw new Error(
      `depths of shape ${t.shape} do not fit ${batch} images of ${rows}x${columns} rays; give [B, rays, samples].`,
    );
  }
}

/** @returns one feature a sample, [B * rays * samples, C]; differentiable in the planes */
export function planeSample(inputs: SampleInputs, attrs: SampleAttrs): Tensor2D {
  checkShapes(inputs, attrs);
  const { xy, xz, yz, t } = inputs;
  return op({ xy, xz, yz, t }, { ...attrs, planes: [xy.shape, xz.shape, yz.shape] })[0] as Tensor2D;
}
