import { BufferType, LogLevel } from "../shared/abi";
import { Context as AbiContext } from "../contexts";
import { newestContext } from "../dispatcher/lifecycle";
import { getBufferBytes } from "../hostcalls/buffer";
import { log } from "../hostcalls/log";
import { canHold, resultSize, resultStart } from "../memory";
import { readText } from "../text";
import { BaseContext } from "./base-context";
import { Context } from "./context";
import { WasmResultValues } from "./enums";
import { done } from "./flow";
import { GrpcTokenResult, openGrpcStream, sendGrpcCall } from "./grpc-call";
import { Headers } from "./header-pairs";
import { sendHttpCall } from "./http-call";
import { HttpCallback } from "./http-callback";
import { PendingCalls } from "./pending-calls";

/** One configuration of a filter, and what lives longer than a stream. */
export class RootContext extends BaseContext {
  protected configuration_: string = "";
  private access_logger_: Context | null = null;
  /** Null until the first HTTP call. */
  http_calls_: PendingCalls | null = null;

  constructor(context_id: u32) {
    super(context_id);
  }

  /** The configuration as text: what `onConfigure` read. */
  getConfiguration(): string {
    return this.configuration_;
  }

  /** The context of a new stream. */
  createContext(context_id: u32): Context {
    return new Context(context_id, this);
  }

  /** Calls back every HTTP call under way as one that got no answer; answers that come yet are dropped. */
  cancelPendingRequests(): void {
    const calls = this.http_calls_;
    if (calls !== null) calls.cancel();
  }

  /** Envoy never asks. */
  validateConfiguration(configuration_size: usize): bool {
    return true;
  }

  /** The configuration is there: reads it for `getConfiguration`. False refuses to load. */
  onConfigure(configuration_size: u32): bool {
    getBufferBytes(BufferType.PluginConfiguration, 0, configuration_size);
    if (<u32>resultSize() != configuration_size || !canHold(resultSize() << 1)) {
      log(LogLevel.Error, "the configuration can't be read: it is too large for the module's memory");
      return false;
    }
    this.configuration_ = readText(resultStart(), resultSize());
    return true;
  }

  /** The VM has started, before `onConfigure`. False refuses to load. */
  onStart(vm_configuration_size: usize): bool {
    return true;
  }

  /** The time set by `set_tick_period_milliseconds` is over. */
  onTick(): void {}

  /** A queue that this root registered has an item; another thread may have taken it by now. */
  onQueueReady(token: u32): void {}

  onDone(): bool {
    this.cancelPendingRequests();
    return true;
  }

  /** Ends a root context that was held back by `onDone`. */
  done(): void {
    done();
  }

  /**
   * As an access logger, where Envoy tells the root context of streams: hands it to one context that `createContext` made, whose
   * `onLog` reads headers and properties as ever.
   */
  onLog(): void {
    let logger = this.access_logger_;
    if (logger === null) this.access_logger_ = logger = this.createContext(this.context_id);
    logger.onLog();
  }

  /**
   * Sends an HTTP request to a cluster; `cb` gets `origin_context` and the answer, with that context effective. `headers` hold `:method`,
   * `:path` and `:authority`; without them, or to a cluster that is not there, `BadArgument`. In `cb`, all is 0 when the connection
   * broke before an answer; at the timeout Envoy itself answers 504, and 503 when none could connect. `cb` is not called when the stream
   * is gone by then.
   */
  httpCall(
    cluster: string,
    headers: Headers,
    body: ArrayBuffer,
    trailers: Headers,
    timeout_milliseconds: u32,
    origin_context: BaseContext,
    cb: (origin_context: BaseContext, headers: u32, body_size: usize, trailers: u32) => void,
  ): WasmResultValues {
    const callback = new HttpCallback(origin_context, cb);
    return sendHttpCall(this, cluster, headers, body, trailers, timeout_milliseconds, callback);
  }

  /** The answer to an HTTP call: hands it to the function that waits for it. */
  onHttpCallResponse(token: u32, headers: u32, body_size: u32, trailers: u32): void {
    const calls = this.http_calls_;
    if (calls !== null) calls.answer(token, headers, body_size, trailers);
  }

  /**
   * Calls a unary gRPC method; `on_grpc_receive` gets the answer, `on_grpc_close` a failure, with the token and the running callback's
   * context effective, with which the call ends. `cluster` speaks HTTP/2. The old package had no such method: its gRPC callbacks
   * were never called.
   */
  grpcCall(
    cluster: string,
    service_name: string,
    method_name: string,
    initial_metadata: Headers,
    request: ArrayBuffer,
    timeout_milliseconds: u32,
  ): GrpcTokenResult {
    return sendGrpcCall(this, cluster, service_name, method_name, initial_metadata, request, timeout_milliseconds);
  }

  /** Opens a gRPC stream, written to with `grpc_send`; see `grpcCall`. */
  grpcStream(cluster: string, service_name: string, method_name: string, initial_metadata: Headers): GrpcTokenResult {
    return openGrpcStream(this, cluster, service_name, method_name, initial_metadata);
  }

  /** The service has begun to answer on a stream. */
  on_grpc_receive_initial_metadata(token: u32, headers: u32): void {}

  /** The service has ended its side of a stream. */
  on_grpc_trailing_metadata(token: u32, trailers: u32): void {}

  /** A message: `get_buffer_bytes(BufferTypeValues.GrpcReceiveBuffer, 0, response_size)`. */
  on_grpc_receive(token: u32, response_size: u32): void {}

  /** A stream is over, or a call has failed; `get_status().data` is the message. */
  on_grpc_close(token: u32, status_code: u32): void {}

  createStream(): AbiContext | null {
    return this.createContext(newestContext);
  }

  whenStarted(size: u32): bool {
    return this.onStart(size);
  }

  whenConfigured(size: u32): bool {
    return this.onConfigure(size);
  }

  whenTicked(): void {
    this.onTick();
  }

  whenQueueReady(queue: u32): void {
    this.onQueueReady(queue);
  }

  whenDeleted(): void {
    this.cancelPendingRequests();
    this.onDelete();
  }
}
