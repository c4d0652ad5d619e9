/**
 * Python pickles as plain data (CPython's Lib/pickletools.py; protocols 2 to 4): nothing is imported and nothing run.
 * The names that a pickle may mention are the caller's few; every other one is an error that names it.
 */
import { InputError } from '../base/errors';

export class PyTuple {
  constructor(readonly items: readonly unknown[]) {}
}

export class PyDict {
  readonly entries = new Map<unknown, unknown>();
}

/** A name that may be called; what it makes is plain data of ours. */
export class PyFunction {
  constructor(
    readonly name: string,
    readonly build: (args: readonly unknown[]) => unknown,
  ) {}
}

/** Something harmless that has no value here. */
export class PyOpaque {
  constructor(readonly name: string) {}
}

export interface PickleHost {
  /** What stands for a Python name, or undefined: it is refused. */
  global(module: string, name: string): unknown;
  /** What a persistent id stands for. @throws InputError */
  persistent(id: unknown): unknown;
}

/** The bytes end before the pickle does. */
export class ShortPickleError extends InputError {}

const HIGHEST_PROTOCOL = 4;
/** Steps a byte: a pickle is read in linear time or refused (each opcode is a step, each item handled by one too). */
const STEPS_PER_BYTE = 16;
/** A checkpoint of ten thousand tensors has half a million; a bound of what the values can take in memory. */
const MOST_OPCODES = 2_000_000;
const MOST_LONG_BYTES = 16; // of an integer: torch's magic number has 10
const MOST_SHOWN = 200; // letters of a name in an error
const utf8 = new TextDecoder('utf-8', { fatal: true });
const latin1 = new TextDecoder('latin1'); // texts of Python 2

export function refusePickle(problem: string): never {
  throw new InputError(`${problem}; the file is damaged or not a PyTorch checkpoint, save its state_dict again.`);
}

class Machine {
  stack: unknown[] = [];
  private readonly marks: unknown[][] = [];
  private readonly memo = new Map<number, unknown>();
  private readonly view: DataView;
  private steps: number;

  constructor(
    private readonly bytes: Uint8Array,
    readonly host: PickleHost,
    public place: number,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.steps = STEPS_PER_BYTE * (bytes.length - place);
  }

  spend(steps: number): void {
    this.steps -= steps;
    if (this.steps < 0) refusePickle('The pickle takes more steps than its size allows');
  }

  private skip(length: number): number {
    const at = this.place;
    if (at + length > this.bytes.length) {
      throw new ShortPickleError(
        `The pickle needs ${length} bytes at ${at}, but ends at ${this.bytes.length}; the file is incomplete, fetch it again.`,
      );
    }
    this.place += length;
    return at;
  }

  u8 = (): number => this.view.getUint8(this.skip(1));
  u16 = (): number => this.view.getUint16(this.skip(2), true);
  u32 = (): number => this.view.getUint32(this.skip(4), true);
  i32 = (): number => this.view.getInt32(this.skip(4), true);
  f64 = (): number => this.view.getFloat64(this.skip(8), false);
  u64 = (): number => Number(this.view.getBigUint64(this.skip(8), true));

  take(length: number): Uint8Array {
    const at = this.skip(length);
    return this.bytes.subarray(at, at + length);
  }

  text(length: number): string {
    const bytes = this.take(length);
    try {
      return utf8.decode(bytes);
    } catch {
      refusePickle(`The pickle has a text at byte ${this.place - length} that is not UTF-8`);
    }
  }

  line(): string {
    const end = this.bytes.indexOf(10, this.place);
    if (end < 0) this.skip(this.bytes.length - this.place + 1); // ends too early
    const text = this.text(end - this.place);
    this.skip(1);
    return text;
  }

  push(value: unknown): void {
    this.stack.push(value);
  }

  pop(): unknown {
    if (this.stack.length === 0) refusePickle(`The pickle takes a value at byte ${this.place} where none is`);
    return this.stack.pop();
  }

  pops(count: number): unknown[] {
    if (this.stack.length < count) refusePickle(`The pickle takes ${count} values at byte ${this.place}`);
    return this.stack.splice(this.stack.length - count);
  }

