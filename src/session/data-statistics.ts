/** Numbers of some images of a data set, given or stored, with its normals and poses held against its depth. */
import type { LabelSet } from '../base/label-sets';
import { normalsFromDepth } from '../data/derive/normals';
import { NYU_INTRINSICS } from '../data/importers/nyu-camera';
import type { Sample } from '../data/sample';
import type { SceneRange } from '../data/scenes';
import { PoseCheck } from '../data/statistics/pose-check';
import { Statistics } from '../data/statistics/statistics';
import type { DataStatistics } from '../protocol/data-messages';

const COMPARED = 6; // images whose normals are fitted: each takes a tenth of a second at 480x640
const FRAMES = 3; // of a scene, compared with each other
const REACH = 10; // frames between two of them, at most: what moves farther shows something else

export interface CountedSamples {
  /** One after the other: of stored ones, never more than one is held. */
  readonly samples: Iterable<Sample> | AsyncIterable<Sample>;
  readonly labelSet: LabelSet;
  /** Normals that were fitted to depth agree with it whatever the axes: they are not compared. */
  readonly fitted: boolean;
  /** Frames for the pose check, those of a scene in a row. */
  readonly frames: Iterable<Sample> | AsyncIterable<Sample>;
}

/** The camera of NYUv2 where a sample names none: most such data is cut from it. */
function fitTo({ labels, height, width, camera }: Sample): Float32Array | undefined {
  const intrinsics = camera?.intrinsics ?? NYU_INTRINSICS;
  return labels.depth && normalsFromDepth(labels.depth, { height, width, intrinsics });
}

export async function statisticsOf({ samples, labelSet, fitted, frames }: CountedSamples): Promise<DataStatistics> {
  let compared = 0;
  const fit = (sample: Sample): Float32Array | undefined => (compared++ < COMPARED ? fitTo(sample) : undefined);
  const statistics = new Statistics({ labelSet, ...(!fitted && { fit }) });
  for await (const sample of samples) statistics.add(sample);
  const poses = new PoseCheck();
  for await (const frame of frames) poses.add(frame, frame.scene ?? '');
  return { ...statistics.result(), poses: poses.result() };
}

/** Places in a scene whose frames are worth comparing: the first, and some that are not far from it. */
export function comparedFrames({ first, end }: SceneRange): number[] {
  const step = Math.max(1, Math.min(REACH, Math.floor((end - 1 - first) / (FRAMES - 1))));
  return Array.from({ length: FRAMES }, (_, k) => first + k * step).filter((place) => place < end);
}
