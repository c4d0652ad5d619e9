/** The orthographic camera that turns about the box: z runs to the right, the box always fits. */
import { OrthographicCamera, Vector3 } from 'three';
import type { Vec3 } from '../base/geometry';
import type { Point, Size } from './geometry';

/** How far the image plane stands in front of the box, in box units. */
export const PULL = 0.62;

const START = { azimuth: 31, elevation: 25 }; // degrees
const HIGHEST = 85; // degrees: beyond, the box would turn over
const DEPTH = 1.42; // length of the box along z against the mean of its sides
const MARGIN = { top: 48, bottom: 36, side: 24 }; // screen pixels, for toolbar and names
const FAR = 20; // camera distance: beyond every corner

const RADIANS = Math.PI / 180;

export class View {
  readonly camera = new OrthographicCamera(-1, 1, 1, -1, 0, 2 * FAR);
  /** World units of a box unit; three's world is y up, z to the viewer: a half turn about x. */
  stretch: Vec3 = [1, 1, DEPTH];
  #azimuth = START.azimuth;
  #elevation = START.elevation;
  #width = 1;
  #height = 1;
  readonly #point = new Vector3();

  /** @param size screen pixels @param image its aspect is the box's */
  fitTo(size: Size, image: Size): void {
    const aspect = Math.sqrt(image.width / image.height);
    this.stretch = [aspect, 1 / aspect, DEPTH];
    this.#width = size.width;
    this.#height = size.height;
    this.#aim();
  }

  reset(): void {
    this.#azimuth = START.azimuth;
    this.#elevation = START.elevation;
    this.#aim();
  }

  /** By so many degrees. */
  turn(azimuth: number, elevation: number): void {
    this.#azimuth += azimuth;
    this.#elevation = Math.max(-HIGHEST, Math.min(HIGHEST, this.#elevation + elevation));
    this.#aim();
  }

  /** Whether the near side of the box (with the image) faces the camera. */
  get facesImage(): boolean {
    return Math.sin(this.#azimuth * RADIANS) * Math.cos(this.#elevation * RADIANS) >= 0;
  }

  /** Screen pixels of a point of the box. */
  project(point: Vec3): Point {
    const { x, y } = this.#world(point).project(this.camera);
    return [((x + 1) / 2) * this.#width, ((1 - y) / 2) * this.#height];
  }

  #world([x, y, z]: Vec3): Vector3 {
    return this.#point.set(x * this.stretch[0], -y * this.stretch[1], -z * this.stretch[2]);
  }

  /** Places camera and frustum so that the box with the image plane fills the screen between the margins. */
  #aim(): void {
    const [a, e] = [this.#azimuth * RADIANS, this.#elevation * RADIANS];
    this.camera.position.set(Math.cos(a) * Math.cos(e), Math.sin(e), Math.sin(a) * Math.cos(e)).multiplyScalar(FAR);
    this.camera.lookAt(0, 0, 0);
    this.camera.updateMatrixWorld();
    const [left, right, low, high] = this.#bounds();
    const room = {
      width: Math.max(1, this.#width - 2 * MARGIN.side),
      height: Math.max(1, this.#height - MARGIN.top - MARGIN.bottom),
    };
    const scale = Math.min(room.width / (right - left), room.height / (high - low)); // pixels a world unit
    const middle = (left + right) / 2;
    this.camera.left = middle - this.#width / 2 / scale;
    this.camera.right = middle + this.#width / 2 / scale;
    this.camera.top = (low + high) / 2 + (MARGIN.top + room.height / 2) / scale;
    this.camera.bottom = this.camera.top - this.#height / scale;
    this.camera.updateProjectionMatrix();
  }

  /** Of the box and the image plane, in the camera's own right and up. */
  #bounds(): readonly [left: number, right: number, low: number, high: number] {
    const [xs, ys]: [number[], number[]] = [[], []];
    for (const x of [-1, 1]) {
      for (const y of [-1, 1]) {
        for (const z of [-1 - PULL, 1]) {
          const seen = this.#world([x, y, z]).applyMatrix4(this.camera.matrixWorldInverse);
          xs.push(seen.x);
          ys.push(seen.y);
        }
      }
    }
    return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  }
}
