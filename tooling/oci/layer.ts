import { posix } from "node:path";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { gzipSync } from "fflate";
import { Header } from "tar/header";
import { ToolError } from "../error.js";
import { LAYER_BYTES_MAX } from "./limits.js";
import { BLOCK_BYTES, padded, TarError, tarEntries } from "./tar-entries.js";

/** The one name that Istio and Envoy Gateway look for in a layer, in any folder. */
export const MODULE_FILE = "plugin.wasm";

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
 * @throws ToolError `ERR_IMAGE_INVALID` for what is no gzip or no archive, is larger than 256 MiB unpacked or of too many
 *   entries, or whose `plugin.wasm` is missing or no file.
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

/** The first entry of the name, whatever it is: proxies look no further. */
function findModule(tar: Buffer): Uint8Array {
  try {
    for (const { name, isFile, content } of tarEntries(tar)) {
      if (posix.basename(name) !== MODULE_FILE) continue;
      if (isFile) return content;
      throw invalid(`has a ${MODULE_FILE} that is no file`);
    }
  } catch (error) {
    throw error instanceof TarError ? invalid(error.message, error) : error;
  }
  throw invalid(`holds no ${MODULE_FILE}`);
}

function invalid(what: string, cause?: unknown): ToolError {
  return new ToolError("ERR_IMAGE_INVALID", `the layer ${what}`, {
    hint: `the last layer of an image must be a tar+gzip with ${MODULE_FILE} in it, as \`sluice package\` writes it`,
    cause,
  });
}
