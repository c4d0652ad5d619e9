/**
 * Reading .zip archives member by member: the directory at the end, then byte ranges; deflate through fflate.
 * PKWARE APPNOTE 6.3.10, §4.3 (layout), §4.5.3 (zip64). Encrypted and split archives are refused.
 */
import { inflateSync } from 'fflate';
import { InputError } from '../base/errors';
import { readRange, type ByteSource } from './byte-source';

export interface ZipMember {
  readonly name: string;
  readonly deflated: boolean;
  /** bytes in the archive */
  readonly packed: number;
  /** bytes after unpacking */
  readonly size: number;
  readonly crc: number;
  /** of its local header */
  readonly offset: number;
}

export interface ZipArchive {
  readonly source: ByteSource;
  readonly members: ReadonlyMap<string, ZipMember>;
}

const END = { signature: 0x06054b50, bytes: 22, comment: 0xffff };
const END64 = { signature: 0x06064b50, bytes: 56 };
const LOCATOR64 = { signature: 0x07064b50, bytes: 20 };
const ENTRY = { signature: 0x02014b50, bytes: 46 };
const LOCAL = { signature: 0x04034b50, bytes: 30 };
const IN_ZIP64 = 0xffffffff; // a 32-bit field that stands in the zip64 extra field instead
const ZIP64_EXTRA = 1;
const ENCRYPTED = 1; // bit of the flags
const METHODS = { stored: 0, deflated: 8 };
const MAX_DIRECTORY = 1 << 26; // bytes: a million members, and a bound of what is kept of them
const MAX_RATIO = 1032; // deflate cannot expand a byte to more: 258 bytes for two bits (RFC 1951)

function refuse(problem: string): never {
  throw new InputError(`${problem}; the archive is damaged or incomplete, fetch it again.`);
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function whole(value: bigint, what: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) refuse(`${what} of the archive is ${value}`);
  return Number(value);
}

interface Directory {
  readonly offset: number;
  readonly size: number;
  readonly count: number;
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const length = Math.min(source.size, END.bytes + END.comment + LOCATOR64.bytes);
  const start = source.size - length;
  const tail = viewOf(await readRange(source, start, length, 'The end of the archive'));
  for (let at = length - END.bytes; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END.signature) continue;
    if (at + END.bytes + tail.getUint16(at + 20, true) !== length) continue; // the comment must end the file
    const locator = at - LOCATOR64.bytes;
    if (locator >= 0 && tail.getUint32(locator, true) === LOCATOR64.signature) {
      return readDirectory64(source, whole(tail.getBigUint64(locator + 8, true), 'The zip64 directory'));
    }
    if (tail.getUint16(at + 4, true) !== 0) refuse('The archive is split over several files');
    const count = tail.getUint16(at + 10, true);
    return { count, size: tail.getUint32(at + 12, true), offset: tail.getUint32(at + 16, true) };
  }
  refuse('The archive has no directory at its end');
}

async function readDirectory64(source: ByteSource, offset: number): Promise<Directory> {
  const end = viewOf(await readRange(source, offset, END64.bytes, 'The zip64 directory of the archive'));
  if (end.getUint32(0, true) !== END64.signature)
    refuse('The zip64 directory of the archive is not where it should be');
  const field = (at: number): number => whole(end.getBigUint64(at, true), 'The zip64 directory');
  return { count: field(32), size: field(40), offset: field(48) };
}

/** Whether a file begins as a zip archive does: with a member, or with the directory of none. */
export const isZip = (start: Uint8Array): boolean =>
  start.length >= 4 && [LOCAL.signature, END.signature].includes(viewOf(start).getUint32(0, true));

/** @throws InputError that names the first thing wrong; no member has been read then */
export async function openZip(source: ByteSource): Promise<ZipArchive> {
  const directory = await findDirectory(source);
  if (directory.size > MAX_DIRECTORY) refuse(`The directory of the archive claims ${directory.size} bytes`);
  const bytes = await readRange(source, directory.offset, directory.size, 'The directory of the archive');
  if (directory.count * ENTRY.bytes > bytes.length) {
    refuse(`The directory of the archive claims ${directory.count} members in ${bytes.length} bytes`);
  }
  const members = new Map<string, ZipMember>();
  for (let at = 0, i = 0; i < directory.count; i++) {
    const { member, next } = readEntry(bytes, at);
    if (members.has(member.name)) refuse(`The archive has two members named "${member.name}"`);
    if (member.offset + LOCAL.bytes + member.packed > directory.offset) {
      refuse(`The member "${member.name}" of ${member.packed} bytes at ${member.offset} runs into the directory`);
    }
    members.set(member.name, member);
    at = next;
  }
  return { source, members };
}

