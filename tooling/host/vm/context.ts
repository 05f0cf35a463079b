import { BufferType, HeaderMapType, type LogLevel, Status, StreamType } from "../../../assembly/shared/abi.js";
import type { LogLevelName } from "../../gateway.js";
import { writeProperty } from "../properties/filter-state.js";
import { type GuestBuffer, readOnlyBuffer } from "../http/guest-buffer.js";
import type { HeaderMap } from "../http/header-map.js";
import type { LocalReply } from "../http/local-reply.js";
import type { LoggedStream } from "../properties/logged-stream.js";
import type { Plugin } from "../plugin/plugin.js";
import type { RootContext } from "./root-context.js";
import type { StreamInfo } from "../properties/stream-info.js";
import type { Vm } from "./vm.js";

/** The names of the log levels, by number. */
export const LOG_LEVEL_NAMES: readonly LogLevelName[] = ["trace", "debug", "info", "warn", "error", "critical"];

const EMPTY = readOnlyBuffer(Buffer.alloc(0));

/**
 * One context of a VM: what host functions act on. This base answers as a context without a stream does; see
 * {@link RootContext}, `HttpContext` and `NetworkContext` for the kinds there are.
 */
export abstract class Context {
  readonly vm: Vm;
  /** 0 is the VM itself; others count from 1 in each VM. */
  readonly id: number;
  readonly plugin: Plugin | null;
  /** Whether the guest knows of this context. */
  isCreated = false;
  #logged: LoggedStream | null = null;

  protected constructor(vm: Vm, id: number, plugin: Plugin | null) {
    this.vm = vm;
    this.id = id;
    this.plugin = plugin;
    vm.contexts.set(id, this);
  }

  abstract get root(): RootContext;

  get streamInfo(): StreamInfo | null {
    return this.#logged?.info ?? null;
  }

  /** The connection of the stream; an access logger knows of none. */
  get connectionId(): number | null {
    return this.streamInfo?.connectionId ?? null;
  }

  /** Whether `proxy_on_log` tells of an HTTP stream: then headers that were let go can be read again. */
  get isLogging(): boolean {
    return this.#logged !== null;
  }

  /** Headers and trailers as properties see them. */
  get requestHeaders(): HeaderMap | null {
    return this.#logged?.requestHeaders ?? null;
  }

  get responseHeaders(): HeaderMap | null {
    return this.#logged?.responseHeaders ?? null;
  }

  get responseTrailers(): HeaderMap | null {
    return this.#logged?.responseTrailers ?? null;
  }

  /** The map a guest may read now, or null. */
  readableMap(type: HeaderMapType): HeaderMap | null {
    switch (type) {
      case HeaderMapType.HttpRequestHeaders:
        return this.#logged?.requestHeaders ?? null;
      case HeaderMapType.HttpResponseHeaders:
        return this.#logged?.responseHeaders ?? null;
      case HeaderMapType.HttpResponseTrailers:
        return this.#logged?.responseTrailers ?? null;
      case HeaderMapType.HttpCallResponseHeaders:
        return this.root.calloutResponse?.headers ?? null;
      case HeaderMapType.HttpCallResponseTrailers:
        return this.root.calloutResponse?.trailers ?? null;
      default:
        return this.root.grpc.metadata(type);
    }
  }

  /** The map a guest may change now, or null. */
  writableMap(_type: HeaderMapType): HeaderMap | null {
    return null;
  }

  /** The buffer of that type: empty where there could be one but is none now, null where the answer is NotFound. */
  buffer(type: BufferType): GuestBuffer | null {
    switch (type) {
      case BufferType.VmConfiguration:
        return readOnlyBuffer(this.vm.configuration);
      case BufferType.PluginConfiguration:
        return this.root.isConfiguring ? readOnlyBuffer(this.root.plugin?.configuration ?? Buffer.alloc(0)) : null;
      case BufferType.HttpCallResponseBody: {
        const response = this.root.calloutResponse;
        return response === null ? null : readOnlyBuffer(response.body);
      }
      case BufferType.GrpcReceiveBuffer:
        return this.root.grpc.message ?? EMPTY;
      default:
        return EMPTY;
    }
  }

  continueStream(type: StreamType): Status {
    return type === StreamType.Upstream ? Status.Unimplemented : Status.Ok;
  }

  closeStream(_type: StreamType): Status {
    return Status.Ok;
  }

  /** Without a stream there is nothing to answer: Envoy says Ok and does nothing. */
  sendLocalResponse(_reply: LocalReply): void {}

  setProperty(path: string, value: Buffer): Status {
    const info = this.streamInfo;
    if (info === null) return Status.NotFound;
    return writeProperty(info.filterState, this.root, path, value);
  }

  log(level: LogLevel, message: string): void {
    if (level < this.vm.services.logLevel) return;
    this.vm.services.log({ level: LOG_LEVEL_NAMES[level] ?? "info", plugin: this.plugin?.name ?? "", message });
  }

  /** `proxy_on_log` */
  logStream(stream: LoggedStream): void {
    this.#logged = stream;
    this.vm.call(this, "proxy_on_log", this.id);
    this.#logged = null;
  }

  /** `proxy_on_done`: whether the context may be deleted now. */
  protected onDone(): boolean {
    if (this.vm.isFailed || !this.vm.has("proxy_on_done")) return true;
    return this.vm.call(this, "proxy_on_done", this.id) !== 0;
  }

  protected onDelete(): void {
    if (this.isCreated) this.vm.call(this, "proxy_on_delete", this.id);
  }
}
