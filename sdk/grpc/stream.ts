import { GrpcStatus, HeaderMapType, Status } from "../../assembly/shared/abi";
import { Bytes } from "../../assembly/bytes";
import { callouts } from "../../assembly/callout";
import { Context } from "../../assembly/contexts";
import { currentContext } from "../../assembly/dispatcher/current";
import { GrpcStreamCallout } from "../../assembly/grpc-callout";
import { grpcCancel, grpcClose, grpcSend, grpcStream, grpcToken } from "../../assembly/hostcalls/grpc";
import { Headers } from "../headers";
import { payloadSize, placePayload } from "../payload";
import { readGrpcMessage, readGrpcStatusMessage } from "./call";

// @ts-ignore: decorator
@lazy
const initialMetadata: Headers = new Headers(HeaderMapType.GrpcReceiveInitialMetadata);

// @ts-ignore: decorator
@lazy
const trailingMetadata: Headers = new Headers(HeaderMapType.GrpcReceiveTrailingMetadata);

/**
 * Gets what comes on a gRPC stream, in this order: initial metadata, messages, trailing metadata, the close. It ends with the stream
 * that opened it. While it runs, host calls speak of the stream that opened it: the handler may resume or answer it.
 */
export abstract class GrpcStreamHandler extends Context {
  /** The service has begun to answer. The metadata can be read until the handler returns. */
  onInitialMetadata(metadata: Headers): void {}

  /** A message of the service. It lives until the handler returns. */
  onMessage(message: Bytes): void {}

  /** The service has ended its side. The metadata can be read until the handler returns. */
  onTrailingMetadata(metadata: Headers): void {}

  /**
   * The stream is over, with the service's status, or with Envoy's own: `Unavailable` when nobody could be reached; or with
   * `ResourceExhausted`, cancelled, when memory can't hold a message.
   */
  abstract onClose(status: GrpcStatus, message: string): void;

  whenGrpcInitialMetadata(count: u32): void {
    this.onInitialMetadata(initialMetadata);
  }

  whenGrpcMessage(size: u32): bool {
    const message = readGrpcMessage(size);
    if (message === null) return false;
    this.onMessage(message);
    return true;
  }

  whenGrpcTrailingMetadata(count: u32): void {
    this.onTrailingMetadata(trailingMetadata);
  }

  whenGrpcClosed(status: u32): void {
    this.onClose(status, readGrpcStatusMessage());
  }
}

/** Our side of an open gRPC stream. */
@final
export class GrpcStream {
  /** @internal */
  constructor(private readonly callout: GrpcStreamCallout) {}

  /** Sends a message (string, `Uint8Array`, `ArrayBuffer` or `Bytes`). `Status.NotFound` once the stream is over. */
  send<T>(message: T): Status {
    if (!this.isOpen) return Status.NotFound;
    const start = placePayload<T>(message);
    return grpcSend(this.callout.token, start, payloadSize(), false);
  }

  /** Sends the last message: our side has ended then. `Status.NotFound` once the stream is over. */
  sendLast<T>(message: T): Status {
    if (!this.isOpen) return Status.NotFound;
    const start = placePayload<T>(message);
    return grpcSend(this.callout.token, start, payloadSize(), true);
  }

  /** Ends our side without another message; the service may still send. `Status.NotFound` once the stream is over. */
  close(): Status {
    return this.isOpen ? grpcClose(this.callout.token) : Status.NotFound;
  }

  /** Gives the stream up: the handler hears no more of it. `Status.NotFound` once it is over. */
  cancel(): Status {
    if (!this.isOpen) return Status.NotFound;
    this.callout.end();
    return grpcCancel(this.callout.token);
  }

  /** Whether the handler may still hear of it. */
  get isOpen(): bool {
    return callouts.get(this.callout.token) === this.callout;
  }
}

/**
 * Opens a gRPC stream to the service behind `cluster`. `metadata` is initial metadata, names and values in turn. Null when Envoy knows
 * no such cluster, when a name of the metadata is no token or a value has a control character, and when memory or host can't hold it. From every
 * callback, a plugin's too; not in top-level code. (ABI: `proxy_grpc_stream`.)
 *
 * @example
 * const stream = openGrpcStream("audit", "acme.Audit", "Record", new AuditHandler());
 * if (stream !== null) stream.send(record);
 */
export function openGrpcStream(
  cluster: string,
  service: string,
  method: string,
  handler: GrpcStreamHandler,
  metadata: Array<string> = [],
): GrpcStream | null {
  const status = grpcStream(cluster, service, method, metadata);
  const origin = currentContext();
  if (status != Status.Ok || origin === null) return null;
  const callout = new GrpcStreamCallout(grpcToken(), origin, handler);
  callout.begin();
  return new GrpcStream(callout);
}
