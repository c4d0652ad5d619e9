/** The three feature planes painted, texel by texel: principal components, one channel, or their length. */
import { InputError } from '../../base/errors';
import { principalComponents } from '../../base/principal';
import type { PlaneColoring, PlanesView } from '../../protocol/views';
import { DIVERGING, paintPixels, ramp, VIRIDIS, type Rgb } from '../../tasks/colors';
import { painted, type ViewContext } from './context';
import { look, type RawMap } from './look';

const PLANES = 3;
const DEVIATIONS = 2; // colours end at twice the deviation: about 95 of 100 texels lie within

const diverging = ramp(DIVERGING);
const viridis = ramp(VIRIDIS);

interface Wish {
  readonly coloring: PlaneColoring;
  /** Which one, where the colouring is 'channel'. */
  readonly channel: number;
}

/** The colour of the texel whose features are values[start ..]. */
type TexelColor = (start: number) => Rgb;

/** The first three components as red, green, blue; the mean is grey. */
function pcaColor(values: Float32Array, channels: number): TexelColor {
  const { mean, components, deviations } = principalComponents(values, channels, 3);
  return (start) => {
    const byte = (k: number): number => {
      const component = components[k];
      if (!component || deviations[k] === 0) return 128;
      let along = 0;
      for (let c = 0; c < channels; c++) along += component[c]! * (values[start + c]! - mean[c]!);
      const place = Math.min(Math.max(along / (DEVIATIONS * deviations[k]!), -1), 1);
      return Math.round(((place + 1) / 2) * 255);
    };
    return [byte(0), byte(1), byte(2)];
  };
}

/** Zero is pale; the ends are at twice the root mean square over all planes. */
function channelColor(values: Float32Array, channels: number, channel: number): TexelColor {
  if (!(Number.isInteger(channel) && channel >= 0 && channel < channels))
    throw new InputError(`Channel ${channel} was asked for; the planes have ${channels}: 0 to ${channels - 1}.`);
  let squares = 0;
  for (let i = channel; i < values.length; i += channels) squares += values[i]! ** 2;
  const end = DEVIATIONS * Math.sqrt((squares * channels) / values.length) || 1;
  return (start) => diverging((values[start + channel]! / end + 1) / 2);
}

/** Dark is 0, bright the longest of all planes. */
function normColor(values: Float32Array, channels: number): TexelColor {
  const norm = (start: number): number => {
    let squares = 0;
    for (let c = 0; c < channels; c++) squares += values[start + c]! ** 2;
    return Math.sqrt(squares);
  };
  let longest = 0;
  for (let start = 0; start < values.length; start += channels) longest = Math.max(longest, norm(start));
  return (start) => viridis(norm(start) / (longest || 1));
}

/**
 * @param map the planes side by side, 3C channels: a texel's features of xy, xz, yz follow each other
 * @throws InputError if there is no such channel
 */
export function paintPlanes(map: RawMap, { coloring, channel }: Wish): Pick<PlanesView, 'xy' | 'xz' | 'yz'> {
  const { rows, columns, values } = map;
  const channels = map.channels / PLANES;
  const colorings: Record<PlaneColoring, () => TexelColor> = {
    pca: () => pcaColor(values, channels),
    channel: () => channelColor(values, channels, channel),
    norm: () => normColor(values, channels),
  };
  const color = colorings[coloring]();
  const plane = (k: number) =>
    painted(
      { height: rows, width: columns },
      paintPixels(rows * columns, (texel) => color((texel * PLANES + k) * channels)),
    );
  return { xy: plane(0), xz: plane(1), yz: plane(2) };
}

/** @throws InputError if there is no such image or channel, or no regularizer */
export async function planesView(context: ViewContext, index: number, wish: Wish): Promise<PlanesView> {
  const { field } = await look(context, index);
  if (!field) throw new InputError('This run has no regularizer, so there are no planes to look at.');
  return { index, step: context.step, channels: field.planes.channels / PLANES, ...paintPlanes(field.planes, wish) };
}
