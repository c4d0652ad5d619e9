/**
 * What the page is shown of a model, pulled one view at a time: maps, values at a pixel, a ray, planes, a slice of the
 * density, the field from another camera. Typed arrays travel by transfer.
 */
import type { Legend } from '../base/legend';
import type { Orbit, Volume } from '../base/volume';
import type { Pinhole, Vec3 } from '../base/geometry';
import type { LivePlace } from './live';

/** RGBA bytes of a map; their buffers are transferred. */
export interface Painted {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8ClampedArray<ArrayBuffer>;
}

export interface TaskMaps {
  readonly task: string;
  readonly legend: Legend;
  readonly truth: Painted | null;
  readonly decoder: Painted;
  readonly rendered: Painted | null;
  /** Error against the truth, magma from black; null without truth. Unlabelled pixels are near-black. */
  readonly decoderError: Painted | null;
  readonly renderedError: Painted | null;
  /** How the error maps are read. */
  readonly errorLegend: Legend;
  /** Headline metric of this image ("0.412 mIoU"); '' without truth. */
  readonly decoderScore: string;
  readonly renderedScore: string;
}

/** Below, a rendered map says little about its ray: most of it was never absorbed. */
export const LEAST_ABSORBED = 0.3;

/** How much of each ray was absorbed: its weights' sum, one texel a ray. */
export interface AbsorbedView {
  readonly map: Painted;
  readonly legend: Legend;
  readonly mean: number;
  /** Share of the rays that absorb less than LEAST_ABSORBED. */
  readonly thin: number;
}

/** All maps of one held-out image at the present weights. */
export interface SampleView {
  readonly index: number;
  readonly count: number;
  readonly id: string;
  readonly step: number;
  readonly image: Painted;
  /** Rows and columns of the ray grid; null without the regularizer. */
  readonly rays: readonly [number, number] | null;
  readonly maps: readonly TaskMaps[];
  /** null without the regularizer. */
  readonly absorbed: AbsorbedView | null;
  readonly undrawn?: readonly LivePlace[]; // maps whose canvases could not be drawn on, if any
}

/** A pixel of the image: row and column at the image's resolution. */
export interface Pixel {
  readonly row: number;
  readonly column: number;
}

/** Values in words and numbers at a pixel, by task: what a probe prints. */
export interface ProbeView {
  readonly pixel: Pixel;
  readonly rows: readonly {
    readonly task: string;
    readonly truth: string;
    readonly decoder: string;
    readonly rendered: string;
  }[];
  /** Of the pixel's ray; '' without the regularizer. */
  readonly absorbed: string;
}

/** What a ray meets; samples sorted by z in [-1, 1]. */
export interface RaySamples {
  readonly z: Float32Array<ArrayBuffer>;
  /** 1 where the sample is of the fine pass. */
  readonly fine: Uint8Array<ArrayBuffer>;
  /** After the activation, per sample. */
  readonly density: Float32Array<ArrayBuffer>;
  readonly weight: Float32Array<ArrayBuffer>;
  /** What is left in front of each sample. */
  readonly transmittance: Float32Array<ArrayBuffer>;
  readonly accumulated: number;
  /** Expected z in the box: sum of weight times z over accumulated; NaN if nothing is absorbed. */
  readonly expectedZ: number;
}

/** One task along a ray. */
export interface RayTask {
  readonly task: string;
  /** Where every task has a density of its own: this task's samples. null: those of the view. */
  readonly own: RaySamples | null;
  readonly channels: number;
  /** The field's raw output at each sample, [samples, channels]. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Sum of weight times value, [channels]: equals the rendered raw map. */
  readonly rendered: readonly number[];
  /** Raw decoder output at the same place (bilinear to the ray grid's pixel), [channels]. */
  readonly decoder: readonly number[];
  /** The same three in words and units, with the truth: what stands at the right of the strip. */
  readonly shown: { readonly rendered: string; readonly decoder: string; readonly truth: string };
  /** RGBA of each sample's decoded value for the strip, [samples, 4] (depth: viridis; normals: RGB; boundary: grey; semseg: class). */
  readonly strip: Uint8ClampedArray<ArrayBuffer>;
  /** semseg only: softmax shares of the classes that matter, by class, [samples] each; empty otherwise. */
  readonly shares: readonly {
    readonly name: string;
    readonly color: string;
    readonly values: Float32Array<ArrayBuffer>;
  }[];
}

/** Everything along one ray, at the present weights; with a density for each task, the samples are the first one's. */
export interface RayView extends RaySamples {
  readonly index: number;
  readonly step: number;
  /** Row and column in the ray grid, and the grid. */
  readonly ray: readonly [number, number];
  readonly rays: readonly [number, number];
  readonly tasks: readonly RayTask[];
}

export type PlaneColoring = 'pca' | 'channel' | 'norm';

/** The three planes painted: xy [Hy, Wx], xz rows = z, yz columns = z. */
export interface PlanesView {
  readonly index: number;
  readonly step: number;
  readonly channels: number;
  readonly xy: Painted;
  readonly xz: Painted;
  readonly yz: Painted;
}

export type BoxAxis = 'x' | 'y' | 'z';

/**
 * Density after the activation on one plane across the box, laid out as the plane of the same orientation: z has
 * columns x and rows y, y has columns x and rows z, x has columns z and rows y.
 */
export interface SliceView {
  readonly index: number;
  readonly step: number;
  readonly axis: BoxAxis;
  /** On that axis, in [-1, 1]. */
  readonly position: number;
  readonly painted: Painted;
  /** [height, width] */
  readonly values: Float32Array<ArrayBuffer>;
  /** The same for every slice of the image at this step: from the least to the largest density found in the box. */
  readonly legend: Extract<Legend, { kind: 'ramp' }>;
}

/** Where to look from: a camera that turns about the picked pixel's point, or the camera of another image. */
export type NovelPlace = Orbit | { readonly image: number };

export interface NovelMap {
  readonly task: string;
  readonly legend: Legend;
  readonly rendered: Painted;
  /** At the picked pixel of this picture, in words and units. */
  readonly words: string;
  /** What is labelled there; null where the camera is of no image, or the image has no such label. */
  readonly truth: Painted | null;
}

/** The field of one image, rendered for another camera. */
export interface NovelView {
  readonly index: number;
  readonly step: number;
  readonly place: NovelPlace;
  readonly maps: readonly NovelMap[];
  readonly absorbed: AbsorbedView;
  /** At the picked pixel of the picture. */
  readonly absorbedWords: string;
  /** Where along this camera's axis the weight lies, in metres. */
  readonly expectedZ: { readonly map: Painted; readonly legend: Legend; readonly words: string };
  /** Of the camera's own image, where it has one. */
  readonly image: Painted | null;
  /** What the camera turns about, in metres of the image's camera. */
  readonly centre: Vec3;
  readonly volume: Volume;
  /** The image has no camera: the lens is assumed. */
  readonly assumed: boolean;
  /** Of this camera. */
  readonly camera: Pinhole;
  /** Points of this camera's frame to those of the image's, row-major 4x4. */
  readonly volumeFromCamera: Float32Array<ArrayBuffer>;
  /** Images of the same scene, this one left out. */
  readonly others: readonly number[];
}

/** Cosines between the gradients of the tasks' losses with respect to the shared encoder. */
export interface Agreement {
  /** Steps done. */
  readonly step: number;
  readonly tasks: readonly string[];
  /** [tasks, tasks], -1..1; NaN where a task has no gradient there. */
  readonly cosines: readonly (readonly number[])[];
}
