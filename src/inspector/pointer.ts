/** Hands on the scene: drag turns the box, a drag on the image or a click on xy moves the pixel, hover names texels and densities. */
import type { Pixel } from '../protocol/views';
import type { Point } from './geometry';
import type { Scene } from './scene';

const DEGREES_A_PIXEL = 0.35;
const STILL = 4; // screen pixels: less is a click
const REACH = 10; // screen pixels around a sample's shadow

type Gesture = { readonly kind: 'pick' } | { readonly kind: 'turn'; readonly from: Point; last: Point; moved: boolean };

/** @returns how to let go */
export function listenTo(canvas: HTMLCanvasElement, scene: Scene, picked: (pixel: Pixel) => void): () => void {
  let gesture: Gesture | null = null;
  const place = (event: PointerEvent): Point => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    const at = place(event);
    const pixel = scene.pixelUnder(at, 'image');
    gesture = pixel ? { kind: 'pick' } : { kind: 'turn', from: at, last: at, moved: false };
    scene.hover(null);
    if (pixel) picked(pixel);
  };
  const move = (event: PointerEvent): void => {
    const at = place(event);
    if (gesture?.kind === 'pick') {
      const pixel = scene.pixelUnder(at, 'image');
      if (pixel) picked(pixel);
    } else if (gesture) {
      gesture.moved ||= Math.hypot(at[0] - gesture.from[0], at[1] - gesture.from[1]) >= STILL;
      if (!gesture.moved) return;
      scene.view.turn((at[0] - gesture.last[0]) * DEGREES_A_PIXEL, (at[1] - gesture.last[1]) * DEGREES_A_PIXEL);
      gesture.last = at;
      scene.invalidate();
    } else {
      scene.hover(scene.shadowUnder(at, REACH) ?? scene.sliceUnder(at));
      canvas.style.cursor = scene.pixelUnder(at, 'image') ? 'crosshair' : 'grab';
    }
  };
  const up = (event: PointerEvent): void => {
    const pixel = gesture?.kind === 'turn' && !gesture.moved ? scene.pixelUnder(place(event), 'xy') : null;
    gesture = null;
    if (pixel) picked(pixel);
  };
  const cancel = (): void => {
    gesture = null;
    scene.hover(null);
  };
  const handlers = { pointerdown: down, pointermove: move, pointerup: up, pointercancel: cancel, pointerleave: cancel };
  const entries = Object.entries(handlers) as [keyof typeof handlers, (event: PointerEvent) => void][];
  for (const [kind, handle] of entries) canvas.addEventListener(kind, handle);
  return () => {
    for (const [kind, handle] of entries) canvas.removeEventListener(kind, handle);
  };
}
