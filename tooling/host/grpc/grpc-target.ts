import type { Pair } from "../http/pairs.js";
import { bytesField, isUtf8, numberField, readFields, readMessage } from "../properties/protobuf.js";

/** Where a gRPC call goes, and what its service says of all its calls. */
export interface GrpcTarget {
  readonly cluster: string;
  /** Absent: the cluster's name. */
  readonly authority: string;
  readonly metadata: readonly Pair[];
  /** `max_receive_message_length`; 0 is no limit. */
  readonly maximumMessageBytes: number;
  /** `skip_envoy_headers` */
  readonly skipEnvoyHeaders: boolean;
}

/** What the service argument of `proxy_grpc_call` names. */
export type GrpcService =
  | { readonly kind: "envoy"; readonly target: GrpcTarget }
  /** `google_grpc`: Envoy's other client. */
  | { readonly kind: "google" }
  /** A message without a target. */
  | { readonly kind: "none" }
  /** No message, and no cluster of that name. */
  | { readonly kind: "unknown" };

const ENVOY_GRPC = 1;
const GOOGLE_GRPC = 2;
const INITIAL_METADATA = 5;

/**
 * Reads the service argument as Envoy 1.40 does: as a serialized `envoy.config.core.v3.GrpcService` where it parses as one,
 * else as a cluster's name. So a name whose bytes happen to be a message, such as `8a` or the empty one, is no name: it is a
 * message without a target.
 */
export function readGrpcService(bytes: Buffer, hasCluster: (name: string) => boolean): GrpcService {
  const service = readService(bytes);
  if (service !== null) return service;
  const cluster = bytes.toString("utf8");
  if (!hasCluster(cluster)) return { kind: "unknown" };
  return {
    kind: "envoy",
    target: { cluster, authority: "", metadata: [], maximumMessageBytes: 0, skipEnvoyHeaders: false },
  };
}

function readService(bytes: Buffer): GrpcService | null {
  const fields = readFields(bytes);
  if (fields === null) return null;
  const metadata: Pair[] = [];
  let service: GrpcService = { kind: "none" };
  for (const [number, value] of fields) {
    if (!Buffer.isBuffer(value)) continue;
    if (number === GOOGLE_GRPC) service = { kind: "google" };
    if (number === ENVOY_GRPC) {
      const target = readTarget(value, metadata);
      if (target === null) return null;
      service = { kind: "envoy", target };
    }
    if (number === INITIAL_METADATA) {
      const header = readMessage(value);
      if (header === null) return null;
      const [name, text] = [bytesField(header, 1).toString("latin1"), bytesField(header, 2).toString("latin1")];
      if (name !== "" && text !== "") metadata.push([name, text]);
    }
  }
  return service;
}

function readTarget(bytes: Buffer, metadata: readonly Pair[]): GrpcTarget | null {
  const fields = readMessage(bytes);
  if (fields === null) return null;
  const [cluster, authority] = [bytesField(fields, 1), bytesField(fields, 2)];
  const limit = readMessage(bytesField(fields, 4));
  if (!isUtf8(cluster) || !isUtf8(authority) || limit === null) return null;
  return {
    cluster: cluster.toString("utf8"),
    authority: authority.toString("utf8"),
    metadata,
    maximumMessageBytes: numberField(limit, 1),
    skipEnvoyHeaders: numberField(fields, 5) !== 0,
  };
}
