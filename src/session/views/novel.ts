/**
 * The field of one image from another camera (paper Eq. 3): one that turns about the picked pixel's point, or that of
 * another image of the scene, whose truth then stands beside what is rendered.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Tensor } from '@tensorflow/tfjs-core';
import { InputError } from '../../base/errors';
import { invertRigid, multiply4, unproject, type Pinhole, type Vec3 } from '../../base/geometry';
import { orbitPose, type Orbit } from '../../base/volume';
import { metresOfZ, type ZRange } from '../../base/z-range';
import type { Sample } from '../../data/sample';
import { sceneOf } from '../../data/scenes';
import { readTensors } from '../../gpu/read';
import { probeRay } from '../../model/regularizer/ray-probe';
import type { Regularizer } from '../../model/regularizer/regularizer';
import type { CameraView, Rendering } from '../../model/regularizer/types';
import { resize } from '../../nn/resize';
import type { NovelMap, NovelPlace, NovelView, Pixel } from '../../protocol/views';
import { rgb, UNLABELLED } from '../../tasks/colors';
import { depth } from '../../tasks/depth';
import { IGNORE } from '../../tasks/metrics/meter';
import { labelOf, type Task } from '../../tasks/task';
import { absorbedView, absorbedWords } from './absorbed';
import { checkIndex, painted, placeOf, rayOf, type ViewContext } from './context';
import { look, type FieldLook, type Look } from './look';
import { fieldOf, ownPositions } from './ray';
import { imageOf } from '../looks';
import { sharedRange } from './sample';

/** Of an image without a camera, across: about a phone's, and NYUv2's Kinect. */
const ASSUMED_DEGREES = 60;
const LEAST_SEEN = 0.02; // absorbed: below, a ray met next to nothing, and its sums are no values of anything
const NOTHING = 'nothing absorbed';

const PASS = { training: false, seed: 0 } as const;

/** How far the camera may turn and move, for whoever asks. */
const REACH = { yaw: [-90, 90], pitch: [-80, 80], distance: [0.1, 4] } as const;

const isOrbit = (place: NovelPlace): place is Orbit => !('image' in place);

function checkOrbit(orbit: Orbit): void {
  for (const name of ['yaw', 'pitch', 'distance'] as const) {
    const [low, high] = REACH[name];
    if (!(orbit[name] >= low && orbit[name] <= high))
      throw new InputError(`The camera's ${name} is ${orbit[name]}; allowed is ${low} to ${high}.`);
  }
}

/** @returns its own lens, or one of ASSUMED_DEGREES across with square pixels */
export function lensOf({ camera, height, width }: Pick<Sample, 'camera' | 'height' | 'width'>): Pinhole {
  if (camera) return camera.intrinsics;
  const fx = 0.5 / Math.tan((ASSUMED_DEGREES * Math.PI) / 360);
  return { fx, fy: (fx * width) / height, cx: 0.5, cy: 0.5 };
}

interface Seen extends Look {
  readonly field: FieldLook;
}

/** The point that the picked pixel's ray expects; the middle of the range where it absorbs nothing. */
function centreAt(regularizer: Regularizer, { field, sample }: Seen, pixel: Pixel): Vec3 {
  const { options } = regularizer;
  const ray = rayOf(pixel, sample, options.rays);
  const own = ownPositions(field, ray[0] * options.rays[1] + ray[1]);
  const { expectedZ } = probeRay(fieldOf(regularizer, field), ray, own)[0]!.matter;
  const z = Math.max(-1, Math.min(1, Number.isNaN(expectedZ) ? 0 : expectedZ));
  const uv = [(pixel.column + 0.5) / sample.width, (pixel.row + 0.5) / sample.height] as const;
  return unproject(lensOf(sample), uv, metresOfZ(z, options));
}

