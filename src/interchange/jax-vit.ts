/**
 * Vision transformers of google-research/vision_transformer (augreg .npz) under the names and in the layouts of timm:
 * dense kernels [in, out] become [out, in], the patch kernel HWIO becomes OIHW, and query, key and value
 * [width, heads, head] are stacked to one qkv [3 width, width].
 */
import { InputError } from '../base/errors';
import { DTYPES, type TensorData } from './safetensors';
import { elements, gather, rowStrides } from './strided';
import type { WeightFile, WeightTensor } from './weight-file';

const PREFIXES = ['', 'opt/target/', 'params/'];
const MARK = 'Transformer/encoder_norm/scale';
/** The classifier, which no dense task uses. */
const UNUSED = /^(head|pre_logits)\//;
const BLOCK = /^Transformer\/encoderblock_(\d+)\/(.+)$/;
const ATTENTION = 'MultiHeadDotProductAttention_1';
const QKV = ['query', 'key', 'value'];

/** How an array becomes a tensor: the axes of the array in the order wanted, then those that are joined to one. */
interface Rule {
  readonly to: string;
  readonly axes: readonly number[];
  readonly shape: (sizes: readonly number[]) => number[];
}

const same = (to: string, rank: number): Rule => ({
  to,
  axes: Array.from({ length: rank }, (_, axis) => axis),
  shape: (sizes) => [...sizes],
});
const dense = (to: string): Rule => ({ to, axes: [1, 0], shape: ([i, o]) => [o!, i!] });

const OUTSIDE: Readonly<Record<string, Rule>> = {
  cls: same('cls_token', 3),
  'Transformer/posembed_input/pos_embedding': same('pos_embed', 3),
  'embedding/kernel': { to: 'patch_embed.proj.weight', axes: [3, 2, 0, 1], shape: ([h, w, i, o]) => [o!, i!, h!, w!] },
  'embedding/bias': same('patch_embed.proj.bias', 1),
  [MARK]: same('norm.weight', 1),
  'Transformer/encoder_norm/bias': same('norm.bias', 1),
};

const IN_BLOCK: Readonly<Record<string, Rule>> = {
  'LayerNorm_0/scale': same('norm1.weight', 1),
  'LayerNorm_0/bias': same('norm1.bias', 1),
  'LayerNorm_2/scale': same('norm2.weight', 1),
  'LayerNorm_2/bias': same('norm2.bias', 1),
  'MlpBlock_3/Dense_0/kernel': dense('mlp.fc1.weight'),
  'MlpBlock_3/Dense_0/bias': same('mlp.fc1.bias', 1),
  'MlpBlock_3/Dense_1/kernel': dense('mlp.fc2.weight'),
  'MlpBlock_3/Dense_1/bias': same('mlp.fc2.bias', 1),
  [`${ATTENTION}/out/kernel`]: { to: 'attn.proj.weight', axes: [2, 0, 1], shape: ([h, d, o]) => [o!, h! * d!] },
  [`${ATTENTION}/out/bias`]: same('attn.proj.bias', 1),
  [`${ATTENTION}/query/kernel`]: { to: 'attn.qkv.weight', axes: [1, 2, 0], shape: ([i, h, d]) => [h! * d!, i!] },
  [`${ATTENTION}/query/bias`]: { to: 'attn.qkv.bias', axes: [0, 1], shape: ([h, d]) => [h! * d!] },
};

const prefixOf = ({ tensors }: WeightFile): string | undefined => PREFIXES.find((prefix) => tensors.has(prefix + MARK));

export const isJaxVit = (file: WeightFile): boolean => prefixOf(file) !== undefined;

/** @throws InputError that names the first array that is missing, unknown in a block, or of another rank */
export function fromJaxVit(file: WeightFile): WeightFile {
  const prefix = prefixOf(file);
  if (prefix === undefined) throw new InputError(`The archive is no vision transformer: it has no array "${MARK}".`);
  const tensors = new Map<string, WeightTensor>();
  const unused: string[] = [];
  for (const name of file.tensors.keys()) {
    const plain = name.startsWith(prefix) ? name.slice(prefix.length) : name;
    const [, block, inner] = BLOCK.exec(plain) ?? [];
    const rules = block === undefined ? OUTSIDE : IN_BLOCK;
    const key = inner ?? plain;
    if (key.startsWith(`${ATTENTION}/key/`) || key.startsWith(`${ATTENTION}/value/`)) continue; // taken with the query
    if (Object.hasOwn(rules, key)) {
      const rule = rules[key]!;
      const parts = key.includes('/query/') ? QKV.map((part) => name.replace('/query/', `/${part}/`)) : [name];
      tensors.set((block === undefined ? '' : `blocks.${Number(block)}.`) + rule.to, convert(file, parts, rule));
    } else if (UNUSED.test(plain) || block === undefined) unused.push(name);
    else throw new InputError(`The array "${name}" is not part of a plain vision transformer; choose a ViT file.`);
  }
  const notes = unused.length > 0 ? [...file.notes, `Not read: ${unused.slice(0, 5).join(', ')}.`] : file.notes;
  return { format: 'JAX ViT', tensors, metadata: file.metadata, notes };
}

/** One array, or several of equal shape stacked along the first axis of the result. */
function convert({ tensors }: WeightFile, names: readonly string[], { axes, shape }: Rule): WeightTensor {
  const parts = names.map((name): WeightTensor => {
    const part = tensors.get(name);
    if (!part) throw new InputError(`The array "${name}" is missing; the file is no whole vision transformer.`);
    if (part.shape.length !== axes.length || part.shape.join() !== tensors.get(names[0]!)!.shape.join()) {
      throw new InputError(`The array "${name}" is [${part.shape.join(', ')}]; wanted are ${axes.length} axes.`);
    }
    return part;
  });
  const { dtype, shape: sizes } = parts[0]!;
  const [rows, ...rest] = shape(sizes);
  const whole = [rows! * parts.length, ...rest];
  const read = async (): Promise<TensorData> => {
    const out = new DTYPES[dtype](elements(whole));
    for (const [i, part] of parts.entries()) {
      const strides = rowStrides(sizes);
      const place = { shape: axes.map((axis) => sizes[axis]!), strides: axes.map((axis) => strides[axis]!), offset: 0 };
      const moved = gather(dtype, await part.read(), place);
      (out as Float64Array).set(moved as Float64Array, i * moved.length);
    }
    return out;
  };
  return { dtype, shape: whole, read };
}
