/** Bilinear resize, align_corners = false, with its correct gradient (tfjs's own is wrong). shaders/resize-bilinear*.wgsl. */
import type { Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp } from '../op';

interface ResizeAttrs {
  readonly height: number;
  readonly width: number;
  readonly newHeight: number;
  readonly newWidth: number;
}

const forward = defineKernel('resize-bilinear');
const backward = defineKernel('resize-bilinear-grad');

/** Uniforms and groups of either direction; `pixels` are those of the map that is written. */
function launch(map: TensorInfo, attrs: ResizeAttrs, pixels: number) {
  const channels = map.shape[3]!;
  const threads = map.shape[0]! * pixels * Math.ceil(channels / 4);
  const { height, width, newHeight: new_height, newWidth: new_width } = attrs;
  return {
    uniforms: { threads, height, width, new_height, new_width, channels },
    groups: linearGroups(threads, 64),
  };
}

const op = defineOp<ResizeAttrs>({
  name: 'TfResizeBilinear',
  forward({ x }, attrs) {
    const [batch, , , channels] = x!.shape as [number, number, number, number];
    const { y } = forward.run({
      inputs: { x: x! },
      outputs: { y: { shape: [batch, attrs.newHeight, attrs.newWidth, channels] } },
      ...launch(x!, attrs, attrs.newHeight * attrs.newWidth),
    });
    return [y!];
  },
  gradient([dy], _saved, attrs) {
    const [batch, , , channels] = dy!.shape as [number, number, number, number];
    const { dx } = backward.run({
      inputs: { dy: dy! },
      outputs: { dx: { shape: [batch, attrs.height, attrs.width, channels] } },
      ...launch(dy!, attrs, attrs.height * attrs.width),
    });
    return { x: asTensor(dx!) };
  },
});

/**
 * @param x [B, h, w, C]
 * @returns [B, height, width, C]
 * @throws Error if the new size is not positive
 */
export function resizeBilinear(x: Tensor4D, [newHeight, newWidth]: readonly [number, number]): Tensor4D {
  if (!(newHeight >= 1 && newWidth >= 1))
    throw new Error(`a map cannot be resized to ${newHeight}x${newWidth}; each side must be at least 1`);
  const [, height, width] = x.shape;
  return op({ x }, { height, width, newHeight, newWidth })[0] as Tensor4D;
}
