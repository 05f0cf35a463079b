/**
 * The numbers and names of proxy-wasm ABI 0.2.1, once, for the guest (AssemblyScript) and for the host (TypeScript).
 * This file is compiled by both compilers and must stay portable: enums only, no imports.
 *
 * Source: proxy-wasm/spec abi-versions/v0.2.1 and proxy-wasm-cpp-host, as Envoy 1.40 behaves.
 */

/** Result of every host function. A host may return numbers that are not listed here: they are kept as they are. */
export enum Status {
  /** Done. */
  Ok = 0,
  /** What was asked for is not there: no such header, property, key, queue, metric, token or foreign function. */
  NotFound = 1,
  /** The host refuses an argument, or allows no such call now: a header map that it has let go, an unknown cluster. */
  BadArgument = 2,
  /** The host can't put what it has into bytes. */
  SerializationFailure = 3,
  /** The host can't read the bytes that it was given. */
  ParseFailure = 4,
  /** A CEL expression is none. */
  BadExpression = 5,
  /** An address outside of the module's memory, or no memory for what the host wanted to hand over. */
  InvalidMemoryAccess = 6,
  /** The queue has no item. */
  Empty = 7,
  /** Another has set the key meanwhile: nothing was changed. */
  CasMismatch = 8,
  /** The host's answer has not the form that was asked for. */
  ResultMismatch = 9,
  /** The host, or the module's memory, failed at something that was rightly asked for. */
  InternalFailure = 10,
  /** The connection broke. */
  BrokenConnection = 11,
  /** The host has no such function, or not for this case. */
  Unimplemented = 12,
}

/** How much a line of the log matters. Envoy drops lines below the level of its `wasm` logger (`--component-log-level wasm:info`). */
export enum LogLevel {
  /** Each step. */
  Trace = 0,
  /** For whoever looks for a fault. */
  Debug = 1,
  /** What is good to know in normal running. */
  Info = 2,
  /** What may go wrong, or was mended. */
  Warn = 3,
  /** What went wrong for a request. */
  Error = 4,
  /** What goes wrong for all of them. */
  Critical = 5,
}

/** What a headers callback returns. */
export enum HeadersAction {
  /** To the next filter. */
  Continue = 0,
  /** Hold the headers; the body still comes, where the plugin has `allow_on_headers_stop_iteration`: else as `StopAllIterationAndWatermark`. */
  StopIteration = 1,
  /** Envoy treats it as `Continue`. */
  ContinueAndEndStream = 2,
  /** Hold the headers and keep the body; above the buffer limit Envoy answers 413 or 500. */
  StopAllIterationAndBuffer = 3,
  /** Hold the headers and keep the body; at the buffer limit Envoy stops reading. */
  StopAllIterationAndWatermark = 4,
}

/** What a body callback returns. */
export enum DataAction {
  /** To the next filter. */
  Continue = 0,
  /** Keep the bytes and call again with all of them; above the buffer limit Envoy answers 413 or 500. */
  StopIterationAndBuffer = 1,
  /** Keep the bytes; at the buffer limit Envoy stops reading. */
  StopIterationAndWatermark = 2,
  /** Drop the bytes. */
  StopIterationNoBuffer = 3,
}

/** What a trailers callback, a metadata callback and a network callback return. */
export enum StreamAction {
  /** To the next filter. */
  Continue = 0,
  /** Hold what came. */
  StopIteration = 1,
}

/** Bytes that a host keeps for a module; each can be read only in the callbacks that are about it. */
export enum BufferType {
  /** In `proxy_on_request_body`. */
  HttpRequestBody = 0,
  /** In `proxy_on_response_body`. */
  HttpResponseBody = 1,
  /** In `proxy_on_downstream_data`. */
  DownstreamData = 2,
  /** In `proxy_on_upstream_data`. */
  UpstreamData = 3,
  /** In `proxy_on_http_call_response`. */
  HttpCallResponseBody = 4,
  /** In `proxy_on_grpc_receive`. */
  GrpcReceiveBuffer = 5,
  /** At any time. */
  VmConfiguration = 6,
  /** In `proxy_on_configure`. */
  PluginConfiguration = 7,
  /** In `proxy_on_foreign_function`. */
  CallData = 8,
}

/** Headers, trailers and metadata that a host keeps for a module. */
export enum HeaderMapType {
  /** Until the request went on, and at the stream's end. */
  HttpRequestHeaders = 0,
  /** From `proxy_on_request_trailers` on, or from the last part of the body. */
  HttpRequestTrailers = 1,
  /** From `proxy_on_response_headers` on, until the response went on, and at the stream's end. */
  HttpResponseHeaders = 2,
  /** From `proxy_on_response_trailers` on, or from the last part of the body. */
  HttpResponseTrailers = 3,
  /** In `proxy_on_grpc_receive_initial_metadata`. */
  GrpcReceiveInitialMetadata = 4,
  /** In `proxy_on_grpc_receive_trailing_metadata`. */
  GrpcReceiveTrailingMetadata = 5,
  /** In `proxy_on_http_call_response`. */
  HttpCallResponseHeaders = 6,
  /** In `proxy_on_http_call_response`. */
  HttpCallResponseTrailers = 7,
}

/** What `proxy_continue_stream` and `proxy_close_stream` are about. */
export enum StreamType {
  /** An HTTP request. */
  HttpRequest = 0,
  /** An HTTP response. */
  HttpResponse = 1,
  /** The client's side of a TCP connection. */
  Downstream = 2,
  /** The upstream's side of a TCP connection; Envoy can close it, not continue it. */
  Upstream = 3,
}

/** What a metric does with the values that it is given. */
export enum MetricType {
  /** Adds them up; never goes down. */
  Counter = 0,
  /** Is set, or moved up and down. */
  Gauge = 1,
  /** Counts how they are distributed. */
  Histogram = 2,
}

/** Who closed a TCP connection. */
export enum PeerType {
  /** The host does not say. */
  Unknown = 0,
  /** The host itself. */
  Local = 1,
  /** The other end. */
  Remote = 2,
}

/** How a gRPC call ended (grpc/grpc, "Status codes and their use in gRPC"). */
export enum GrpcStatus {
  /** It succeeded. */
  Ok = 0,
  /** The caller gave it up. */
  Canceled = 1,
  /** The service failed without saying how. */
  Unknown = 2,
  /** The request makes no sense, whatever state the service is in. */
  InvalidArgument = 3,
  /** The time was over. */
  DeadlineExceeded = 4,
  /** What was asked for is not there. */
  NotFound = 5,
  /** What was to be made is there already. */
  AlreadyExists = 6,
  /** The caller is known, and may not do this. */
  PermissionDenied = 7,
  /** A quota, a limit or a disk is used up. */
  ResourceExhausted = 8,
  /** The service's state must change first: the same request fails again. */
  FailedPrecondition = 9,
  /** Another was faster: the caller begins its whole sequence anew. */
  Aborted = 10,
  /** Past the end of what there is. */
  OutOfRange = 11,
  /** The service has no such method. */
  Unimplemented = 12,
  /** A fault of the service. */
  Internal = 13,
  /** Nobody could be reached: the same request may succeed later. */
  Unavailable = 14,
  /** Data is lost or damaged for good. */
  DataLoss = 15,
  /** The caller did not say, or not prove, who it is. */
  Unauthenticated = 16,
}
