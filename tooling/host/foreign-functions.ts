import { createPublicKey, verify } from "node:crypto";
import { deflateSync, inflateSync } from "node:zlib";
import { Status } from "../../assembly/shared/abi.js";
import type { Context } from "./context.js";
import { bytesField, readMessage, stringField, writeMessage } from "./protobuf.js";

/** What a foreign function answers. */
export interface ForeignResult {
  readonly status: Status;
  readonly result: Buffer;
}

export type ForeignFunction = (context: Context, argument: Buffer) => ForeignResult;

const NOTHING = Buffer.alloc(0);
const failed = (status: Status): ForeignResult => ({ status, result: NOTHING });
const done = (result: Buffer = NOTHING): ForeignResult => ({ status: Status.Ok, result });

/** An inflated body above this is refused, so that a small argument cannot fill the memory. */
const MAXIMUM_INFLATED_BYTES = 64 * 1024 * 1024;

const HASHES: ReadonlyMap<string, string> = new Map(
  ["sha1", "sha224", "sha256", "sha384", "sha512"].map((name) => [name, name]),
);

/**
 * Envoy's foreign functions that this host offers; another name answers NotFound. Not offered: the CEL functions (`expr_*`),
 * `sign`, `set_envoy_filter_state` and `declare_property`, which need Envoy's own registries.
 */
export const FOREIGN_FUNCTIONS: ReadonlyMap<string, ForeignFunction> = new Map([
  ["clear_route_cache", (context: Context) => (context.streamInfo === null ? failed(Status.BadArgument) : done())],
  ["compress", (_context: Context, argument: Buffer) => done(deflateSync(argument))],
  ["uncompress", uncompress],
  ["verify_signature", verifySignature],
]);

function uncompress(_context: Context, argument: Buffer): ForeignResult {
  try {
    return done(inflateSync(argument, { maxOutputLength: MAXIMUM_INFLATED_BYTES }));
  } catch {
    return failed(Status.SerializationFailure);
  }
}

/** Arguments: 1 hash function, 2 public key (DER), 3 signature, 4 text, 5 public key (PEM). Answer: 1 result, 2 error. */
function verifySignature(_context: Context, argument: Buffer): ForeignResult {
  const fields = readMessage(argument);
  if (fields === null) return failed(Status.BadArgument);
  const hash = HASHES.get(stringField(fields, 1));
  if (hash === undefined) return done(writeMessage([[2, `${stringField(fields, 1)} is not supported.`]]));
  try {
    const pem = bytesField(fields, 5);
    const key = createPublicKey(
      pem.length > 0 ? { key: pem, format: "pem" } : { key: bytesField(fields, 2), format: "der", type: "spki" },
    );
    const isValid = verify(hash, bytesField(fields, 4), key, bytesField(fields, 3));
    return done(writeMessage(isValid ? [[1, true]] : [[2, "Failed to verify digest."]]));
  } catch {
    return done(writeMessage([[2, "Failed to verify digest."]]));
  }
}
