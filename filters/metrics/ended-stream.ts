import { currentRequest, getNumberProperty, getProperty } from "sluice/sdk";
import { UPSTREAM_FLAGS } from "./response-flags";

/** A number that has not been asked for. */
const UNREAD: i64 = i64.MIN_VALUE;

/** gRPC statuses that are the server's fault: UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS. */
const GRPC_FAULTS: i64 = (1 << 2) | (1 << 4) | (1 << 12) | (1 << 13) | (1 << 14) | (1 << 15);

/** What several labels or metrics want to know of the stream that is over: each is asked for once, and only when wanted. */
@final
export class EndedStream {
  private codeRead: i64 = UNREAD;
  private flagsRead: i64 = UNREAD;
  private grpcStatusRead: i64 = UNREAD;

  /** Another stream is over. */
  begin(): void {
    this.codeRead = UNREAD;
    this.flagsRead = UNREAD;
    this.grpcStatusRead = UNREAD;
  }

  /** The status, 0 where there was no response. */
  get code(): i64 {
    if (this.codeRead == UNREAD) this.codeRead = getNumberProperty("response\0code");
    return this.codeRead;
  }

  get flags(): i64 {
    if (this.flagsRead == UNREAD) this.flagsRead = getNumberProperty("response\0flags");
    return this.flagsRead;
  }

  /** From the trailers, or the headers of a response that is nothing else; -1 where the request was none of gRPC's. */
  get grpcStatus(): i64 {
    if (this.grpcStatusRead != UNREAD) return this.grpcStatusRead;
    const type = currentRequest.headers.getBytes("content-type");
    // Envoy answers for every response: it has a status of gRPC for each of HTTP.
    const isGrpc = type !== null && type.subarray(0, GRPC_TYPE.length).equals(GRPC_TYPE);
    return (this.grpcStatusRead = isGrpc ? getNumberProperty("response\0grpc_status", -1) : -1);
  }

  private get isGrpcFault(): bool {
    const status = this.grpcStatus;
    return status >= 0 && status < 64 && (((<i64>1) << status) & GRPC_FAULTS) != 0;
  }

  /** Whether the upstream failed: it could not be reached, broke off, or answered with a fault of its own. */
  get isUpstreamError(): bool {
    if ((this.flags & UPSTREAM_FLAGS) != 0) return true;
    const isFault = this.code >= 500 || this.isGrpcFault;
    if (!isFault) return false;
    const details = getProperty("response\0code_details");
    return details !== null && details.equals("via_upstream");
  }
}

const GRPC_TYPE: string = "application/grpc";
