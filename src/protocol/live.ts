/** Maps that the worker draws by itself on canvases of the page: spec/webgpu.md A 3. */

/** One prediction of the picked image. */
export interface LivePlace {
  readonly task: string;
  readonly source: 'decoder' | 'rendered';
}

/** A canvas whose control the page hands over: it can be neither painted nor handed over again. */
export interface LiveOffer extends LivePlace {
  readonly canvas: OffscreenCanvas;
}
