/** A room seen along its axis: floor, ceiling, two side walls and one ahead, so that normals point along all axes. */
import { NYU_INTRINSICS } from '../../src/data/importers/nyu-camera';

export interface BoxRoom {
  readonly height: number;
  readonly width: number;
  /** Metres. [H, W] */
  readonly depth: Float32Array;
  /** x right, y up, z to the camera. [H, W, 3] */
  readonly normals: Float32Array;
}

/** Metres from the camera. More floor is seen than ceiling. */
const WALLS = { left: 1.1, right: 1.6, floor: 1.3, ceiling: 1.9, ahead: 4 };

export function boxRoom(height: number, width: number): BoxRoom {
  const { fx, fy, cx, cy } = NYU_INTRINSICS;
  const depth = new Float32Array(height * width);
  const normals = new Float32Array(height * width * 3);
  for (let i = 0; i < depth.length; i++) {
    const a = (((i % width) + 0.5) / width - cx) / fx;
    const b = ((Math.floor(i / width) + 0.5) / height - cy) / fy;
    const hits: [z: number, normal: number[]][] = [
      [a < 0 ? WALLS.left / -a : WALLS.right / a, [a < 0 ? 1 : -1, 0, 0]],
      [b < 0 ? WALLS.ceiling / -b : WALLS.floor / b, [0, b < 0 ? -1 : 1, 0]],
      [WALLS.ahead, [0, 0, 1]],
    ];
    const [z, normal] = hits.reduce((near, hit) => (hit[0] < near[0] ? hit : near));
    depth[i] = z;
    normals.set(normal, 3 * i);
  }
  return { height, width, depth, normals };
}
