/** What a data set holds: images with dense labels and, where known, the camera. Types only, imported by tasks. */

/** Task ids in code, URLs, the command line and metrics.csv. */
export type TaskId = 'semseg' | 'depth' | 'normals' | 'boundary' | 'parts' | 'saliency';

/** Pinhole intrinsics in units of the image size: u = fx X/Z + cx in [0, 1], likewise v. */
export interface Intrinsics {
  readonly fx: number;
  readonly fy: number;
  readonly cx: number;
  readonly cy: number;
}

export interface Camera {
  readonly intrinsics: Intrinsics;
  /** Row-major 4x4, metres; camera axes x right, y down, z forward. */
  readonly worldFromCamera: Float32Array;
}

/** Dense labels of one image; an absent key is a task without labels. Rows first, channels last. */
export interface Labels {
  /** 0..C-1, 255 = ignore. [H, W] */
  readonly semseg?: Uint8Array;
  /** Metres along z; 0 = invalid. [H, W] */
  readonly depth?: Float32Array;
  /** Camera frame, x right, y up, z towards the camera, unit length; (0,0,0) = invalid. [H, W, 3] */
  readonly normals?: Float32Array;
  /** 0 or 1, 255 = ignore. [H, W] */
  readonly boundary?: Uint8Array;
  /** 0 background, 1..6, 255 = ignore. [H, W] */
  readonly parts?: Uint8Array;
  /** 0 or 1, 255 = ignore. [H, W] */
  readonly saliency?: Uint8Array;
  /**
   * 0 or 1, of every pixel: contours of a finer segmentation than any task learns (PASCAL-Context's 459 classes). No
   * task's label: odsF is measured against it. Absent in data sets that were stored before there was one. [H, W]
   */
  readonly contour?: Uint8Array;
}

export interface Sample {
  readonly id: string;
  readonly height: number;
  readonly width: number;
  /** RGB. [H, W, 3] */
  readonly image: Uint8Array;
  readonly labels: Labels;
  readonly camera?: Camera;
  /** Name of the place that it shows, if that is known. */
  readonly scene?: string;
}

/** A sample to train on. */
export interface TrainingSample extends Sample {
  /** Another view of the same scene, whose image is never encoded (paper Eq. 3). */
  readonly partner?: Sample;
}
