import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { gzipSync } from "fflate";
import { Header } from "tar/header";
import { Pax } from "tar/pax";
import { ToolError } from "../error.js";
import { LAYER_BYTES_MAX } from "./limits.js";

/** The one name that Istio and Envoy Gateway look for in a layer, in any folder. */
export const MODULE_FILE = "plugin.wasm";

const BLOCK_BYTES = 512;
const EPOCH = new Date(0);

/** A layer in both its forms: the digest of the archive stands in an image's configuration, that of the gzip in its manifest. */
export interface PackedLayer {
  readonly tar: Uint8Array;
  readonly gzip: Uint8Array;
}

/**
 * Packs a module as `plugin.wasm`. The same module gives the same bytes on every machine: no time, no owner, and a
 * compressor in JavaScript, because what Node's own zlib writes depends on its version and on the processor.
 */
export function packLayer(module: Uint8Array): PackedLayer {
  const header = Buffer.alloc(BLOCK_BYTES);
  const fields = { path: MODULE_FILE, mode: 0o644, uid: 0, gid: 0, size: module.length, mtime: EPOCH };
  new Header({ ...fields, type: "File" }).encode(header);
  const tar = Buffer.alloc(BLOCK_BYTES + padded(module.length) + 2 * BLOCK_BYTES);
  header.copy(tar);
  tar.set(module, BLOCK_BYTES);
  return { tar, gzip: gzipSync(tar, { level: 9, mtime: 0 }) };
}

/**
 * Finds the module in a compressed layer.
 *
 * @throws ToolError `ERR_IMAGE_INVALID` for what is no gzip or no archive, is larger than 256 MiB unpacked, or has no `plugin.wasm`.
 */
export async function unpackLayer(gzip: Uint8Array): Promise<Uint8Array> {
  return findModule(await inflate(gzip));
}

async function inflate(gzip: Uint8Array): Promise<Buffer> {
  try {
    return await promisify(gunzip)(gzip, { maxOutputLength: LAYER_BYTES_MAX });
  } catch (cause) {
    const isTooLarge = (cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    throw invalid(isTooLarge ? "is larger than 256 MiB unpacked" : "is not gzip", cause);
  }
}

function findModule(tar: Buffer): Uint8Array {
  let offset = 0;
  let extended: Pax | undefined;
  while (offset + BLOCK_BYTES <= tar.length) {
    const header = readHeader(tar, offset, extended);
    if (header === null) break;
    const { size } = header;
    const content = tar.subarray(offset + BLOCK_BYTES, offset + BLOCK_BYTES + size);
    if (content.length < size) throw invalid("breaks off");
    offset += BLOCK_BYTES + padded(size);
    extended = readExtension(header, content);
    if (isFile(header) && header.path?.split("/").at(-1) === MODULE_FILE) return content;
  }
  throw invalid(`holds no ${MODULE_FILE}`);
}

/** Null at the end of the archive. */
function readHeader(tar: Buffer, offset: number, extended: Pax | undefined): (Header & { size: number }) | null {
  let header: Header;
  try {
    header = new Header(tar, offset, extended);
  } catch (cause) {
    throw invalid("is not a tar archive", cause);
  }
  if (header.nullBlock) return null;
  if (!header.cksumValid || !Number.isSafeInteger(header.size)) throw invalid("is not a tar archive");
  return header as Header & { size: number };
}

/** What a header says of the next one: POSIX's extension, or GNU's long name. */
function readExtension({ type }: Header, content: Buffer): Pax | undefined {
  if (type === "ExtendedHeader") return Pax.parse(content.toString("utf8"));
  return type === "NextFileHasLongPath" ? new Pax({ path: content.toString("utf8").replace(/\0.*$/s, "") }) : undefined;
}

function isFile({ type }: Header): boolean {
  return type === "File" || type === "OldFile" || type === "ContiguousFile";
}

function padded(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES;
}

function invalid(what: string, cause?: unknown): ToolError {
  return new ToolError("ERR_IMAGE_INVALID", `the layer ${what}`, {
    hint: `the last layer of an image must be a tar+gzip with ${MODULE_FILE} in it, as \`sluice package\` writes it`,
    cause,
  });
}