/** The camera of another image of the scene. @throws InputError if one of the two has none */
function cameraOf({ sample }: Seen, other: Sample): CameraView {
  for (const { camera, id } of [sample, other])
    if (!camera) throw new InputError(`The image "${id}" has no camera, so it cannot be looked at from another image.`);
  return {
    volume: sample.camera!.intrinsics,
    camera: other.camera!.intrinsics,
    volumeFromCamera: multiply4(invertRigid(sample.camera!.worldFromCamera), other.camera!.worldFromCamera),
  };
}

/** Decoded maps at the image's size, and what was absorbed where, read back. */
interface Rendered {
  readonly maps: Readonly<Record<string, Float32Array>>;
  /** [rays] */
  readonly accumulated: Float32Array;
  /** Where the weight of each ray lies, in the box; NaN where there is none. [rays] */
  readonly expectedZ: Float32Array;
}

/** The mean over heads of sum of weight times z, over that of the weights. [1, rows, columns] */
function expectedOf({ absorbed }: Rendering): Tensor {
  const all = [...new Set(Object.values(absorbed))];
  const mean = (part: 'weight' | 'z'): Tensor => tf.addN(all.map((one) => one[part]));
  return tf.div(mean('z'), mean('weight'));
}

async function render(context: ViewContext, { field, sample }: Seen, view: CameraView): Promise<Rendered> {
  const { rows, columns, channels, values } = field.planes;
  const regularizer = context.model.regularizer!;
  const tasks = context.tasks.filter(({ id }) => regularizer.options.heads.some((head) => head.id === id));
  const tensors = tf.tidy(() => {
    const packed = tf.tensor4d(values, [1, rows, columns, channels]);
    const rendering = regularizer.renderViews(packed, [view], { pass: PASS });
    const decoded = tasks.map((task) => task.decode(resize(rendering.maps[task.id]!, [sample.height, sample.width])));
    return [rendering.accumulated, expectedOf(rendering), ...decoded];
  });
  try {
    const [accumulated, expectedZ, ...maps] = await readTensors(tensors);
    return {
      accumulated: accumulated!,
      expectedZ: expectedZ!.map((z, ray) => (accumulated![ray]! < LEAST_SEEN ? NaN : z)),
      maps: Object.fromEntries(tasks.map(({ id }, k) => [id, maps[k]!])),
    };
  } finally {
    tf.dispose(tensors);
  }
}

/** On the scale of the image's own maps, so that the two can be compared. */
function rangeOf(task: Task, { truth, decoded }: Seen) {
  return sharedRange(task, [truth[task.id], decoded.decoder[task.id], decoded.rendered?.[task.id]]);
}

interface MapParts {
  readonly seen: Seen;
  readonly pixel: Pixel;
  /** [rays] */
  readonly accumulated: Float32Array;
  readonly rays: readonly [number, number];
  /** What the camera's own image is labelled with, where it is an image's. */
  readonly other: Sample | null;
}

/** Pixels whose ray met nothing get the colour of those without a label. */
function blank(rgba: Uint8ClampedArray<ArrayBuffer>, empty: (pixel: Pixel) => boolean, width: number) {
  const color = rgb(UNLABELLED);
  for (let at = 0; 4 * at < rgba.length; at++)
    if (empty({ row: Math.floor(at / width), column: at % width })) rgba.set(color, 4 * at);
  return rgba;
}

function mapOf(task: Task, values: Float32Array, { seen, pixel, other, accumulated, rays }: MapParts): NovelMap {
  const { sample } = seen;
  const empty = (at: Pixel): boolean => {
    const [row, column] = rayOf(at, sample, rays);
    return accumulated[row * rays[1] + column]! < LEAST_SEEN;
  };
  const range = rangeOf(task, seen);
  const { channels } = task.labels;
  const place = placeOf(pixel, sample);
  const labelled = other !== null && task.labels.stored(other.labels) !== undefined;
  return {
    task: task.id,
    legend: task.legend(range),
    rendered: painted(sample, blank(task.paint(values, range), empty, sample.width)),
    words: empty(pixel) ? NOTHING : task.words(values.subarray(channels * place, channels * (place + 1))),
    truth: labelled ? painted(other, task.paint(labelOf(task, other), range)) : null,
  };
}

