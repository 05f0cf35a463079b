import { BaseContext } from "./base-context";
import {
  FilterDataStatusValues,
  FilterHeadersStatusValues,
  FilterMetadataStatusValues,
  FilterStatusValues,
  FilterTrailersStatusValues,
  PeerTypeValues,
  WasmResultValues,
} from "./enums";
import { proxy_set_effective_context } from "./flow";
import { RootContext } from "./root-context";

/** One stream: an HTTP request with its response, or a TCP connection. */
export class Context extends BaseContext {
  root_context: RootContext;

  constructor(context_id_: u32, root_context: RootContext) {
    super(context_id_);
    this.root_context = root_context;
  }

  /** A stream makes no contexts: itself. */
  createContext(): Context {
    return this;
  }

  onNewConnection(): FilterStatusValues {
    return FilterStatusValues.Continue;
  }

  onDownstreamData(size: usize, end: bool): FilterStatusValues {
    return FilterStatusValues.Continue;
  }

  onUpstreamData(size: usize, end: bool): FilterStatusValues {
    return FilterStatusValues.Continue;
  }

  onDownstreamConnectionClose(t: PeerTypeValues): void {}

  onUpstreamConnectionClose(t: PeerTypeValues): void {}

  /** `a` is the number of headers. */
  onRequestHeaders(a: u32, end_of_stream: bool): FilterHeadersStatusValues {
    return FilterHeadersStatusValues.Continue;
  }

  onRequestMetadata(a: u32): FilterMetadataStatusValues {
    return FilterMetadataStatusValues.Continue;
  }

  /** `body_buffer_length` counts what is there together with what Envoy holds since the filter paused. */
  onRequestBody(body_buffer_length: usize, end_of_stream: bool): FilterDataStatusValues {
    return FilterDataStatusValues.Continue;
  }

  onRequestTrailers(a: u32): FilterTrailersStatusValues {
    return FilterTrailersStatusValues.Continue;
  }

  onResponseHeaders(a: u32, end_of_stream: bool): FilterHeadersStatusValues {
    return FilterHeadersStatusValues.Continue;
  }

  onResponseMetadata(a: u32): FilterMetadataStatusValues {
    return FilterMetadataStatusValues.Continue;
  }

  onResponseBody(body_buffer_length: usize, end_of_stream: bool): FilterDataStatusValues {
    return FilterDataStatusValues.Continue;
  }

  onResponseTrailers(s: u32): FilterTrailersStatusValues {
    return FilterTrailersStatusValues.Continue;
  }

  /** Makes all that follows in this callback speak of this stream. `BadArgument` when it is gone. */
  setEffectiveContext(): WasmResultValues {
    return proxy_set_effective_context(this.context_id);
  }

  whenNewConnection(): i32 {
    return this.onNewConnection();
  }

  whenDownstreamData(size: u32, endOfStream: bool): i32 {
    return this.onDownstreamData(size, endOfStream);
  }

  whenUpstreamData(size: u32, endOfStream: bool): i32 {
    return this.onUpstreamData(size, endOfStream);
  }

  whenDownstreamClosed(peer: u32): void {
    this.onDownstreamConnectionClose(peer);
  }

  whenUpstreamClosed(peer: u32): void {
    this.onUpstreamConnectionClose(peer);
  }

  whenRequestHeaders(count: u32, endOfStream: bool): i32 {
    return headersAction(this.onRequestHeaders(count, endOfStream));
  }

  whenRequestMetadata(count: u32): void {
    this.onRequestMetadata(count);
  }

  whenRequestBody(size: u32, endOfStream: bool): i32 {
    return this.onRequestBody(size, endOfStream);
  }

  whenRequestTrailers(count: u32): i32 {
    return this.onRequestTrailers(count);
  }

  whenResponseHeaders(count: u32, endOfStream: bool): i32 {
    return headersAction(this.onResponseHeaders(count, endOfStream));
  }

  whenResponseMetadata(count: u32): void {
    this.onResponseMetadata(count);
  }

  whenResponseBody(size: u32, endOfStream: bool): i32 {
    return this.onResponseBody(size, endOfStream);
  }

  whenResponseTrailers(count: u32): i32 {
    return this.onResponseTrailers(count);
  }
}

/** Envoy lets a message go on that is answered `ContinueAndEndStream`: it has not paused, and must not be continued later. */
// @ts-ignore: decorator
@inline
function headersAction(action: FilterHeadersStatusValues): i32 {
  return action == FilterHeadersStatusValues.ContinueAndEndStream ? FilterHeadersStatusValues.Continue : action;
}
