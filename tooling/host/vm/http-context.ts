import { BufferType, HeaderMapType, Status, StreamType } from "../../../assembly/shared/abi.js";
import { Context } from "./context.js";
import type { GuestBuffer } from "../http/guest-buffer.js";
import type { HeaderMap } from "../http/header-map.js";
import { HttpDirection } from "./http-direction.js";
import { hostReply, type LocalReply } from "../http/local-reply.js";
import type { LoggedStream } from "../properties/logged-stream.js";
import type { Plugin } from "../plugin/plugin.js";
import type { RootContext } from "./root-context.js";
import type { StreamInfo } from "../properties/stream-info.js";
import type { GuestCallback } from "./vm.js";

/** What a plugin's context asks of its stream. */
export interface HttpStream extends LoggedStream {
  sendLocalReply(reply: LocalReply): void;
  reset(details: string): void;
}

const FAILURE = hostReply(503, "", "wasm_fail_stream");

/**
 * The context of one plugin on one HTTP stream. Its end is `proxy_on_log`, `proxy_on_done`, `proxy_on_delete`, in this order
 * and once, also for a stream that is aborted.
 */
export class HttpContext extends Context {
  override readonly plugin: Plugin;
  readonly request = new HttpDirection(this, "request");
  readonly response = new HttpDirection(this, "response");
  isDestroyed = false;
  /** Whether the host answered 503 in the place of a failed VM. */
  hasFailedStream = false;
  readonly #root: RootContext;
  #stream: HttpStream | null = null;

  constructor(root: RootContext, plugin: Plugin) {
    super(root.vm, root.vm.allocateContextId(), plugin);
    this.plugin = plugin;
    this.#root = root;
  }

  attach(stream: HttpStream): void {
    this.#stream = stream;
  }

  override get root(): RootContext {
    return this.#root;
  }

  override get streamInfo(): StreamInfo | null {
    return this.#stream?.info ?? null;
  }

  override get requestHeaders(): HeaderMap | null {
    return this.request.headers ?? super.requestHeaders;
  }

  override get responseHeaders(): HeaderMap | null {
    return this.response.headers ?? super.responseHeaders;
  }

  override get responseTrailers(): HeaderMap | null {
    return this.response.trailers ?? super.responseTrailers;
  }

  /** `proxy_on_context_create`, once. */
  create(): void {
    if (!this.isCreated) this.vm.call(this, "proxy_on_context_create", this.id, this.#root.id);
    this.isCreated = true;
  }

  /**
   * Calls a callback of the stream. On a failed VM the stream fails and the answer is `closed`, whatever the failure policy:
   * that of FAIL_OPEN lets later streams pass, not those that are on their way (seen on Envoy 1.40).
   */
  callStream<T extends number>(
    name: GuestCallback,
    args: readonly number[],
    settle: (result: number) => T,
    closed: T,
  ): T {
    if (this.vm.isFailed) return this.#fail(closed);
    if (!this.vm.has(name)) return 0 as T;
    return this.vm.callThen(this, name, [this.id, ...args], (result) =>
      this.vm.isFailed ? this.#fail(closed) : settle(result),
    );
  }

  override readableMap(type: HeaderMapType): HeaderMap | null {
    if (this.isLogging) return super.readableMap(type);
    switch (type) {
      case HeaderMapType.HttpRequestHeaders:
        return this.request.headers;
      case HeaderMapType.HttpRequestTrailers:
        return this.request.trailers;
      case HeaderMapType.HttpResponseHeaders:
        return this.response.headers;
      case HeaderMapType.HttpResponseTrailers:
        return this.response.trailers;
      default:
        return super.readableMap(type);
    }
  }

  override writableMap(type: HeaderMapType): HeaderMap | null {
    switch (type) {
      case HeaderMapType.HttpRequestHeaders:
        return this.request.headers;
      case HeaderMapType.HttpRequestTrailers:
        return this.request.writableTrailers;
      case HeaderMapType.HttpResponseHeaders:
        return this.response.headers;
      case HeaderMapType.HttpResponseTrailers:
        return this.response.writableTrailers;
      default:
        return super.writableMap(type);
    }
  }

  override buffer(type: BufferType): GuestBuffer | null {
    if (type === BufferType.HttpRequestBody) return this.request.body ?? super.buffer(type);
    if (type === BufferType.HttpResponseBody) return this.response.body ?? super.buffer(type);
    return super.buffer(type);
  }

  override continueStream(type: StreamType): Status {
    if (type === StreamType.HttpRequest) this.vm.defer(() => this.request.continue());
    else if (type === StreamType.HttpResponse) this.vm.defer(() => this.response.continue());
    else return super.continueStream(type);
    // Envoy lets the request go in both cases, and never the response.
    this.request.letGo();
    return Status.Ok;
  }

  override closeStream(type: StreamType): Status {
    if (type === StreamType.HttpRequest || type === StreamType.HttpResponse) {
      this.vm.defer(() => this.#stream?.reset("wasm_close_stream"));
    }
    return Status.Ok;
  }

  override sendLocalResponse(reply: LocalReply): void {
    this.vm.defer(() => this.#stream?.sendLocalReply(reply));
  }

  /** `proxy_on_log`; a context that saw no request is created for it. */
  override logStream(stream: LoggedStream): void {
    this.create();
    super.logStream(stream);
  }

  /** `proxy_on_done` and `proxy_on_delete`; then the guest's id is unknown to the VM. */
  destroy(): void {
    if (this.isDestroyed) return;
    this.isDestroyed = true;
    if (this.isCreated) {
      this.onDone();
      this.onDelete();
    }
    this.vm.contexts.delete(this.id);
  }

  #fail<T extends number>(closed: T): T {
    if (!this.hasFailedStream) {
      this.hasFailedStream = true;
      this.#stream?.sendLocalReply(FAILURE);
    }
    return closed;
  }
}