type RayGrid = ZRange & { readonly rays: readonly [number, number] };

/** On a scale of its own: an untrained volume expects its middle, wherever the room is. */
function expectedMap(expectedZ: Float32Array, { options, ray }: { options: RayGrid; ray: number }) {
  const [height, width] = options.rays;
  const metres = expectedZ.map((z) => (Number.isNaN(z) ? IGNORE : metresOfZ(z, options)));
  const range = depth.range!(metres);
  const words = Number.isNaN(expectedZ[ray]) ? NOTHING : depth.words([metres[ray]!]);
  return { map: painted({ height, width }, depth.paint(metres, range)), legend: depth.legend(range), words };
}

/** Images of the same scene, where they have cameras. */
function othersOf({ dataset }: ViewContext, index: number, { camera }: Sample): number[] {
  const { first, end } = sceneOf(dataset.info, 'val', index);
  return Array.from({ length: camera ? end - first : 0 }, (_, k) => first + k).filter((one) => one !== index);
}

interface Wish {
  readonly pixel: Pixel;
  readonly place: NovelPlace;
}

/** What is looked at. @throws InputError if there is no field, or if its z has no metres */
async function seenBy(context: ViewContext, index: number): Promise<Seen> {
  const seen = await look(context, index);
  const { regularizer } = context.model;
  if (!seen.field || !regularizer)
    throw new InputError('This run has no regularizer, so there is no field to look at from elsewhere.');
  if (regularizer.options.zRange === 'linear')
    throw new InputError(
      'z of this run\'s box has no metres (regularizer.zRange is "linear"), so no other camera can be placed; runs with "metric" or "disparity" can.',
    );
  return { ...seen, field: seen.field };
}

/** @throws InputError if there is no such image, pixel or place, no regularizer, or no metres */
export async function novelView(context: ViewContext, index: number, { pixel, place }: Wish): Promise<NovelView> {
  if (isOrbit(place)) checkOrbit(place);
  else checkIndex(context, place.image);
  const seen = await seenBy(context, index);
  placeOf(pixel, seen.sample);
  const regularizer = context.model.regularizer!;
  const { rays, zNear, zFar } = regularizer.options;
  const [row, column] = rayOf(pixel, seen.sample, rays);
  const ray = row * rays[1] + column;
  const zRange = regularizer.options.zRange as 'metric' | 'disparity';
  const other = isOrbit(place) ? null : await context.dataset.read('val', place.image);
  const centre = centreAt(regularizer, seen, pixel);
  const pinhole = lensOf(seen.sample);
  const view = isOrbit(place)
    ? { volume: pinhole, camera: pinhole, volumeFromCamera: orbitPose(centre, place) }
    : cameraOf(seen, other!);
  const rendered = await render(context, seen, view);
  const tasks = context.tasks.filter(({ id }) => id in rendered.maps);
  return {
    index,
    step: context.step,
    place,
    maps: tasks.map((task) =>
      mapOf(task, rendered.maps[task.id]!, { seen, pixel, other, rays, accumulated: rendered.accumulated }),
    ),
    absorbed: absorbedView(rendered.accumulated, rays),
    absorbedWords: absorbedWords(rendered.accumulated[ray]!),
    expectedZ: expectedMap(rendered.expectedZ, { options: regularizer.options, ray }),
    image: other && imageOf(other),
    centre,
    volume: { pinhole, zRange, zNear, zFar },
    assumed: !seen.sample.camera,
    camera: view.camera,
    volumeFromCamera: new Float32Array(view.volumeFromCamera),
    others: othersOf(context, index, seen.sample),
  };
}
