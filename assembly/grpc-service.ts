import { allocate, trim } from "./memory";
import { encodeUtf8 } from "./utf8";

/** Tags and sizes of the two messages inside each other, at their longest. */
const HEAD: usize = 12;
/** The tag of field 1, of `GrpcService.envoy_grpc` as of `EnvoyGrpc.cluster_name`: both are length-delimited. */
const FIELD_1: u8 = 0x0a;

let size: usize = 0;

/** Size in bytes of the message that was written last by `writeGrpcService`. */
// @ts-ignore: decorator
@inline
export function grpcServiceSize(): usize {
  return size;
}

/**
 * Writes `GrpcService { envoy_grpc { cluster_name } }` (`envoy.config.core.v3`) into the arena; 0 when memory can't hold it. A cluster's bare
 * name is no safe way to say it: Envoy reads it as such a message first, and ends its process where that has no target, as `8a` has not.
 */
export function writeGrpcService(cluster: string): usize {
  const at = allocate(<usize>cluster.length * 3 + HEAD);
  if (at == 0) return 0;
  const name = at + HEAD;
  const nameSize = encodeUtf8(cluster, name);
  const inner = writeHead(name, nameSize);
  const outer = writeHead(inner, name + nameSize - inner);
  size = name + nameSize - outer;
  trim(at, HEAD + nameSize);
  return outer;
}

/** Writes tag and size of a field before its `length` bytes at `end`, and returns where they begin. */
function writeHead(end: usize, length: usize): usize {
  let digits: usize = 1;
  for (let rest = length >> 7; rest != 0; rest >>= 7) ++digits;
  const start = end - digits - 1;
  store<u8>(start, FIELD_1);
  let at = start + 1;
  let rest = length;
  for (; rest > 0x7f; rest >>= 7) store<u8>(at++, (<u8>rest) | 0x80);
  store<u8>(at, <u8>rest);
  return start;
}
