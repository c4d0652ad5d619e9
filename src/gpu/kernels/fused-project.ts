/** First layer of all task fields on the planes, a 1x1 convolution. shaders/fused-project*.wgsl. */
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';

/** One tensor of planes, NHWC: a single plane, or all three side by side in the channels (xy, xz, yz). */
export interface PlaneTensor {
  readonly tensor: TensorInfo;
  /** 1 or 3 */
  readonly count: number;
}

export interface Projection {
  /** Channels of one plane. */
  readonly channels: number;
  /** What the sum of the three planes is multiplied by: 1, or 1/3 for their mean. */
  readonly scale: number;
}

/** Hidden units of W1 that are projected. */
export interface UnitRange {
  readonly first: number;
  readonly count: number;
}

const project = defineKernel('fused-project');
const backward = defineKernel('fused-project-grad');
const backwardWeights = defineKernel('fused-project-weights');

const WEIGHTS_TILE = 8; // units and channels of one thread of fused-project-weights
const MIN_STRETCH = 64; // texels: shorter sums cost more to add up than to make
const MAX_PARTS = 64;

const texelsOf = ({ shape: [batch, height, width] }: TensorInfo): number => batch! * height! * width!;

interface Stretch extends PlaneTensor {
  /** Texels of one plane, all images. */
  readonly texels: number;
  /** Texels of the projected planes in front of these. */
  readonly first: number;
}

/** Where each tensor's planes lie in the projected ones. */
function stretchesOf(planes: readonly PlaneTensor[]): { stretches: Stretch[]; total: number } {
  let total = 0;
  const stretches = planes.map(({ tensor, count }) => {
    const stretch = { tensor, count, texels: texelsOf(tensor), first: total };
    total += stretch.texels * count;
    return stretch;
  });
  return { stretches, total };
}

/**
 * @param planes one packed tensor, or xy, xz, yz
 * @param w1 [units, C], b1 [units]
 * @returns [texels of xy, xz, yz, units.count]
 */
export function projectPlanes(
  planes: readonly PlaneTensor[],
  { w1, b1 }: Readonly<Record<'w1' | 'b1', TensorInfo>>,
  { channels, scale }: Projection,
  units: UnitRange,
): TensorInfo {
  const { stretches, total } = stretchesOf(planes);
  let projected: TensorInfo | undefined;
  for (const { tensor, count, texels, first } of stretches) {
    const written = project.run({
      inputs: { planes: tensor, w1, b1, ...(projected && { projected }) },
      ...(!projected && { outputs: { projected: { shape: [total, units.count] } } }),
      uniforms: {
        texels,
        count,
        first,
        plane_quads: channels / 4,
        quads: units.count / 4,
        first_quad: units.first / 4,
        bias_texels: stretches[0]!.texels,
        scale,
      },
      flops: 2 * texels * count * units.count * channels,
      groups: linearGroups((Math.ceil((texels * count) / 4) * units.count) / 4, 64),
    });
    projected ??= written.projected!;
  }
  return projected!;
}

/** Gradients to `planes`, in their order and shapes. */
export function projectPlanesGrad(
  dProjected: TensorInfo,
  planes: readonly PlaneTensor[],
  w1: TensorInfo,
  { channels, scale }: Projection,
): TensorInfo[] {
  const quads = w1.shape[0]! / 4;
  return stretchesOf(planes).stretches.map(({ tensor, count, texels, first }) => {
    const { d_planes } = backward.run({
      inputs: { d_projected: dProjected, w1 },
      outputs: { d_planes: { shape: tensor.shape } },
      uniforms: { texels, count, first, plane_quads: channels / 4, quads, scale },
      flops: 2 * texels * count * w1.shape[0]! * channels,
      groups: linearGroups((Math.ceil((texels * count) / 4) * channels) / 4, 64),
    });
    return d_planes!;
  });
}

/**
 * Gradients to W1 (before `scale`) and b1, in parts that fused-reduce adds up.
 * @returns [parts, units, C + 4]: the last four are b1, 0, 0, 0
 */
export function projectWeightsGrad(
  dProjected: TensorInfo,
  planes: readonly PlaneTensor[],
  units: number,
  channels: number,
): TensorInfo {
  const { stretches, total } = stretchesOf(planes);
  const stretch = Math.max(MIN_STRETCH, Math.ceil(total / MAX_PARTS));
  const partsOf = ({ texels, count }: Stretch): number => Math.ceil((texels * count) / stretch);
  const count = stretches.reduce((sum, part) => sum + partsOf(part), 0);
  let parts: TensorInfo | undefined;
  let firstPart = 0;
  for (const each of stretches) {
    const written = backwardWeights.run({
      inputs: { d_projected: dProjected, planes: each.tensor, ...(parts && { parts }) },
      ...(!parts && { outputs: { parts: { shape: [count, units, channels + 4] } } }),
      uniforms: {
        texels: each.texels,
        count: each.count,
        first: each.first,
        plane_quads: channels / 4,
        quads: units / 4,
        bias_texels: stretches[0]!.texels,
        stretch,
        first_part: firstPart,
      },
      flops: 2 * each.texels * each.count * units * channels,
      groups: linearGroups(
        partsOf(each) * Math.ceil(units / WEIGHTS_TILE) * (Math.ceil(channels / WEIGHTS_TILE) + 1),
        64,
      ),
    });
    parts ??= written.parts!;
    firstPart += partsOf(each);
  }
  return parts!;
}
