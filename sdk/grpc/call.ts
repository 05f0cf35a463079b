import { BufferType, GrpcStatus, Status } from "../../assembly/shared/abi";
import { Bytes, resultBytes } from "../../assembly/bytes";
import { Context } from "../../assembly/contexts";
import { currentContext } from "../../assembly/dispatcher/current";
import { GrpcCall as PendingCall } from "../../assembly/grpc-callout";
import { getBufferBytes } from "../../assembly/hostcalls/buffer";
import { grpcCall as call, grpcToken } from "../../assembly/hostcalls/grpc";
import { getStatus } from "../../assembly/hostcalls/status";
import { resultSize, resultStart } from "../../assembly/memory";
import { readText } from "../../assembly/text";
import { percentDecode } from "../url/percent";

/** A unary call of the filter's own: which method, and with what. The message is a protobuf message's bytes, without gRPC's frame. */
@final
export class GrpcRequest {
  /** Milliseconds until the answer must be there; 0 is no limit. */
  timeoutMs: u32 = 5000;
  private readonly fields: Array<string> = new Array<string>();

  /** Without metadata of its own. */
  constructor(
    /** Full name, as `envoy.service.auth.v3.Authorization`. */
    readonly service: string,
    /** Name of the method, as `Check`. */
    readonly method: string,
    /** A serialized protobuf message: see `ProtobufWriter`. */
    readonly message: Uint8Array,
  ) {}

  /**
   * Adds initial metadata. With a control character but the tab in its value, or a name that is no token (a pseudo-header's is none), the call
   * is not made: `grpcCall` returns `Status.BadArgument`. Envoy encodes the value of a name in `-bin` itself.
   */
  metadata(name: string, value: string): GrpcRequest {
    this.fields.push(name);
    this.fields.push(value);
    return this;
  }

  /**
   * Hands it to the host; see `grpcCall`.
   *
   * @internal
   */
  send(cluster: string): Status {
    const message = this.message;
    return call(cluster, this.service, this.method, this.fields, message.dataStart, message.byteLength, this.timeoutMs);
  }
}

/** How the status message ends when Envoy gave up at the deadline: it says `Unavailable` for that, as for what can't be reached. */
// @ts-ignore: decorator
@lazy
const TIMEOUT: string = "{response_timeout}";

/**
 * Gets what becomes of a unary call: one of the two, once; neither, if the stream that asked is gone by then. While it runs, host calls
 * speak of the stream that asked: the handler may resume or answer it.
 */
export abstract class GrpcCallHandler extends Context {
  /** The answer. It lives until the handler returns. One that memory can't hold is a failure: `ResourceExhausted`. */
  abstract onReply(message: Bytes): void;

  /**
   * The service refused, or could not be reached (`Unavailable`), or was too slow (`DeadlineExceeded`). `message` is what it said;
   * Envoy adds where the status came from, in braces: `no such user{via_upstream}`.
   */
  abstract onFailure(status: GrpcStatus, message: string): void;

  whenGrpcMessage(size: u32): bool {
    const message = readGrpcMessage(size);
    if (message === null) return false;
    this.onReply(message);
    return true;
  }

  whenGrpcClosed(status: u32): void {
    const message = readGrpcStatusMessage();
    this.onFailure(message.endsWith(TIMEOUT) ? GrpcStatus.DeadlineExceeded : status, message);
  }
}

/**
 * Calls a unary gRPC method of the service behind `cluster`, which speaks HTTP/2; `handler` gets the answer. None will come where this
 * returns another status than `Ok`: `InternalFailure` when Envoy knows no such cluster, or memory or host can't hold the metadata;
 * `BadArgument` for metadata that is none. From every callback, a plugin's too; not in top-level code. (ABI: `proxy_grpc_call`.)
 *
 * @example
 * class Verdict extends GrpcCallHandler {
 *   onReply(message: Bytes): void { currentRequest.resume(); }
 *   onFailure(status: GrpcStatus, message: string): void { currentRequest.respond(new LocalReply(403)); }
 * }
 * const status = grpcCall("authz", new GrpcRequest("acme.Authz", "Check", question), new Verdict());
 */
export function grpcCall(cluster: string, request: GrpcRequest, handler: GrpcCallHandler): Status {
  const status = request.send(cluster);
  const origin = currentContext();
  if (status == Status.Ok && origin !== null) new PendingCall(grpcToken(), origin, handler).begin();
  return status;
}

/** The message that a gRPC callback brings; null when memory can't hold it. An empty one would say all by its defaults. */
export function readGrpcMessage(size: u32): Bytes | null {
  getBufferBytes(BufferType.GrpcReceiveBuffer, 0, size);
  return resultSize() == <usize>size ? resultBytes() : null;
}

/** What the service said to its status. It comes percent-encoded; what is not, is taken as it is. */
export function readGrpcStatusMessage(): string {
  if (getStatus() != Status.Ok) return "";
  const text = readText(resultStart(), resultSize());
  const decoded = percentDecode(text);
  return decoded === null ? text : decoded;
}
