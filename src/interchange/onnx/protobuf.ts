/**
 * An ONNX model as bytes: the few messages of onnx.proto3 that are needed here, in protobuf's wire format (varints and
 * length-delimited fields; protobuf.dev, "Encoding"). Weights lie in the file itself.
 */
import { InputError } from '../../base/errors';

export type TensorData = Float32Array | BigInt64Array;

export interface OnnxTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/** Whole numbers are ints; write 1.5 as a float. Arrays are of ints. */
export type Attribute = { readonly float: number } | number | string | readonly number[];

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A tensor at the door, float32: sides are numbers or names. */
export interface OnnxPort {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly producer: { readonly name: string; readonly version: string };
  readonly metadata: Readonly<Record<string, string>>;
  readonly nodes: readonly OnnxNode[];
  readonly weights: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

const IR_VERSION = 8; // the one of operator set 18
const OPERATORS = 18;
const MOST_BYTES = 2 ** 31 - 1; // of a protobuf message

const VARINT = 0;
const DELIMITED = 2;
const FIXED32 = 5;

const FLOAT = 1; // TensorProto.DataType
const INT64 = 7;
const KINDS = { float: 1, int: 2, string: 3, ints: 7 } as const; // AttributeProto.AttributeType

function varint(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const more = rest >> 7n;
    bytes.push(Number(rest & 0x7fn) | (more > 0n ? 0x80 : 0));
    rest = more;
  } while (rest > 0n);
  return Uint8Array.from(bytes);
}

/** Parts of a message, put together only once, at the end. */
class Message {
  readonly parts: Uint8Array[] = [];
  length = 0;

  private push(...parts: readonly Uint8Array[]): this {
    for (const part of parts) {
      this.parts.push(part);
      this.length += part.length;
    }
    return this;
  }

  private key(field: number, kind: number): this {
    return this.push(varint((field << 3) | kind));
  }

  int(field: number, value: number | bigint): this {
    return this.key(field, VARINT).push(varint(value));
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.key(field, FIXED32).push(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.key(field, DELIMITED).push(varint(value.length), value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    this.key(field, DELIMITED).push(varint(value.length));
    for (const part of value.parts) this.parts.push(part); // may be more than a call takes arguments
    this.length += value.length;
    return this;
  }

  each<T>(values: Iterable<T>, write: (message: this, value: T) => void): this {
    for (const value of values) write(this, value);
    return this;
  }
}

function tensorProto(name: string, { shape, data }: OnnxTensor): Message {
  return new Message()
    .each(shape, (tensor, side) => tensor.int(1, side))
    .int(2, data instanceof Float32Array ? FLOAT : INT64)
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function attributeProto(name: string, value: Attribute): Message {
  const attribute = new Message().text(1, name);
  if (typeof value === 'number') return attribute.int(3, value).int(20, KINDS.int);
  if (typeof value === 'string') return attribute.text(4, value).int(20, KINDS.string);
  if ('float' in value) return attribute.float(2, value.float).int(20, KINDS.float);
  return attribute.each(value, (message, one) => message.int(8, one)).int(20, KINDS.ints);
}

function nodeProto({ op, inputs, outputs, attributes }: OnnxNode): Message {
  return new Message()
    .each(inputs, (node, name) => node.text(1, name))
    .each(outputs, (node, name) => node.text(2, name))
    .text(3, outputs[0] ?? op)
    .text(4, op)
    .each(Object.entries(attributes), (node, [name, value]) => node.message(5, attributeProto(name, value)));
}

function portProto({ name, shape }: OnnxPort): Message {
  const sides = new Message().each(shape, (message, side) => {
    message.message(1, typeof side === 'number' ? new Message().int(1, side) : new Message().text(2, side));
  });
  const type = new Message().message(1, new Message().int(1, FLOAT).message(2, sides));
  return new Message().text(1, name).message(2, type);
}

function graphProto({ name, nodes, weights, inputs, outputs }: OnnxModel): Message {
  return new Message()
    .each(nodes, (graph, node) => graph.message(1, nodeProto(node)))
    .text(2, name)
    .each(weights, (graph, [weight, tensor]) => graph.message(5, tensorProto(weight, tensor)))
    .each(inputs, (graph, port) => graph.message(11, portProto(port)))
    .each(outputs, (graph, port) => graph.message(12, portProto(port)));
}

/** @throws InputError if the model has more bytes than a file of this kind can hold */
export function encodeModel(model: OnnxModel): Uint8Array<ArrayBuffer> {
  const { producer, metadata } = model;
  const message = new Message()
    .int(1, IR_VERSION)
    .text(2, producer.name)
    .text(3, producer.version)
    .message(7, graphProto(model))
    .message(8, new Message().text(1, '').int(2, OPERATORS))
    .each(Object.entries(metadata), (all, [key, value]) => all.message(14, new Message().text(1, key).text(2, value)));
  if (message.length > MOST_BYTES) {
    throw new InputError(
      `The model has ${message.length} bytes; an ONNX file with its weights inside can have at most ${MOST_BYTES}: export it as safetensors.`,
    );
  }
  const bytes = new Uint8Array(message.length);
  let place = 0;
  for (const part of message.parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}
