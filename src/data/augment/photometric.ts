/** InvPT's photometric noise on 8-bit RGB (spec/mtl-models.md §6, §11 no. 7): every result is clipped and cut off to 8 bits. */
import type { Random } from '../../base/random';
import { HUES, hsvOf, rgbOf } from './hsv';

/** null: left out. */
export interface Photometric {
  /** Added. */
  readonly brightness: number | null;
  readonly contrast: number | null;
  readonly contrastLast: boolean;
  readonly saturation: number | null;
  /** Added, in 180ths of a turn; a whole number. */
  readonly hue: number | null;
}

const BRIGHTNESS = 32;
const [LOW, HIGH] = [0.5, 1.5]; // of contrast and saturation
const HUE = 18;

export function drawPhotometric(random: Random): Photometric {
  const maybe = (draw: () => number): number | null => (random.uniform() < 0.5 ? draw() : null);
  return {
    brightness: maybe(() => random.between(-BRIGHTNESS, BRIGHTNESS)),
    contrastLast: random.uniform() < 0.5,
    contrast: maybe(() => random.between(LOW, HIGH)),
    saturation: maybe(() => random.between(LOW, HIGH)),
    hue: maybe(() => random.below(2 * HUE) - HUE),
  };
}

/** What a byte becomes. */
type Table = Uint8Array;

const tableOf = (change: (byte: number) => number): Table =>
  Uint8Array.from({ length: 256 }, (_, byte) => Math.min(Math.max(change(byte), 0), 255));

function looked(values: Uint8Array, table: Table): void {
  for (let i = 0; i < values.length; i++) values[i] = table[values[i]!]!;
}

/** There and back again through 8-bit HSV, with its own losses. */
function recolour(rgb: Uint8Array, hues: Table, saturations: Table): void {
  for (let i = 0; i < rgb.length; i += 3) {
    const hsv = hsvOf(rgb[i]!, rgb[i + 1]!, rgb[i + 2]!);
    const back = rgbOf(hues[hsv & 255]!, saturations[(hsv >> 8) & 255]!, hsv >> 16);
    rgb[i] = back & 255;
    rgb[i + 1] = (back >> 8) & 255;
    rgb[i + 2] = back >> 16;
  }
}

const SAME = tableOf((byte) => byte);

/** Changes the image itself. @param rgb [pixels, 3] */
export function applyPhotometric(rgb: Uint8Array, change: Photometric): void {
  const { brightness, contrast, contrastLast, saturation, hue } = change;
  const contrasted = contrast === null ? null : tableOf((byte) => byte * contrast);
  if (brightness !== null)
    looked(
      rgb,
      tableOf((byte) => byte + brightness),
    );
  if (contrasted && !contrastLast) looked(rgb, contrasted);
  if (saturation !== null)
    recolour(
      rgb,
      SAME,
      tableOf((byte) => byte * saturation),
    );
  if (hue !== null)
    recolour(
      rgb,
      tableOf((byte) => (byte + hue + HUES) % HUES),
      SAME,
    );
  if (contrasted && contrastLast) looked(rgb, contrasted);
}
