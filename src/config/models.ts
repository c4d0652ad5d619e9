/** Architectures as plain data: encoders and decoders by `kind`. */

export interface NanoEncoderConfig {
  readonly kind: 'nano';
  /** Channels at strides 2, 4 and 8. */
  readonly channels: readonly [number, number, number];
  /** Channels of the fused map at stride 2 that heads and regularizer read. */
  readonly width: number;
}

/** High-resolution network (Wang et al. 2020): four branches at strides 4, 8, 16, 32. */
export interface HrnetEncoderConfig {
  readonly kind: 'hrnet';
  /** Channels of the two convolutions before the stages. */
  readonly stem: number;
  /** Stage 1: inner channels of its bottlenecks (a quarter of what they give) and how many there are. */
  readonly planes: number;
  readonly bottlenecks: number;
  /** Channels of the finest branch, c; the others have 2c, 4c and 8c. */
  readonly channels: number;
  /** Stages 2, 3 and 4: modules, and basic blocks in each branch of a module. */
  readonly modules: readonly [number, number, number];
  readonly blocks: readonly [number, number, number];
  /** Of the encoder alone. */
  readonly batchNormMomentum: number;
}

/** Vision transformer (Dosovitskiy et al. 2021), plain; its position embedding is for the run's input size. */
export interface VitEncoderConfig {
  readonly kind: 'vit';
  /** Channels of a token. */
  readonly width: number;
  /** Blocks. */
  readonly depth: number;
  /** Of the attention; each has width / heads channels, a multiple of 4. */
  readonly heads: number;
  /** Side of a patch, pixels. */
  readonly patch: number;
  /** Blocks, counted from 1, whose outputs are maps besides that of the last one, normed; InvPT reads three. */
  readonly taps: readonly number[];
  /** Stochastic depth: rate of the last block; it grows from 0 linearly. */
  readonly dropPath: number;
}

export type EncoderConfig = NanoEncoderConfig | HrnetEncoderConfig | VitEncoderConfig;

const HRNET = { kind: 'hrnet', stem: 64, planes: 64, batchNormMomentum: 0.01 } as const;

/** The published ones, by name. The first is what MTI-Net's authors call HRNet-18. */
export const HRNETS = {
  'w18-small-v2': { ...HRNET, bottlenecks: 2, channels: 18, modules: [1, 3, 2], blocks: [2, 2, 2] },
  w18: { ...HRNET, bottlenecks: 4, channels: 18, modules: [1, 4, 3], blocks: [4, 4, 4] },
  w32: { ...HRNET, bottlenecks: 4, channels: 32, modules: [1, 4, 3], blocks: [4, 4, 4] },
  w48: { ...HRNET, bottlenecks: 4, channels: 48, modules: [1, 4, 3], blocks: [4, 4, 4] },
} as const satisfies Record<string, HrnetEncoderConfig>;

/** For laptops: a quarter of W48's width, and one module a stage. */
export const MINI_HRNET = {
  ...HRNET,
  stem: 32,
  planes: 16,
  bottlenecks: 2,
  channels: 12,
  modules: [1, 1, 1],
  blocks: [2, 2, 2],
} as const satisfies HrnetEncoderConfig;

const VIT = { kind: 'vit', patch: 16, dropPath: 0.15 } as const;

/** Tiny (the encoder of `mini-vit`), small, base and large; the last as in InvPT. */
export const VITS = {
  tiny: { ...VIT, width: 192, depth: 12, heads: 3, taps: [3, 6, 9], dropPath: 0 },
  small: { ...VIT, width: 384, depth: 12, heads: 6, taps: [3, 6, 9] },
  base: { ...VIT, width: 768, depth: 12, heads: 12, taps: [3, 6, 9] },
  large: { ...VIT, width: 1024, depth: 24, heads: 16, taps: [6, 12, 18] },
} as const satisfies Record<string, VitEncoderConfig>;

export interface PlainDecoderConfig {
  /** One head per task: conv3x3-BN-ReLU-conv1x1. */
  readonly kind: 'plain';
  readonly width: number;
}

/** The multi-task baseline: all maps at the finest size, concatenated, then conv1x1-BN-ReLU-conv1x1 for each task. */
export interface HighResolutionDecoderConfig {
  readonly kind: 'high-resolution';
}

/** MTI-Net (Vandenhende et al. 2020), with deep supervision. Needs four maps whose strides double. */
export interface MtiNetDecoderConfig {
  readonly kind: 'mti-net';
}

/** PAD-Net (Xu et al. 2018), with deep supervision, on the encoder's maps fused at the size of the finest. */
export interface PadNetDecoderConfig {
  readonly kind: 'pad-net';
  /** Channels of each task's features, a multiple of 4: bottlenecks have a quarter of it inside. */
  readonly width: number;
}

/** As published, and for laptops. */
export const PAD_NETS = {
  published: { kind: 'pad-net', width: 256 },
  mini: { kind: 'pad-net', width: 64 },
} as const satisfies Record<string, PadNetDecoderConfig>;

/** InvPT (Ye & Xu 2022). Needs four maps of one size and width: a vision transformer with three taps. */
export interface InvPtDecoderConfig {
  readonly kind: 'inv-pt';
  /** Channels of each task's preliminary features. */
  readonly width: number;
  /** Channels that the first stage has more; its stages have width + added, a half and a quarter of it for each task. */
  readonly added: number;
}

/** As published, and the decoder of `mini-vit`. */
export const INV_PTS = {
  published: { kind: 'inv-pt', width: 512, added: 64 },
  mini: { kind: 'inv-pt', width: 96, added: 32 },
} as const satisfies Record<string, InvPtDecoderConfig>;

export type DecoderConfig =
  PlainDecoderConfig | HighResolutionDecoderConfig | MtiNetDecoderConfig | PadNetDecoderConfig | InvPtDecoderConfig;

/** What a kind starts from when it is chosen alone. */
export const ENCODERS_AT_FIRST = {
  nano: { kind: 'nano', channels: [16, 32, 64], width: 32 },
  hrnet: MINI_HRNET,
  vit: VITS.tiny,
} as const satisfies { readonly [K in EncoderConfig['kind']]: EncoderConfig & { readonly kind: K } };

export const DECODERS_AT_FIRST = {
  plain: { kind: 'plain', width: 32 },
  'high-resolution': { kind: 'high-resolution' },
  'mti-net': { kind: 'mti-net' },
  'pad-net': PAD_NETS.mini,
  'inv-pt': INV_PTS.mini,
} as const satisfies { readonly [K in DecoderConfig['kind']]: DecoderConfig & { readonly kind: K } };
