/** Reads from a WGSL file what the host must know: its bindings and the layout of its uniform struct. */

export interface Binding {
  readonly index: number;
  readonly name: string;
  readonly kind: 'read' | 'read_write' | 'uniform';
}

export interface UniformField {
  readonly name: string;
  /** u32, i32 and f32 can be packed by name; shaders that pack their own uniforms may have others. */
  readonly type: string;
}

export interface Interface {
  readonly bindings: readonly Binding[];
  /** Fields of the struct bound as uniform, in order; empty if there is none. */
  readonly uniform: readonly UniformField[];
}

const BINDING =
  /@group\(0\)\s*@binding\((\d+)\)\s*var<(storage,\s*read_write|storage,\s*read|storage|uniform)>\s*(\w+)\s*:\s*(\w+)/g;

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}

/** @throws Error if a struct is bound as uniform but not declared */
export function interfaceOf(source: string): Interface {
  const text = withoutComments(source);
  const bindings: Binding[] = [];
  let struct: string | undefined;
  for (const [, index, space, name, type] of text.matchAll(BINDING)) {
    const kind = space === 'uniform' ? 'uniform' : space!.includes('read_write') ? 'read_write' : 'read';
    if (kind === 'uniform') struct = type;
    bindings.push({ index: Number(index), name: name!, kind });
  }
  return { bindings, uniform: struct ? fieldsOf(text, struct) : [] };
}

function fieldsOf(text: string, struct: string): UniformField[] {
  const body = new RegExp(`struct\\s+${struct}\\s*\\{([^}]*)\\}`).exec(text)?.[1];
  if (body === undefined) throw new Error(`struct ${struct} is bound as uniform but not declared`);
  return body
    .split(',')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const field = /^(\w+)\s*:\s*(\S.*)$/.exec(line);
      if (!field) throw new Error(`cannot read the uniform field "${line}" of ${struct}`);
      return { name: field[1]!, type: field[2]! };
    });
}

/** Packs scalars by name; every field must be given and no other. */
export function packUniform(fields: readonly UniformField[], values: Readonly<Record<string, number>>): ArrayBuffer {
  const size = Math.ceil(fields.length / 4) * 16; // a uniform binding is a multiple of 16 bytes
  const view = new DataView(new ArrayBuffer(size));
  fields.forEach(({ name, type }, i) => {
    const value = values[name];
    if (value === undefined) throw new Error(`uniform "${name}" is missing; given: ${Object.keys(values).join(', ')}`);
    if (type === 'f32') view.setFloat32(4 * i, value, true);
    else if (type === 'u32') view.setUint32(4 * i, value, true);
    else if (type === 'i32') view.setInt32(4 * i, value, true);
    else throw new Error(`uniform "${name}" is ${type}: only u32, i32 and f32 scalars are packed by name`);
  });
  const extra = Object.keys(values).filter((name) => !fields.some((field) => field.name === name));
  if (extra.length > 0)
    throw new Error(`no uniform named ${extra.join(', ')}; known: ${fields.map((f) => f.name).join(', ')}`);
  return view.buffer;
}
