/** Videos with depth and camera poses, for the cross-view term (paper Eq. 3): 7-Scenes, TUM, Open3D. */
import { InputError } from '../../base/errors';
import { normalsFromDepth } from '../derive/normals';
import type { Sample } from '../sample';
import { textOf } from './file-names';
import { metresOf, readDepthImage } from './depth-images';
import { open3d } from './open3d';
import { CAMERA, cameraChoice, intrinsicsOf, type Frame, type Sequence, type Sequences } from './posed-frames';
import { poseFromText } from './poses';
import { expectSize, readPicture } from './raw-labels';
import { sevenScenes } from './seven-scenes';
import { tum } from './tum';
import type { Chosen, Entry, Importer, Layout, Remark, Source } from './types';

const ID = 'posed-rgbd';
const KINDS = [sevenScenes, tum, open3d];

export const posedRgbd: Importer = {
  id: ID,
  async recognise(source) {
    for (const kind of KINDS) {
      const found = await kind(source);
      if (found) return layoutOf(found, source);
    }
    return undefined;
  },
};

interface Place {
  readonly frame: Frame;
  readonly entry: Entry;
}

function layoutOf(found: Sequences, source: Source): Layout {
  const places = placesOf(found.sequences, source);
  const frames = new Map(places.map(({ frame, entry }) => [entry.id, frame]));
  const isSingle = found.sequences.length === 1 && !found.sequences[0]!.split;
  return {
    importer: ID,
    title: found.title,
    entries: places.map(({ entry }) => entry),
    labelSets: [],
    choices: cameraChoice(found),
    remarks: [...found.remarks, ...(isSingle ? [SINGLE] : [])],
    skipped: found.skipped,
    derived: { normals: 'fitted to depth' },
    read: async (entry, chosen) => readFrame(entry, frames.get(entry.id)!, cameraOf(found, chosen), found.perMetre),
  };
}

const SINGLE: Remark = {
  kind: 'fact',
  text: 'All frames are of one scene.',
  consequence: 'Its last ones are for validation: they show the same room, so the figures say little about others.',
};

function placesOf(sequences: readonly Sequence[], source: Source): Place[] {
  return sequences.flatMap(({ scene, frames, split }) => {
    const name = scene === '' ? source.name : scene;
    return frames.map((frame): Place => {
      const files = [frame.color.path, frame.depth.path, ...('path' in frame.pose ? [frame.pose.path] : [])];
      const id = sequences.length > 1 ? `${name}/${frame.name}` : frame.name;
      return { frame, entry: { id, ...(split && { split }), scene: name, labels: ['depth', 'normals'], files } };
    });
  });
}

function cameraOf({ cameras }: Sequences, chosen: Chosen): Sequences['cameras'][number]['camera'] {
  const name = chosen[CAMERA] ?? cameras[0]!.name;
  const found = cameras.find((camera) => camera.name === name);
  if (found) return found.camera;
  throw new InputError(
    `"${name}" is no camera of this layout; known are ${cameras.map((camera) => camera.name).join(', ')}.`,
  );
}

async function readFrame(
  { id, scene }: Entry,
  frame: Frame,
  pixels: Sequences['cameras'][number]['camera'],
  perMetre: number,
): Promise<Sample> {
  // The pose first: of a frame without one, nothing else need be decoded.
  const worldFromCamera = 'path' in frame.pose ? poseFromText(await textOf(frame.pose), frame.pose.path) : frame.pose;
  const picture = await readPicture(frame.color);
  const field = await readDepthImage(frame.depth);
  expectSize(field, picture, frame.color.path);
  const { height, width } = picture;
  const depth = metresOf(field, perMetre);
  const intrinsics = intrinsicsOf(pixels, picture);
  const normals = normalsFromDepth(depth, { height, width, intrinsics });
  const camera = { intrinsics, worldFromCamera };
  return { id, height, width, image: picture.rgb, labels: { depth, normals }, camera, ...(scene && { scene }) };
}
