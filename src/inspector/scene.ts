/**
 * The scene: box, planes on its walls, image plane, ray and shadows. Drawn on demand. WebGL draws the pictures off
 * screen and the visible canvas keeps a copy, with the lines on top: a lost context leaves the last picture standing.
 */
import { LinearSRGBColorSpace, Scene as World, WebGLRenderer } from 'three';
import type { Vec3 } from '../base/geometry';
import type { NovelView, Pixel, PlanesView, RayView, SampleView, SliceView } from '../protocol/views';
import type { Elsewhere, PlaneName } from '../store/pick';
import { CORNERS, drawNames, EDGES } from './box';
import { drawFrustum } from './frustum';
import { centreOf, pixelAt, rayPoint, shadowOn, standingSample, withinQuad, type Point } from './geometry';
import { Pen, readInks } from './pen';
import { Pictures, PLANES } from './planes';
import { drawFootprint, drawRay, drawShadows, drawTaps } from './ray';
import { drawSliceFrame, ontoSlice, slicePoint, sliceWords } from './slice';
import { PULL, View } from './view';

/** What is shown; views may be of different steps for a moment. */
export interface Shown {
  readonly sample: SampleView | null;
  readonly planes: PlanesView | null;
  readonly ray: RayView | null;
  readonly pixel: Pixel;
  readonly cursor: number;
  readonly on: Readonly<Record<PlaneName, boolean>>;
  /** null while it is off. */
  readonly slice: SliceView | null;
  /** The second camera as it is wished, and what was last rendered for it; null while it is out of sight. */
  readonly second: { readonly elsewhere: Elsewhere; readonly novel: NovelView } | null;
}

/** What the pointer is over: a sample's shadow on a plane, or a point of the slice. */
export type Hover =
  | { readonly plane: PlaneName; readonly sample: number; readonly slice?: undefined }
  | { readonly plane?: undefined; readonly sample?: undefined; readonly slice: Vec3 };

export type SceneStatus = 'ready' | 'lost';

const NOTHING: Shown = {
  sample: null,
  planes: null,
  ray: null,
  pixel: { row: 0, column: 0 },
  cursor: -1,
  on: { xy: true, xz: true, yz: true },
  slice: null,
  second: null,
};

export class Scene {
  readonly view = new View();
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #renderer: WebGLRenderer;
  readonly #pictures = new Pictures();
  readonly #walls = new World();
  readonly #front = new World();
  #shown = NOTHING;
  #hover: Hover | null = null;
  #frame = 0;
  #drawn = 0;
  #lost = false;
  readonly #ended = new AbortController();

  /** @throws Error where the browser gives no WebGL 2 */
  constructor(canvas: HTMLCanvasElement, tell: (status: SceneStatus) => void) {
    const context = canvas.getContext('2d');
    if (!context) throw new Error('the browser gave no 2D context for the scene; reload the page');
    this.#canvas = canvas;
    this.#context = context;
    // The copy is made in the same task as the drawing, so the buffer need not be kept.
    this.#renderer = new WebGLRenderer({ antialias: true, alpha: true });
    this.#renderer.outputColorSpace = LinearSRGBColorSpace; // bytes as painted: no conversion on either side
    this.#renderer.setClearColor(0, 0);
    this.#walls.add(this.#pictures.walls);
    this.#front.add(this.#pictures.front);
    const set = (lost: boolean): void => {
      this.#lost = lost;
      tell(lost ? 'lost' : 'ready');
      this.invalidate();
    };
    const { signal } = this.#ended;
    this.#renderer.domElement.addEventListener('webglcontextlost', () => set(true), { signal });
    this.#renderer.domElement.addEventListener('webglcontextrestored', () => set(false), { signal });
  }

  show(shown: Shown): void {
    this.#shown = shown;
    this.invalidate();
  }

  hover(over: Hover | null): void {
    const before = this.#hover;
    if (!over?.slice && !before?.slice && over?.plane === before?.plane && over?.sample === before?.sample) return;
    this.#hover = over;
    this.invalidate();
  }

