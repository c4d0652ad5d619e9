/**
 * Maps joined along the channels, group by group, and maps taken apart again: one launch either way, each the other's
 * gradient. shaders/join-groups*.wgsl.
 */
import type { Tensor, Tensor4D, TensorInfo } from '@tensorflow/tfjs-core';
import { linearGroups } from '../dispatch';
import { defineKernel } from '../kernel';
import { asTensor, defineOp, release } from '../op';

const LANES = 64;
/** Parts of one launch. */
export const MOST_PARTS = 6;

interface JoinAttrs {
  readonly groups: number;
  /** Channels of each part in one group. */
  readonly widths: readonly number[];
  /** Parts that all groups share. */
  readonly shared: readonly boolean[];
}

const join = defineKernel('join-groups');
const split = defineKernel('join-groups-grad');

const nameOf = (i: number): string => `part${i}`;
const PLACES = Array.from({ length: MOST_PARTS }, (_, i) => i);

function uniformsOf({ groups, widths, shared }: JoinAttrs): Record<string, number> {
  const shared_parts = shared.reduce((bits, one, i) => bits | (Number(one) << i), 0);
  return { groups, shared_parts, ...Object.fromEntries(PLACES.map((i) => [`width${i}`, widths[i] ?? 0])) };
}

function joined(parts: readonly TensorInfo[], attrs: JoinAttrs): TensorInfo {
  const [batch, height, width] = parts[0]!.shape as [number, number, number];
  const shape = [batch, height, width, attrs.groups * attrs.widths.reduce((a, b) => a + b, 0)];
  const size = shape.reduce((a, b) => a * b, 1);
  return join.run({
    inputs: Object.fromEntries(PLACES.map((i) => [nameOf(i), parts[i] ?? parts[0]!])),
    outputs: { y: { shape } },
    uniforms: { size, ...uniformsOf(attrs) },
    groups: linearGroups(size, LANES),
  }).y!;
}

function takenApart(map: TensorInfo, attrs: JoinAttrs): TensorInfo[] {
  const { groups, widths, shared } = attrs;
  const [batch, height, width] = map.shape as [number, number, number];
  const channels = widths.map((one, i) => (shared[i] ? one : one * groups));
  const positions = batch * height * width;
  const made = split.run({
    inputs: { dy: map },
    outputs: Object.fromEntries(
      PLACES.map((i) => [nameOf(i), { shape: channels[i] === undefined ? [1] : [batch, height, width, channels[i]] }]),
    ),
    uniforms: { positions, ...uniformsOf(attrs) },
    groups: linearGroups(positions * channels.reduce((a, b) => a + b, 0), LANES),
  });
  for (const i of PLACES.slice(widths.length)) release(made[nameOf(i)]!);
  return widths.map((_, i) => made[nameOf(i)]!);
}

const joinOp = defineOp<JoinAttrs>({
  name: 'TfJoinGroups',
  forward: (inputs, attrs) => [
    joined(
      attrs.widths.map((_, i) => inputs[nameOf(i)]!),
      attrs,
    ),
  ],
  gradient: ([dy], _saved, attrs) =>
    Object.fromEntries(takenApart(dy!, attrs).map((part, i) => [nameOf(i), asTensor(part)])),
});

const splitOp = defineOp<JoinAttrs>({
  name: 'TfSplitChannels',
  forward: ({ x }, attrs) => takenApart(x!, attrs),
  gradient: (dys, _saved, attrs) => ({ x: asTensor(joined(dys, attrs)) }),
});

export interface Part {
  /** [B, H, W, groups * width], or [B, H, W, width] if all groups share it */
  readonly map: Tensor4D;
  readonly shared?: boolean;
}

function checkCount(count: number): void {
  if (count < 1 || count > MOST_PARTS) throw new Error(`1 to ${MOST_PARTS} maps are joined or made, not ${count}`);
}

/** @returns [B, H, W, groups * sum of widths]: in each group the channels of every part, in order */
export function joinGroups(parts: readonly Part[], groups = 1): Tensor4D {
  checkCount(parts.length);
  const size = (map: Tensor): string => map.shape.slice(0, 3).join();
  const stranger = parts.find(({ map }) => size(map) !== size(parts[0]!.map));
  if (stranger)
    throw new Error(`joinGroups: [${stranger.map.shape.join(', ')}] beside [${parts[0]!.map.shape.join(', ')}]`);
  const shared = parts.map((part) => part.shared ?? false);
  const widths = parts.map(({ map }, i) => map.shape[3] / (shared[i] ? 1 : groups));
  if (!widths.every(Number.isInteger))
    throw new Error(
      `joinGroups: ${parts.map(({ map }) => map.shape[3]).join(', ')} channels are not of ${groups} groups`,
    );
  return joinOp(Object.fromEntries(parts.map(({ map }, i) => [nameOf(i), map])), {
    groups,
    widths,
    shared,
  })[0] as Tensor4D;
}

/**
 * @param x [B, H, W, sum of widths]
 * @returns one map [B, H, W, width] for each width
 */
export function splitChannels(x: Tensor4D, widths: readonly number[]): Tensor4D[] {
  checkCount(widths.length);
  if (widths.reduce((a, b) => a + b, 0) !== x.shape[3])
    throw new Error(`splitChannels: ${widths.join(' + ')} are not the ${x.shape[3]} channels of x`);
  return splitOp({ x }, { groups: 1, widths, shared: widths.map(() => false) }) as Tensor4D[];
}
