/** Length of a header, and what contents are filled up to a multiple of. */
export const BLOCK_BYTES = 512;

/** A layer of one module has one entry; what built others has a few. */
const ENTRIES_MAX = 10_000;
/** Go's reader, which Istio's agent and Envoy Gateway read with, takes no more in one extension either. */
const EXTENSION_BYTES_MAX = 1024 * 1024;

/** By their type flags: what has no content, whatever size it says. */
const LINKS_DEVICES_FOLDERS = "123456";
const FILES = ["\0", "0", "7"];
const NOTHING = Buffer.alloc(BLOCK_BYTES);

/** One entry of an archive. */
export interface TarEntry {
  readonly name: string;
  readonly isFile: boolean;
  readonly content: Buffer;
}

/** Why an archive can't be read, said of it: `breaks off`. */
export class TarError extends Error {}

/** What extensions say of the entry after them; the names are the records' own. */
interface Extension {
  readonly path?: string | undefined;
  readonly size?: number | undefined;
}

/**
 * The entries of a tar archive, read as Go's `archive/tar` does, so that nobody sees another file here than a proxy runs; what it refuses,
 * and sparse files besides, is refused here too.
 *
 * @throws TarError
 */
export function* tarEntries(tar: Buffer): Generator<TarEntry> {
  let pax: Extension = {};
  let longName = "";
  let extensionBytes = 0;
  let count = 0;
  for (let offset = 0; offset + BLOCK_BYTES <= tar.length;) {
    const block = tar.subarray(offset, offset + BLOCK_BYTES);
    const ownSize = sizeOf(block);
    if (ownSize === null) return;
    if (++count > ENTRIES_MAX) throw new TarError(`has more than ${ENTRIES_MAX} entries`);
    const type = String.fromCharCode(block[156] ?? 0);
    if (type === "S") throw new TarError("holds a sparse file");
    const isExtension = "xgLK".includes(type);
    const name = isExtension ? nameOf(block) : longName || pax.path || nameOf(block);
    const isFolder = LINKS_DEVICES_FOLDERS.includes(type) || (type === "\0" && name.endsWith("/"));
    const size = isFolder ? 0 : isExtension ? ownSize : (pax.size ?? ownSize);
    if (isExtension) extensionBytes += size;
    if (extensionBytes > EXTENSION_BYTES_MAX) throw new TarError("has extended headers of more than 1 MiB");
    const content = tar.subarray(offset + BLOCK_BYTES, offset + BLOCK_BYTES + size);
    if (content.length < size) throw new TarError("breaks off");
    offset += BLOCK_BYTES + padded(size);
    if (type === "x") pax = readRecords(content);
    if (type === "L") longName = untilNul(content);
    if (type === "x" || type === "L" || type === "K") continue;
    pax = {};
    longName = "";
    yield { name, isFile: FILES.includes(type) && !isFolder, content };
  }
}

/** Bytes with what fills their last block. */
export function padded(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}

/** Null at the end of the archive. */
function sizeOf(block: Buffer): number | null {
  if (block.equals(NOTHING)) return null;
  // The field's own bytes count as blanks.
  const sum = block.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  const size = octal(block.subarray(124, 136));
  if (octal(block.subarray(148, 156)) !== sum || size === null) throw new TarError("is not a tar archive");
  return size;
}

/** Null where it is none; a layer's limit is far below what GNU writes otherwise than in octal. */
function octal(field: Buffer): number | null {
  const [, digits] = /^[ \0]*([0-7]*)(?:[ \0]*$|\0)/.exec(field.toString("latin1")) ?? [];
  return digits === undefined ? null : Number.parseInt(digits || "0", 8);
}

/** In a header of POSIX's form the name may go on in its `prefix`. */
function nameOf(block: Buffer): string {
  const name = untilNul(block.subarray(0, 100));
  if (block.toString("latin1", 257, 263) !== "ustar\0") return name;
  const isStar = block.toString("latin1", 508, 512) === "tar\0";
  const prefix = untilNul(block.subarray(345, isStar ? 476 : 500));
  return prefix === "" ? name : `${prefix}/${name}`;
}

/**
 * The records of a POSIX extension, `LENGTH KEY=VALUE\n` each. Their length says where they end: a line break may stand in a value.
 */
function readRecords(content: Buffer): Extension {
  let extension: Extension = {};
  for (let offset = 0; offset < content.length;) {
    const [digits = ""] = /^[0-9]{1,7}(?= )/.exec(content.toString("latin1", offset, offset + 8)) ?? [];
    const end = offset + Number(digits);
    const record = content.subarray(offset + digits.length + 1, end).toString("utf8");
    const equals = record.indexOf("=");
    if (digits === "" || end > content.length || equals < 1 || !record.endsWith("\n")) throw new TarError(DAMAGED);
    const key = record.slice(0, equals);
    const value = record.slice(equals + 1, -1);
    if (key.startsWith("GNU.sparse.")) throw new TarError("holds a sparse file");
    if (key === "path") extension = { ...extension, path: pathOf(value) };
    if (key === "size") extension = { ...extension, size: value === "" ? undefined : decimal(value) };
    offset = end;
  }
  return extension;
}

const DAMAGED = "has an extended header that is damaged";

function pathOf(value: string): string {
  if (value.includes("\0")) throw new TarError(DAMAGED);
  return value;
}

function decimal(value: string): number {
  const size = Number(value);
  if (!/^[0-9]+$/.test(value) || !Number.isSafeInteger(size)) throw new TarError(DAMAGED);
  return size;
}

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end === -1 ? bytes.length : end);
}
