/** Encoders, decoders and input sizes that do not go together, told before anything is built. */
import { InputError } from '../base/errors';
import type { ExperimentConfig } from './experiment';
import type { VitEncoderConfig } from './models';

const MTI_NET_MULTIPLE = 32; // each of four scales is twice the next, the coarsest has stride 32
const INV_PT_PATCHES = 4; // the grid of patches is halved for the first stage, and again for its keys
const PAD_NET_INSIDE = 4; // a bottleneck has a quarter of the channels inside
const PAD_NET_TAPS = 5; // and the last block: six maps are joined in one launch
const INV_PT_TAPS = 3;
const INV_PT_CHANNELS = 8; // a quarter of them has two heads

type Architecture = Pick<ExperimentConfig, 'encoder' | 'decoder' | 'input'>;
type PadNet = Extract<ExperimentConfig['decoder'], { readonly kind: 'pad-net' }>;
type InvPt = Extract<ExperimentConfig['decoder'], { readonly kind: 'inv-pt' }>;

const fitting = (side: number, multiple: number): number => Math.max(1, Math.round(side / multiple)) * multiple;

/** @throws InputError if a side of the input is no multiple */
function checkInput([height, width]: ExperimentConfig['input'], multiple: number, model: string): void {
  const [high, wide] = [fitting(height, multiple), fitting(width, multiple)];
  if (high === height && wide === width) return;
  throw new InputError(
    `input is ${height} x ${width}; with ${model} both must be multiples of ${multiple}, such as ${high} x ${wide}.`,
  );
}

/** @throws InputError */
export function checkArchitecture(architecture: Architecture): void {
  const { encoder, decoder, input } = architecture;
  if (encoder.kind === 'vit') checkVit(encoder, input);
  if (decoder.kind === 'mti-net') checkMtiNet(architecture);
  if (decoder.kind === 'pad-net') checkPadNet(decoder, architecture);
  if (decoder.kind === 'inv-pt') checkInvPt(decoder, architecture);
}

function checkVit({ width, heads, depth, taps, patch }: VitEncoderConfig, input: ExperimentConfig['input']): void {
  if (width % (4 * heads) !== 0)
    throw new InputError(
      `encoder.width is ${width} and encoder.heads is ${heads}; a head must have a multiple of 4 channels: make the width a multiple of ${4 * heads}.`,
    );
  const wrong = taps.find((tap, i) => tap > depth || tap <= (taps[i - 1] ?? 0));
  if (wrong !== undefined)
    throw new InputError(
      `encoder.taps has ${wrong} in ${taps.join(', ')}; they must be blocks from 1 to ${depth} in rising order.`,
    );
  checkInput(input, patch, 'a vision transformer');
}

function checkMtiNet({ encoder, input }: Architecture): void {
  if (encoder.kind !== 'hrnet')
    throw new InputError(
      `decoder.kind is "mti-net", which reads four maps whose strides double, and encoder.kind is "${encoder.kind}"; set encoder.kind to "hrnet", or decoder.kind to "plain".`,
    );
  checkInput(input, MTI_NET_MULTIPLE, 'MTI-Net');
}

function checkPadNet({ width }: PadNet, { encoder }: Architecture): void {
  if (width % PAD_NET_INSIDE !== 0)
    throw new InputError(
      `decoder.width is ${width}; with PAD-Net it must be a multiple of ${PAD_NET_INSIDE}, such as ${fitting(width, PAD_NET_INSIDE)}.`,
    );
  if (encoder.kind === 'vit' && encoder.taps.length > PAD_NET_TAPS)
    throw new InputError(
      `encoder.taps has ${encoder.taps.length} blocks (${encoder.taps.join(', ')}); PAD-Net fuses at most ${PAD_NET_TAPS} and the last one: take some out.`,
    );
}

function checkInvPt({ width, added }: InvPt, { encoder, input }: Architecture): void {
  if (encoder.kind !== 'vit')
    throw new InputError(
      `decoder.kind is "inv-pt", which reads four maps of one size, and encoder.kind is "${encoder.kind}"; set encoder.kind to "vit", or decoder.kind to "plain".`,
    );
  if (encoder.taps.length !== INV_PT_TAPS)
    throw new InputError(
      `encoder.taps has ${encoder.taps.length} blocks (${encoder.taps.join(', ')}); InvPT reads ${INV_PT_TAPS}, such as a quarter, a half and three quarters of the way.`,
    );
  if ((width + added) % INV_PT_CHANNELS !== 0)
    throw new InputError(
      `decoder.width + decoder.added is ${width + added}; it must be a multiple of ${INV_PT_CHANNELS}, since the last stage has a quarter of it, in two heads.`,
    );
  checkInput(input, INV_PT_PATCHES * encoder.patch, 'InvPT');
}
