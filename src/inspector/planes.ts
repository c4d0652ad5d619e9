/** Painted maps as textured quads: the three planes on the walls of the box, and the image pulled out in front. */
import {
  BufferGeometry,
  DataTexture,
  DoubleSide,
  Float32BufferAttribute,
  Group,
  Mesh,
  MeshBasicMaterial,
  NearestFilter,
  NoColorSpace,
} from 'three';
import type { Vec3 } from '../base/geometry';
import type { BoxAxis, Painted, SliceView } from '../protocol/views';
import type { PlaneName } from '../store/pick';
import { wallPoint } from './geometry';
import { slicePoint } from './slice';
import { PULL } from './view';

export const PLANES: readonly PlaneName[] = ['xy', 'xz', 'yz'];

/** Planes let the ground through a little, so that lines on them stand out; the image does not. */
const PLANE_OPACITY = 0.88;
/** What lies behind the slice shows through a little, so that one sees where in the box it stands. */
const SLICE_OPACITY = 0.9;

const SLICES: readonly BoxAxis[] = ['x', 'y', 'z'];

/** A square of the box at (u, v) in [-1, 1]^2; texture row 0 lies at v = -1. */
function quad(at: (u: number, v: number) => Vec3): BufferGeometry {
  const corners = [at(-1, -1), at(1, -1), at(-1, 1), at(1, 1)];
  return new BufferGeometry()
    .setAttribute('position', new Float32BufferAttribute(corners.flat(), 3))
    .setAttribute('uv', new Float32BufferAttribute([0, 0, 1, 0, 0, 1, 1, 1], 2))
    .setIndex([0, 1, 2, 2, 1, 3]);
}

/** One textured square; hidden until it has something to show. */
class Picture {
  readonly mesh: Mesh<BufferGeometry, MeshBasicMaterial>;
  #shown: Painted | null = null;

  constructor(geometry: BufferGeometry, opacity: number) {
    const material = new MeshBasicMaterial({ side: DoubleSide, transparent: opacity < 1, opacity, toneMapped: false });
    this.mesh = new Mesh(geometry, material);
    this.mesh.visible = false;
  }

  show(painted: Painted | null, visible: boolean): void {
    this.mesh.visible = visible && painted !== null;
    if (!painted || painted === this.#shown) return;
    this.#shown = painted;
    this.mesh.material.map?.dispose();
    this.mesh.material.map = texture(painted);
    this.mesh.material.needsUpdate = true;
  }

  dispose(): void {
    this.mesh.material.map?.dispose();
    this.mesh.material.dispose();
    this.mesh.geometry.dispose();
  }
}

/** Texels stay texels, and bytes reach the screen as they are. */
function texture({ rgba, width, height }: Painted): DataTexture {
  const made = new DataTexture(rgba, width, height);
  made.magFilter = NearestFilter;
  made.minFilter = NearestFilter;
  made.colorSpace = NoColorSpace;
  made.needsUpdate = true;
  return made;
}

/** All pictures of the scene. Walls and image are groups of their own: what is drawn between them lies between them. */
export class Pictures {
  readonly walls = new Group();
  readonly front = new Group();
  readonly #planes: Readonly<Record<PlaneName, Picture>>;
  readonly #image = new Picture(
    quad((u, v) => [u, v, -1 - PULL]),
    1,
  );

  /** One for each axis, moved along it. */
  readonly #slices: Readonly<Record<BoxAxis, Picture>>;

  constructor() {
    const slice = (axis: BoxAxis): Picture =>
      new Picture(
        quad((u, v) => slicePoint({ axis, position: 0 }, u, v)),
        SLICE_OPACITY,
      );
    this.#slices = { x: slice('x'), y: slice('y'), z: slice('z') };
    const plane = (name: PlaneName): Picture =>
      new Picture(
        quad((u, v) => wallPoint(name, u, v)),
        PLANE_OPACITY,
      );
    this.#planes = { xy: plane('xy'), xz: plane('xz'), yz: plane('yz') };
    this.walls.add(...PLANES.map((name) => this.#planes[name].mesh));
    this.walls.add(...SLICES.map((axis) => this.#slices[axis].mesh));
    this.front.add(this.#image.mesh);
  }

  stretch([x, y, z]: Vec3): void {
    for (const group of [this.walls, this.front]) group.scale.set(x, -y, -z);
  }

  show(
    image: Painted | null,
    planes: Readonly<Record<PlaneName, Painted>> | null,
    on: Readonly<Record<PlaneName, boolean>>,
  ): void {
    this.#image.show(image, true);
    for (const name of PLANES) this.#planes[name].show(planes?.[name] ?? null, on[name]);
  }

  /** The slice among the walls; null: none. */
  cut(slice: SliceView | null): void {
    for (const axis of SLICES) {
      const here = slice?.axis === axis ? slice : null;
      this.#slices[axis].show(here?.painted ?? null, true);
      if (here) this.#slices[axis].mesh.position[axis] = here.position;
    }
  }

  dispose(): void {
    this.#image.dispose();
    for (const axis of SLICES) this.#slices[axis].dispose();
    for (const name of PLANES) this.#planes[name].dispose();
  }
}
