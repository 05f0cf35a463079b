import { ToolError } from "../../error.js";
import type { Blob } from "../descriptor.js";
import type { Digest } from "../digest.js";
import { type HttpResponse, TemporaryFailure } from "./http.js";
import type { Repository } from "./repository.js";
import { isDamage } from "./retry.js";

/** How a blob came to lie in its repository. */
export type UploadOutcome = "existed" | "mounted" | "uploaded";

/** Larger blobs are sent in pieces of this size, so that a cut connection costs one of them. */
const DEFAULT_CHUNK_BYTES = 8 * 1024 * 1024;

/** A registry that takes less than this part of a piece … */
const SHORT_PART = 1 / 16;
/** … so often is not waited for: at a byte each, a blob would take millions of requests. */
const SHORT_PIECES_MAX = 8;

/** How blobs are brought to a registry. */
export interface UploadOptions {
  /** Larger blobs go in pieces of this size. Default 8 MiB. */
  readonly chunkBytes?: number | undefined;
  /** A repository of the same registry that may have the blob already. */
  readonly mountFrom?: string | undefined;
}

/**
 * Brings a blob into a repository: not at all where it is there, by a mount where another repository has it, else whole or in pieces.
 * A piece that fails is sent again from where the registry says it is; an upload that it no longer knows starts anew.
 *
 * @param isForced whether it is sent even if the registry says that it is there
 * @throws ToolError `ERR_REGISTRY`, `ERR_REGISTRY_DENIED`
 */
export async function uploadBlob(
  repository: Repository,
  blob: Blob,
  options: UploadOptions = {},
  isForced = false,
): Promise<UploadOutcome> {
  return repository.retrying(() => attempt(repository, blob, options, isForced));
}

async function attempt(
  repository: Repository,
  blob: Blob,
  options: UploadOptions,
  isForced: boolean,
): Promise<UploadOutcome> {
  const { chunkBytes = DEFAULT_CHUNK_BYTES, mountFrom } = options;
  const { digest } = blob.descriptor;
  if (!isForced && (await hasBlob(repository, digest))) return "existed";

  const mount = mountFrom === undefined || isForced ? "" : `?mount=${digest}&from=${encodeURIComponent(mountFrom)}`;
  const started = await repository.sendOnce({ method: "POST", path: `blobs/uploads/${mount}` });
  if (started.status === 201) return "mounted";
  if (started.status !== 202) throw repository.unexpected(started, "takes no upload");
  const location = repository.location(started);
  const least = Number(started.header("oci-chunk-min-length") ?? 0) || 0;
  if (blob.bytes.length <= Math.max(chunkBytes, least)) {
    await finish(repository, location, digest, blob.bytes);
  } else {
    await finish(repository, await sendChunks(repository, location, blob, Math.max(chunkBytes, least)), digest);
  }
  return "uploaded";
}

async function hasBlob(repository: Repository, digest: Digest): Promise<boolean> {
  try {
    return (await repository.sendOnce({ method: "HEAD", path: `blobs/${digest}` })).status === 200;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
}

async function finish(repository: Repository, location: URL, digest: Digest, body?: Uint8Array): Promise<void> {
  const path = new URL(location);
  path.searchParams.set("digest", digest);
  const headers = { "content-type": "application/octet-stream" };
  const response = await repository.sendOnce({ method: "PUT", path, headers, body: body ?? "" });
  if (response.status === 404) throw forgotten(repository);
  if (response.status !== 201) throw repository.unexpected(response, "did not take a blob");
}

/** Sends all bytes, and gives the address at which the upload is finished. */
async function sendChunks(
  repository: Repository,
  start: URL,
  { bytes, descriptor }: Blob,
  chunkBytes: number,
): Promise<URL> {
  let at: Position = { location: start, offset: 0 };
  let shortPieces = 0;
  while (at.offset < bytes.length) {
    repository.onProgress(`pushing ${descriptor.digest.slice(0, 19)}: ${percent(at.offset, bytes.length)}`);
    const next = await sendNext(repository, at, bytes, chunkBytes);
    if (next === null || next.offset <= at.offset || next.offset > bytes.length) throw forgotten(repository);
    const pieceBytes = Math.min(chunkBytes, bytes.length - at.offset);
    if (next.offset - at.offset < pieceBytes * SHORT_PART) shortPieces++;
    if (shortPieces > SHORT_PIECES_MAX) throw crumbling(repository);
    at = next;
  }
  return at.location;
}

interface Position {
  readonly location: URL;
  readonly offset: number;
}

/** Sends one piece, after a failure from where the registry says it is; null when it no longer knows the upload. */
function sendNext(
  repository: Repository,
  at: Position,
  bytes: Uint8Array,
  chunkBytes: number,
): Promise<Position | null> {
  let isCut = false;
  const send = async (): Promise<Position | null> => {
    const from = isCut ? await askPosition(repository, at.location) : at;
    if (from === null || from.offset > at.offset) return from;
    isCut = true;
    return sendChunk(repository, from, bytes.subarray(from.offset, from.offset + chunkBytes));
  };
  return repository.retrying(send);
}

async function sendChunk(repository: Repository, at: Position, body: Uint8Array): Promise<Position | null> {
  const end = at.offset + body.length;
  const headers = { "content-type": "application/octet-stream", "content-range": `${at.offset}-${end - 1}` };
  const response = await repository.sendOnce({ method: "PATCH", path: at.location, headers, body });
  // 416: the registry is at another place than it told us; 404: it has forgotten the upload.
  if (response.status === 404 || response.status === 416) return null;
  if (response.status !== 202) throw repository.unexpected(response, "did not take a piece of a blob");
  return position(repository, response) ?? { location: repository.location(response), offset: end };
}

async function askPosition(repository: Repository, path: URL): Promise<Position | null> {
  const response = await repository.sendOnce({ method: "GET", path });
  return response.status === 204 ? position(repository, response) : null;
}

/** `Range: 0-1023` is 1024 bytes received; registries write `0-0` for none as for one, and the byte is sent again. */
function position(repository: Repository, response: HttpResponse): Position | null {
  const [, last] = /^(?:bytes=)?0-(\d+)$/.exec(response.header("range") ?? "") ?? [];
  if (last === undefined) return null;
  return { location: repository.location(response), offset: last === "0" ? 0 : Number(last) + 1 };
}

function crumbling(repository: Repository): ToolError {
  return new ToolError("ERR_REGISTRY", `${repository.registry} takes next to nothing of each piece of a blob`, {
    hint: "check that this is an OCI registry, and that nothing on the way cuts requests short",
  });
}

function forgotten(repository: Repository): TemporaryFailure {
  return new TemporaryFailure(`${repository.registry} no longer knows the upload`);
}

function percent(part: number, whole: number): string {
  return `${Math.floor((part / whole) * 100)} %`;
}