  /** Draws at the next frame, however often asked. */
  invalidate(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  dispose(): void {
    this.#ended.abort();
    cancelAnimationFrame(this.#frame);
    this.#pictures.dispose();
    this.#renderer.dispose();
    this.#renderer.forceContextLoss();
  }

  /** The pixel under a screen point: on the image plane, else on the back wall. */
  pixelUnder(point: Point, where: 'image' | 'xy'): Pixel | null {
    const { sample, on } = this.#shown;
    if (!sample || (where === 'xy' && !on.xy)) return null;
    const z = where === 'image' ? -1 - PULL : 1;
    const at = this.#within((u, v) => [u, v, z], point);
    return at && pixelAt(at[0], at[1], sample.image);
  }

  /** Coordinates in a square of the box of a screen point within it. */
  #within(at: (u: number, v: number) => Vec3, point: Point): Point | null {
    const corner = (u: number, v: number): Point => this.view.project(at(u, v));
    const found = withinQuad([corner(-1, -1), corner(1, -1), corner(-1, 1)], point);
    return found && Math.max(Math.abs(found[0]), Math.abs(found[1])) <= 1 ? found : null;
  }

  /** The point of the slice under a screen point. */
  sliceUnder(point: Point): Hover | null {
    const { slice } = this.#shown;
    const at = slice && this.#within((u, v) => slicePoint(slice, u, v), point);
    return at && { slice: slicePoint(slice, at[0], at[1]) };
  }

  /** The sample whose shadow lies within `reach` screen pixels. */
  shadowUnder(point: Point, reach: number): Hover | null {
    const { ray, planes, on } = this.#shown;
    if (!ray || !planes) return null;
    const [across, down] = rayPoint(ray.ray, ray.rays);
    let best: Hover | null = null;
    let least = reach;
    for (const plane of PLANES) {
      if (!on[plane]) continue;
      ray.z.forEach((z, sample) => {
        const [x, y] = this.view.project(shadowOn(plane, [across, down, z]));
        const distance = Math.hypot(x - point[0], y - point[1]);
        if (distance >= least) return;
        least = distance;
        best = { plane, sample };
      });
    }
    return best;
  }

  #draw(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (width === 0 || height === 0 || this.#lost) return;
    const { sample, planes, on, slice } = this.#shown;
    const ratio = window.devicePixelRatio || 1;
    this.#resize(width, height, ratio);
    this.view.fitTo({ width, height }, sample?.image ?? { width: 4, height: 3 });
    this.#pictures.stretch(this.view.stretch);
    this.#pictures.show(sample?.image ?? null, planes, on);
    this.#pictures.cut(slice);
    const pen = new Pen(this.#context, readInks(this.#canvas), (point) => this.view.project(point));
    pen.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.context.fillStyle = pen.inks.scene;
    pen.context.fillRect(0, 0, width, height);
    const image = (): void => this.#drawImage(pen);
    if (!this.view.facesImage) image();
    this.#drawBox(pen);
    if (this.view.facesImage) image();
    this.#drawPicked(pen);
    drawNames(pen, on);
    this.#canvas.dataset.drawn = String(++this.#drawn); // draws so far: on demand can be checked
  }

  #resize(width: number, height: number, ratio: number): void {
    const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width === wide && this.#canvas.height === high) return;
    this.#canvas.width = wide;
    this.#canvas.height = high;
    this.#renderer.setPixelRatio(ratio);
    this.#renderer.setSize(width, height, false);
  }

  /** Draws a group of pictures by WebGL and copies it over. */
  #copy(world: World): void {
    this.#renderer.render(world, this.view.camera);
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#context.drawImage(this.#renderer.domElement, 0, 0, width, height);
  }

  #drawBox(pen: Pen): void {
    const { ray, planes, cursor, on, slice } = this.#shown;
    this.#copy(this.#walls);
    for (const [from, to] of EDGES) pen.line(from, to, 'scene-line');
    if (slice) drawSliceFrame(pen, slice, ray && rayPoint(ray.ray, ray.rays));
    if (!ray) return;
    drawShadows(pen, ray, on);
    const k = standingSample(ray.weight, cursor);
    if (planes && k >= 0) drawFootprint(pen, { ray, k, planes, on });
  }

  #drawImage(pen: Pen): void {
    const z = -1 - PULL;
    for (const [x, y] of CORNERS) pen.line([x, y, z], [x, y, -1], 'scene-line', { dash: [1, 3] });
    this.#copy(this.#front);
    pen.outline(
      CORNERS.map(([x, y]): Vec3 => [x, y, z]),
      'ink-2',
    );
  }

  #drawPicked(pen: Pen): void {
    const { sample, ray, planes, pixel, on, slice, second } = this.#shown;
    if (second) drawFrustum(pen, second.elsewhere, second.novel);
    if (ray) drawRay(pen, ray);
    if (sample) {
      const { width, height } = sample.image;
      pen.square([centreOf(pixel.column, width), centreOf(pixel.row, height), -1 - PULL]);
    }
    const over = this.#hover;
    if (over?.slice) {
      if (slice) pen.plate(sliceWords(slice, ontoSlice(slice, over.slice)), over.slice, { shift: [12, -16] });
    } else if (over && ray && planes && over.sample < ray.z.length) {
      drawTaps(pen, over.plane, { ray, k: over.sample, planes, on });
    }
  }
}
