/** Lines, marks and names over the pictures, sharp at every size: a 2D pen that takes points of the box. */
import type { Vec3 } from '../base/geometry';
import type { Point } from './geometry';

const NAMES = ['ink', 'ink-2', 'ink-3', 'pick', 'scene', 'scene-line', 'ax-x', 'ax-y', 'ax-z'] as const;
export type Ink = (typeof NAMES)[number];

/** The colours of the present theme. */
export function readInks(element: Element): Readonly<Record<Ink, string>> {
  const style = getComputedStyle(element);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Record<
    Ink,
    string
  >;
}

interface Stroke {
  readonly width?: number;
  readonly dash?: readonly number[];
}

interface PlateStyle {
  readonly ink?: Ink;
  /** Screen pixels from the point to the plate's left middle; negative x sets it to the left of the point. */
  readonly shift?: Point;
}

const PLATE = { font: '11px "Plex Mono", ui-monospace, monospace', height: 16, padding: 4 };

export class Pen {
  readonly context: CanvasRenderingContext2D;
  readonly inks: Readonly<Record<Ink, string>>;
  readonly #project: (point: Vec3) => Point;

  constructor(context: CanvasRenderingContext2D, inks: Readonly<Record<Ink, string>>, project: (point: Vec3) => Point) {
    this.context = context;
    this.inks = inks;
    this.#project = project;
  }

  line(from: Vec3, to: Vec3, ink: Ink, { width = 1, dash = [] }: Stroke = {}): void {
    this.path([from, to], ink, { width, dash });
  }

  /** A line through many points. */
  path(points: readonly Vec3[], ink: Ink, { width = 1, dash = [] }: Stroke = {}): void {
    const { context } = this;
    context.beginPath();
    for (const point of points) context.lineTo(...this.#project(point));
    context.strokeStyle = this.inks[ink];
    context.lineWidth = width;
    context.setLineDash([...dash]);
    context.stroke();
    context.setLineDash([]);
  }

  /** A line that stands out from any picture. */
  haloed(from: Vec3, to: Vec3, ink: Ink, width: number): void {
    this.line(from, to, 'scene', { width: width + 2.5 });
    this.line(from, to, ink, { width });
  }

  dot(at: Vec3, radius: number, { fill, edge, width = 1 }: { fill?: Ink; edge?: Ink; width?: number }): void {
    const { context } = this;
    context.beginPath();
    context.arc(...this.#project(at), radius, 0, 2 * Math.PI);
    if (fill) {
      context.fillStyle = this.inks[fill];
      context.fill();
    }
    if (!edge) return;
    context.strokeStyle = this.inks[edge];
    context.lineWidth = width;
    context.stroke();
  }

  outline(corners: readonly Vec3[], ink: Ink, { width = 1 }: Stroke = {}): void {
    const { context } = this;
    context.beginPath();
    for (const corner of corners) context.lineTo(...this.#project(corner));
    context.closePath();
    context.strokeStyle = this.inks[ink];
    context.lineWidth = width;
    context.stroke();
  }

  /** The square that marks the picked pixel, white on black over any picture. */
  square(at: Vec3): void {
    const { context } = this;
    const [x, y] = this.#project(at);
    for (const [side, color] of [
      [11, '#111111'],
      [8, '#ffffff'],
    ] as const) {
      context.strokeStyle = color;
      context.lineWidth = 1.5;
      context.strokeRect(x - side / 2, y - side / 2, side, side);
    }
  }

  /** A name on a small plate, so that it reads over any picture. */
  plate(text: string, at: Vec3, { ink = 'ink', shift = [0, 0] }: PlateStyle = {}): void {
    const { context } = this;
    const [x, y] = this.#project(at);
    context.font = PLATE.font;
    const width = context.measureText(text).width + 2 * PLATE.padding;
    const left = shift[0] < 0 ? x + shift[0] - width : x + shift[0];
    const top = y + shift[1] - PLATE.height / 2;
    context.globalAlpha = 0.9;
    context.fillStyle = this.inks.scene;
    context.fillRect(left, top, width, PLATE.height);
    context.globalAlpha = 1;
    context.fillStyle = this.inks[ink];
    context.textBaseline = 'middle';
    context.fillText(text, left + PLATE.padding, top + PLATE.height / 2 + 0.5);
  }
}