  mark(): void {
    this.marks.push(this.stack);
    this.stack = [];
  }

  /** The values since the last mark, in order. */
  sinceMark(): unknown[] {
    const below = this.marks.pop();
    if (!below) refusePickle(`The pickle takes a mark at byte ${this.place} where none is`);
    const items = this.stack;
    this.stack = below;
    this.spend(items.length);
    return items;
  }

  top(): unknown {
    if (this.stack.length === 0) refusePickle(`The pickle has no value at byte ${this.place}`);
    return this.stack.at(-1);
  }

  get(index: number): void {
    if (!this.memo.has(index)) refusePickle(`The pickle refers to its value ${index}, which it does not have`);
    this.push(this.memo.get(index));
  }

  put(index: number): void {
    this.memo.set(index, this.top());
  }

  memoize(): void {
    this.put(this.memo.size);
  }
}

function long(bytes: Uint8Array): number | bigint {
  if (bytes.length > MOST_LONG_BYTES) refusePickle(`The pickle has an integer of ${bytes.length} bytes`);
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  if (bytes.length > 0) value = BigInt.asIntN(8 * bytes.length, value);
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function setItems(target: unknown, items: readonly unknown[]): PyDict {
  if (!(target instanceof PyDict) || items.length % 2)
    refusePickle('The pickle sets items of something that is no dictionary');
  for (let i = 0; i < items.length; i += 2) {
    const key = items[i];
    const isKey = key === null || typeof key !== 'object' || key instanceof PyTuple || key instanceof PyOpaque;
    if (!isKey) refusePickle('The pickle has a dictionary with a key that cannot be one');
    target.entries.set(key, items[i + 1]);
  }
  return target;
}

function append(target: unknown, items: readonly unknown[]): void {
  if (!Array.isArray(target)) refusePickle('The pickle appends to something that is no list');
  for (const item of items) target.push(item);
}

function pushGlobal(machine: Machine, module: string, name: string): void {
  const found = machine.host.global(module, name);
  if (found === undefined) {
    throw new InputError(
      `The file names ${JSON.stringify(`${module}.${name}`.slice(0, MOST_SHOWN))}, which is no tensor or plain data; it was not run and nothing was loaded: save the model's state_dict alone, or as .safetensors.`,
    );
  }
  machine.push(found);
}

function reduce(machine: Machine): void {
  const args = machine.pop();
  const callable = machine.pop();
  if (!(callable instanceof PyFunction) || !(args instanceof PyTuple)) {
    refusePickle(`The pickle calls something at byte ${machine.place} that is no function`);
  }
  for (const arg of args.items) {
    if (Array.isArray(arg)) machine.spend(arg.length);
    if (arg instanceof PyTuple) machine.spend(arg.items.length);
    if (arg instanceof PyDict) machine.spend(arg.entries.size);
  }
  machine.push(callable.build(args.items));
}

/** The state of an object: attributes such as `_metadata` of a state dict, which hold no tensors. */
function build(machine: Machine): void {
  machine.pop();
  const target = machine.top();
  if (!(target instanceof PyDict) && !(target instanceof PyOpaque)) {
    refusePickle(`The pickle sets the state of something at byte ${machine.place} that has none`);
  }
}

function protocol(version: number): void {
  if (version > HIGHEST_PROTOCOL) {
    throw new InputError(
      `The pickle is of protocol ${version}; up to ${HIGHEST_PROTOCOL} is read: save with protocol 2.`,
    );
  }
}

const OPCODES: Readonly<Record<number, (machine: Machine) => void>> = {
  0x80: (m) => protocol(m.u8()), // PROTO
  0x95: (m) => void m.take(8), // FRAME
  0x28: (m) => m.mark(), // MARK
  0x30: (m) => void m.pop(), // POP
  0x31: (m) => void m.sinceMark(), // POP_MARK
  0x32: (m) => m.push(m.top()), // DUP
  0x4e: (m) => m.push(null), // NONE
  0x88: (m) => m.push(true), // NEWTRUE
  0x89: (m) => m.push(false), // NEWFALSE
  0x4a: (m) => m.push(m.i32()), // BININT
  0x4b: (m) => m.push(m.u8()), // BININT1
  0x4d: (m) => m.push(m.u16()), // BININT2
  0x8a: (m) => m.push(long(m.take(m.u8()))), // LONG1
  0x8b: (m) => m.push(long(m.take(m.u32()))), // LONG4
  0x47: (m) => m.push(m.f64()), // BINFLOAT
  0x58: (m) => m.push(m.text(m.u32())), // BINUNICODE
  0x8c: (m) => m.push(m.text(m.u8())), // SHORT_BINUNICODE
  0x8d: (m) => m.push(m.text(m.u64())), // BINUNICODE8
  0x54: (m) => m.push(latin1.decode(m.take(m.u32()))), // BINSTRING
  0x55: (m) => m.push(latin1.decode(m.take(m.u8()))), // SHORT_BINSTRING
  0x42: (m) => m.push(m.take(m.u32())), // BINBYTES
  0x43: (m) => m.push(m.take(m.u8())), // SHORT_BINBYTES
  0x29: (m) => m.push(new PyTuple([])), // EMPTY_TUPLE
  0x74: (m) => m.push(new PyTuple(m.sinceMark())), // TUPLE
  0x85: (m) => m.push(new PyTuple(m.pops(1))), // TUPLE1
  0x86: (m) => m.push(new PyTuple(m.pops(2))), // TUPLE2
  0x87: (m) => m.push(new PyTuple(m.pops(3))), // TUPLE3
  0x5d: (m) => m.push([]), // EMPTY_LIST
  0x6c: (m) => m.push(m.sinceMark()), // LIST
  0x61: (m) => append(m.stack.at(-2), m.pops(1)), // APPEND
  0x65: (m) => void ((items) => append(m.top(), items))(m.sinceMark()), // APPENDS
  0x7d: (m) => m.push(new PyDict()), // EMPTY_DICT
  0x64: (m) => m.push(setItems(new PyDict(), m.sinceMark())), // DICT
  0x73: (m) => void setItems(m.stack.at(-3), m.pops(2)), // SETITEM
  0x75: (m) => void ((items) => setItems(m.top(), items))(m.sinceMark()), // SETITEMS
  0x68: (m) => m.get(m.u8()), // BINGET
  0x6a: (m) => m.get(m.u32()), // LONG_BINGET
  0x71: (m) => m.put(m.u8()), // BINPUT
  0x72: (m) => m.put(m.u32()), // LONG_BINPUT
  0x94: (m) => m.memoize(), // MEMOIZE
  0x63: (m) => pushGlobal(m, m.line(), m.line()), // GLOBAL
  0x93: (m) => void (([module, name]) => pushGlobal(m, String(module), String(name)))(m.pops(2)), // STACK_GLOBAL
  0x52: reduce, // REDUCE
  0x62: build, // BUILD
  0x51: (m) => m.push(m.host.persistent(m.pop())), // BINPERSID
};
const STOP = 0x2e;

/**
 * @param start where the pickle begins in `bytes`
 * @returns the value, and where the bytes after the pickle begin
 * @throws ShortPickleError if the bytes end first; InputError for anything else than plain data
 */
export function unpickle(bytes: Uint8Array, host: PickleHost, start = 0): { value: unknown; end: number } {
  const machine = new Machine(bytes, host, start);
  for (let opcodes = 0; ; opcodes++) {
    if (opcodes > MOST_OPCODES) refusePickle(`The pickle has more than ${MOST_OPCODES} opcodes`);
    machine.spend(1);
    const opcode = machine.u8();
    if (opcode === STOP) return { value: machine.pop(), end: machine.place };
    const run = Object.hasOwn(OPCODES, opcode) ? OPCODES[opcode] : undefined;
    if (!run) {
      refusePickle(
        `The pickle has the opcode 0x${opcode.toString(16)} at byte ${machine.place - 1}, which plain data does not need`,
      );
    }
    run(machine);
  }
}
