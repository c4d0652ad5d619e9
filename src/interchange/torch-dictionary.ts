/** Finding the weights in what torch.save was given: the dictionary itself, or one inside it beside epoch and optimizer. */
import { InputError } from '../base/errors';
import { PyDict } from '../formats/pickle';
import { TorchTensor } from './torch-tensors';

export interface FoundWeights {
  /** The keys that lead to the dictionary, joined by dots; empty if it is the outermost one. */
  readonly path: string;
  /** Names of nested dictionaries are joined by dots. */
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** What lies beside the dictionary: names, and values where they are numbers or texts. */
  readonly beside: ReadonlyMap<string, string>;
}

/** Where training scripts put their weights, the likeliest first. */
const USUAL = ['state_dict', 'model', 'model_state_dict', 'network', 'net', 'weights', 'params', 'module'];
const MAX_DEPTH = 16;
const MAX_VISITS = 100_000; // of entries: a dictionary may hold another many times over
const MAX_TEXT = 200;

interface Candidate {
  readonly dict: PyDict;
  readonly path: readonly string[];
  readonly direct: number;
}

const directTensors = ({ entries }: PyDict): number =>
  [...entries.values()].filter((v) => v instanceof TorchTensor).length;

/** Every dictionary that holds tensors itself, outermost first; each is seen once. */
function candidates(root: PyDict): Candidate[] {
  const found: Candidate[] = [];
  const seen = new Set<PyDict>([root]);
  let level: Pick<Candidate, 'dict' | 'path'>[] = [{ dict: root, path: [] }];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const deeper: typeof level = [];
    for (const { dict, path } of level) {
      const direct = directTensors(dict);
      if (direct > 0) found.push({ dict, path, direct });
      for (const [key, value] of dict.entries) {
        if (!(value instanceof PyDict) || seen.has(value)) continue;
        seen.add(value);
        deeper.push({ dict: value, path: [...path, String(key)] });
      }
    }
    level = deeper;
  }
  return found;
}

/** A dictionary that holds tensors itself; else what lies under a usual name; else the largest near the top. */
function choose(dict: PyDict, path: readonly string[] = []): Candidate | undefined {
  const found = candidates(dict);
  const usual = USUAL.find((key) => found.some((one) => one.path[0] === key));
  const inner = usual === undefined ? undefined : dict.entries.get(usual);
  if (found[0]?.path.length === 0) return { ...found[0], path };
  if (usual !== undefined && inner instanceof PyDict && path.length < MAX_DEPTH) return choose(inner, [...path, usual]);
  if (path.length > 0) return { dict, path, direct: 0 }; // the parts of a model, each in a dictionary of its own
  return found.sort((a, b) => a.path.length - b.path.length || b.direct - a.direct)[0];
}

function flatten(root: PyDict): Map<string, TorchTensor> {
  const tensors = new Map<string, TorchTensor>();
  let visits = 0;
  const walk = (dict: PyDict, prefix: string, depth: number): void => {
    for (const [key, value] of dict.entries) {
      if (++visits > MAX_VISITS || depth > MAX_DEPTH) {
        throw new InputError(
          `The dictionary of weights is nested more than ${MAX_DEPTH} deep or has over ${MAX_VISITS} entries; save the model's state_dict alone.`,
        );
      }
      const name = prefix + String(key);
      if (value instanceof PyDict) walk(value, `${name}.`, depth + 1);
      if (!(value instanceof TorchTensor)) continue;
      if (tensors.has(name)) throw new InputError(`Two tensors of the file are named "${name}"; save it again.`);
      tensors.set(name, value);
    }
  };
  walk(root, '', 0);
  return tensors;
}

const isPlain = (value: unknown): value is string | number | bigint | boolean =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof value);

function besides(root: PyDict): Map<string, string> {
  const beside = new Map<string, string>();
  for (const [key, value] of root.entries) {
    beside.set(String(key).slice(0, MAX_TEXT), isPlain(value) ? String(value).slice(0, MAX_TEXT) : '');
  }
  return beside;
}

/** @throws InputError if there are no named tensors */
export function findWeights(root: unknown): FoundWeights {
  if (!(root instanceof PyDict)) {
    throw new InputError(
      `The file holds ${root instanceof TorchTensor ? 'a single tensor' : 'no dictionary'}; wanted is a dictionary of named tensors: save the model's state_dict.`,
    );
  }
  const chosen = choose(root);
  if (!chosen) {
    const keys = [...besides(root).keys()].slice(0, 5).join(', ') || 'nothing';
    throw new InputError(`The file holds no named tensors but ${keys}; save the model's state_dict.`);
  }
  const isRoot = chosen.path.length === 0;
  const beside = isRoot ? new Map<string, string>() : besides(root);
  beside.delete(chosen.path[0] ?? '');
  return { path: chosen.path.join('.'), tensors: flatten(chosen.dict), beside };
}
