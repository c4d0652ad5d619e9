/** What was done to a sample, as a person reads it. */
import { fixed } from '../../base/words';
import type { Change } from './change';
import type { Photometric } from './photometric';

const signed = (value: number, digits: number): string => `${value < 0 ? '−' : '+'}${fixed(Math.abs(value), digits)}`;
const DEGREES_A_HUE = 2;

const times = (factor: number): string => `x${factor.toFixed(2)}`;

function coloured({ brightness, contrast, saturation, hue }: Photometric): (string | false)[] {
  return [
    brightness !== null && `brightness ${signed(brightness, 0)}`,
    contrast !== null && `contrast ${times(contrast)}`,
    saturation !== null && `saturation ${times(saturation)}`,
    hue !== null && `hue ${signed(DEGREES_A_HUE * hue, 0)}°`,
  ];
}

/** @returns "x1.37, flipped, contrast x0.80"; "unchanged" if nothing was */
export function wordsOf({ scale, angle, flipped, photometric }: Change): string {
  const said = [
    scale !== 1 && times(scale),
    angle !== 0 && `turned ${signed(angle, 0)}°`,
    flipped && 'flipped',
    ...(photometric ? coloured(photometric) : []),
  ];
  return said.filter((words) => typeof words === 'string').join(', ') || 'unchanged';
}
