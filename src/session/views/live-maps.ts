/**
 * The canvases of the page that the worker draws on: drawn anew with every view of the picked image, and between
 * steps where that costs little. A canvas that fails is given up and told; the page then paints that map's bytes.
 */
import type { Legend } from '../../base/legend';
import { gpu } from '../../gpu/device';
import type { LivePlace } from '../../protocol/live';
import type { SampleView } from '../../protocol/views';
import type { ViewContext } from './context';
import { drawLive, LiveCanvas, type CanvasLike } from './live-canvas';

export interface Offer extends LivePlace {
  readonly canvas: CanvasLike;
}

/** Present while the page shows it. */
interface Attached extends Offer {
  state: 'new' | 'live' | 'broken';
  /** Configured for the device; another one after a loss. */
  on?: { readonly device: GPUDevice; readonly surface: LiveCanvas };
}

const REDRAW_EVERY = 250; // ms: each costs a forward pass of one image

const keyOf = ({ task, source }: LivePlace): string => `${task} ${source}`;

export class LiveMaps {
  private readonly attached = new Map<string, Attached>();
  /** What the page shows, and on which scales. */
  private seen: { readonly index: number; readonly legends: Readonly<Record<string, Legend>> } | null = null;
  private drawing = false;
  private drawnAt = -Infinity;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** In place of an earlier canvas of the same map; `open` draws. */
  offer({ task, source, canvas }: Offer): void {
    this.detach({ task, source });
    this.attached.set(keyOf({ task, source }), { task, source, canvas, state: 'new' });
  }

  /** Draws what was offered since the last drawing. @returns whether this canvas is drawn on from now on */
  async open(context: ViewContext, { task, source, canvas }: Offer): Promise<boolean> {
    await this.draw(context, (map) => map.state === 'new');
    const now = this.attached.get(keyOf({ task, source }));
    return now?.canvas === canvas && now.state === 'live';
  }

  detach(place: LivePlace): void {
    const map = this.attached.get(keyOf(place));
    this.attached.delete(keyOf(place));
    if (map && !this.drawing) map.on?.surface.close();
  }

  /** Draws the image of a view on the view's scales. @returns the view, with the maps that could not be drawn */
  async follow(context: ViewContext, view: SampleView): Promise<SampleView> {
    this.seen = { index: view.index, legends: Object.fromEntries(view.maps.map(({ task, legend }) => [task, legend])) };
    await this.redraw(context);
    const undrawn = [...this.attached.values()].filter(({ state }) => state === 'broken');
    return undrawn.length === 0 ? view : { ...view, undrawn: undrawn.map(({ task, source }) => ({ task, source })) };
  }

  /** Whether a step should be followed by a drawing: never on a software adapter, where it takes a step's time. */
  get due(): boolean {
    if (this.drawing || this.now() - this.drawnAt < REDRAW_EVERY) return false;
    return [...this.attached.values()].some(({ state }) => state === 'live') && !gpu().adapter.info.isFallbackAdapter;
  }

  redraw(context: ViewContext): Promise<void> {
    return this.draw(context, (map) => map.state !== 'broken');
  }

  /** A refused GPU command ends the drawing on these canvases, never the run: hence the error scope. */
  private async draw(context: ViewContext, which: (map: Attached) => boolean): Promise<void> {
    const maps = [...this.attached.values()].filter(which);
    if (maps.length === 0 || !this.seen) return;
    const { device } = gpu();
    this.drawing = true;
    device.pushErrorScope('validation');
    const drawn = await this.record(context, maps).catch(() => false);
    const error = await device.popErrorScope().catch(() => 'the device is lost');
    for (const map of maps) if (!drawn || error) map.state = 'broken';
    this.drawing = false;
    this.drawnAt = this.now();
    for (const map of maps) if (this.attached.get(keyOf(map)) !== map) map.on?.surface.close(); // detached meanwhile
  }

  private async record(context: ViewContext, maps: readonly Attached[]): Promise<boolean> {
    const { index, legends } = this.seen!;
    const wanted = maps.flatMap((map) => {
      const canvas = surfaceOf(map);
      map.state = canvas ? 'live' : 'broken';
      return canvas ? [{ task: map.task, source: map.source, canvas, legend: legends[map.task] }] : [];
    });
    if (wanted.length > 0) await drawLive(context, index, wanted);
    return true;
  }
}

function surfaceOf(map: Attached): LiveCanvas | undefined {
  const { device } = gpu();
  if (map.on?.device === device) return map.on.surface;
  const surface = LiveCanvas.open(map.canvas);
  if (surface) map.on = { device, surface };
  return surface;
}
