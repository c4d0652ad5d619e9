/** Scenes as the structs of shaders/lib/rooms-scene.wgsl. Whole numbers stand in floats, exact below 2^24. */
import { boundsOf, PRIMITIVE_KINDS, type Primitive } from './build';
import { classIndex } from './classes';
import { LIGHT_KINDS, type Light } from './lights';
import { PATTERNS, type Material } from './materials';
import type { RoomScene, SceneObject } from './scene';
import type { Camera } from '../sample';

const BOUNDS_SLACK = 1e-3; // metres: no rounding may cut a primitive off at its object's bounds
const CLEAR = 8; // added to the kind of primitives that let light through

function packObject(object: SceneObject, first: number): number[] {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const primitive of object.primitives) {
    const bounds = boundsOf(primitive);
    for (const i of [0, 1, 2] as const) {
      low[i] = Math.min(low[i]!, bounds.low[i] - BOUNDS_SLACK);
      high[i] = Math.max(high[i]!, bounds.high[i] + BOUNDS_SLACK);
    }
  }
  return [...low, first, ...high, object.primitives.length, classIndex(object.className), object.instance, 0, 0];
}

function packPrimitive(it: Primitive): number[] {
  const kind = PRIMITIVE_KINDS.indexOf(it.kind) + (it.clear ? CLEAR : 0);
  return [...it.center, kind, ...it.half, it.shape, ...it.xAxis, it.material, ...it.yAxis, it.bodyPart];
}

function packMaterial(it: Material): number[] {
  const pattern = PATTERNS.indexOf(it.pattern);
  return [...it.color, pattern, ...it.second, it.scale, it.gloss, it.glow, it.mirror, it.seed];
}

function packLight(it: Light): number[] {
  return [...it.position, LIGHT_KINDS.indexOf(it.kind), ...it.u, it.radius, ...it.v, 0, ...it.power, 0];
}

export interface PackedScene {
  readonly objects: Float32Array<ArrayBuffer>;
  readonly primitives: Float32Array<ArrayBuffer>;
  readonly materials: Float32Array<ArrayBuffer>;
  readonly lights: Float32Array<ArrayBuffer>;
}

export function packScene(scene: RoomScene): PackedScene {
  let first = 0;
  const objects: number[] = [];
  for (const object of scene.objects) {
    objects.push(...packObject(object, first));
    first += object.primitives.length;
  }
  return {
    objects: new Float32Array(objects),
    primitives: new Float32Array(scene.objects.flatMap((object) => object.primitives.flatMap(packPrimitive))),
    materials: new Float32Array(scene.materials.flatMap(packMaterial)),
    lights: new Float32Array(scene.lights.flatMap(packLight)),
  };
}

export const PARAMS_BYTES = 48;

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly firstRow: number;
  readonly rows: number;
  /** Rays per pixel. */
  readonly rays: number;
  readonly seed: number;
}

/** Struct View; every vec3f takes four places. */
export function packView(scene: RoomScene, { worldFromCamera: m }: Camera): Float32Array<ArrayBuffer> {
  const axes = [3, 0, 1, 2].flatMap((column) => [m[column]!, m[4 + column]!, m[8 + column]!, 0]);
  const light = [scene.sky, scene.earth, scene.balance].flatMap((color) => [...color, 0]);
  return new Float32Array([...axes, ...light]);
}

/** Struct Params. */
export function packParams(scene: RoomScene, camera: Camera, frame: Frame): ArrayBuffer {
  const buffer = new ArrayBuffer(PARAMS_BYTES);
  const size = [frame.width, frame.height, frame.firstRow, frame.rows];
  new Uint32Array(buffer, 0, 8).set([...size, scene.objects.length, scene.lights.length, frame.rays, frame.seed]);
  const { fx, fy, cx, cy } = camera.intrinsics;
  new Float32Array(buffer, 32).set([fx, fy, cx, cy]);
  return buffer;
}