function readEntry(bytes: Uint8Array, at: number): { member: ZipMember; next: number } {
  const view = viewOf(bytes);
  if (at + ENTRY.bytes > bytes.length || view.getUint32(at, true) !== ENTRY.signature) {
    refuse(`The directory of the archive has no entry at its byte ${at}`);
  }
  const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
  const nameEnd = at + ENTRY.bytes + view.getUint16(at + 28, true);
  const extraEnd = nameEnd + view.getUint16(at + 30, true);
  const next = extraEnd + view.getUint16(at + 32, true);
  if (next > bytes.length) refuse(`An entry of the archive's directory ends beyond it, at its byte ${next}`);
  const name = new TextDecoder().decode(bytes.subarray(at + ENTRY.bytes, nameEnd));
  if (flags & ENCRYPTED)
    throw new InputError(`The member "${name}" of the archive is encrypted; give one that is not.`);
  if (method !== METHODS.stored && method !== METHODS.deflated) {
    throw new InputError(
      `The member "${name}" of the archive is packed by method ${method}; known are 0 (stored) and 8 (deflated).`,
    );
  }
  const small = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  const [size, packed, offset] = widen(small, view, { at: nameEnd, end: extraEnd });
  const deflated = method === METHODS.deflated;
  if (deflated ? size! > packed! * MAX_RATIO : size !== packed) {
    refuse(`The member "${name}" claims ${size} bytes, packed into ${packed}`);
  }
  return {
    member: { name, deflated, size: size!, packed: packed!, offset: offset!, crc: view.getUint32(at + 16, true) },
    next,
  };
}

/** The fields that are marked as too large are taken from the zip64 extra field, in their order there. */
function widen(fields: readonly number[], view: DataView, extra: { at: number; end: number }): number[] {
  if (!fields.includes(IN_ZIP64)) return [...fields];
  for (let at = extra.at; at + 4 <= extra.end;) {
    const [id, length] = [view.getUint16(at, true), view.getUint16(at + 2, true)];
    let place = at + 4;
    const end = Math.min(place + length, extra.end);
    at = place + length;
    if (id !== ZIP64_EXTRA) continue;
    return fields.map((field) => {
      if (field !== IN_ZIP64) return field;
      if (place + 8 > end) refuse('A zip64 field of the archive is missing');
      place += 8;
      return whole(view.getBigUint64(place - 8, true), 'A zip64 field');
    });
  }
  refuse('A member of the archive has no zip64 field');
}

/** Where a member's packed bytes start: its local header may be longer than the directory says. */
async function dataOffset({ source }: ZipArchive, { name, offset, packed }: ZipMember): Promise<number> {
  const view = viewOf(await readRange(source, offset, LOCAL.bytes, `The header of "${name}"`));
  if (view.getUint32(0, true) !== LOCAL.signature) refuse(`The member "${name}" is not at byte ${offset}`);
  const start = offset + LOCAL.bytes + view.getUint16(26, true) + view.getUint16(28, true);
  if (start + packed > source.size) refuse(`The member "${name}" ends beyond the file`);
  return start;
}

/**
 * A part of a member (the whole if none is named); of a stored one no other byte is read, and its checksum is not
 * looked at. @throws InputError if a deflated one is damaged
 */
export async function readMember(
  archive: ZipArchive,
  member: ZipMember,
  { from, to }: { from: number; to: number } = { from: 0, to: member.size },
): Promise<Uint8Array> {
  const start = await dataOffset(archive, member);
  if (!member.deflated) return readRange(archive.source, start + from, to - from, `The member "${member.name}"`);
  const packed = await readRange(archive.source, start, member.packed, `The member "${member.name}"`);
  const bytes = inflate(packed, member);
  checkSum(bytes, member);
  return bytes.subarray(from, to);
}

/** A whole member whose checksum is right. @throws InputError */
export async function readChecked(archive: ZipArchive, member: ZipMember): Promise<Uint8Array> {
  const bytes = await readMember(archive, member);
  if (!member.deflated) checkSum(bytes, member);
  return bytes;
}

function inflate(packed: Uint8Array, { name, size }: ZipMember): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = inflateSync(packed, { out: new Uint8Array(size) });
  } catch {
    refuse(`The member "${name}" cannot be unpacked`);
  }
  if (bytes.length !== size) refuse(`The member "${name}" has ${bytes.length} bytes instead of the ${size} it claims`);
  return bytes;
}

function checkSum(bytes: Uint8Array, { name, crc }: ZipMember): void {
  const found = crc32(bytes);
  if (found !== crc) refuse(`The member "${name}" has the checksum ${found} instead of ${crc}`);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let c = byte;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 of IEEE 802.3, as zip has it. */
export function crc32(bytes: Uint8Array): number {
  let c = ~0;
  for (let i = 0; i < bytes.length; i++) c = CRC_TABLE[(c ^ bytes[i]!) & 255]! ^ (c >>> 8);
  return ~c >>> 0;
}
