import { BufferType, PeerType, Status, StreamAction, StreamType } from "../../../assembly/shared/abi.js";
import type { ByteBuffer } from "../http/byte-buffer.js";
import { Context } from "./context.js";
import { bodyBuffer, type GuestBuffer } from "../http/guest-buffer.js";
import type { Plugin } from "../plugin/plugin.js";
import type { RootContext } from "./root-context.js";
import type { StreamInfo } from "../properties/stream-info.js";
import type { GuestCallback } from "./vm.js";

/** What a plugin's context asks of its connection. */
export interface NetworkConnection {
  readonly info: StreamInfo;
  /** Lets the iteration go on behind that filter. */
  continueReading(filter: NetworkContext): void;
  /** Closes both sides, once what was written to the client has gone out. */
  close(): void;
}

/**
 * The context of one plugin on one TCP connection. Its end is `proxy_on_downstream_connection_close`, `proxy_on_done`,
 * `proxy_on_log`, `proxy_on_delete`, in this order and once. (Of an HTTP stream Envoy logs first.)
 */
export class NetworkContext extends Context {
  override readonly plugin: Plugin;
  readonly #root: RootContext;
  #connection: NetworkConnection | null = null;
  #downstreamData: ByteBuffer | null = null;
  #upstreamData: ByteBuffer | null = null;

  constructor(root: RootContext, plugin: Plugin) {
    super(root.vm, root.vm.allocateContextId(), plugin);
    this.plugin = plugin;
    this.#root = root;
  }

  attach(connection: NetworkConnection): void {
    this.#connection = connection;
  }

  override get root(): RootContext {
    return this.#root;
  }

  override get streamInfo(): StreamInfo | null {
    return this.#connection?.info ?? null;
  }

  /** `proxy_on_context_create` and `proxy_on_new_connection` */
  onNewConnection(): StreamAction {
    this.vm.call(this, "proxy_on_context_create", this.id, this.#root.id);
    this.isCreated = true;
    return this.#call("proxy_on_new_connection");
  }

  /** `proxy_on_downstream_data` with all that waits: the guest keeps its hand on it until it answers "continue". */
  onDownstreamData(data: ByteBuffer, endStream: boolean): StreamAction {
    this.#downstreamData = data;
    const action = this.#call("proxy_on_downstream_data", data.length, Number(endStream));
    if (action === StreamAction.Continue) this.#downstreamData = null;
    return action;
  }

  /** `proxy_on_upstream_data`, and at the end of the data `proxy_on_upstream_connection_close`, whatever the answer. */
  onUpstreamData(data: ByteBuffer, endStream: boolean): StreamAction {
    this.#upstreamData = data;
    const action = this.#call("proxy_on_upstream_data", data.length, Number(endStream));
    if (action === StreamAction.Continue) this.#upstreamData = null;
    if (endStream) this.vm.call(this, "proxy_on_upstream_connection_close", this.id, PeerType.Unknown);
    return action;
  }

  /** The end, after which the guest's id is unknown to the VM. A context that saw no connection has none. */
  onDownstreamConnectionClose(peer: PeerType): void {
    if (this.isCreated) {
      this.vm.call(this, "proxy_on_downstream_connection_close", this.id, peer);
      this.onDone();
      this.vm.call(this, "proxy_on_log", this.id);
      this.onDelete();
    }
    this.vm.contexts.delete(this.id);
  }

  override buffer(type: BufferType): GuestBuffer | null {
    if (type === BufferType.DownstreamData && this.#downstreamData !== null) return bodyBuffer(this.#downstreamData);
    if (type === BufferType.UpstreamData && this.#upstreamData !== null) return bodyBuffer(this.#upstreamData);
    return super.buffer(type);
  }

  override continueStream(type: StreamType): Status {
    if (type === StreamType.Downstream) this.vm.defer(() => this.#connection?.continueReading(this));
    return super.continueStream(type);
  }

  /** Both types close the connection to the client, and with it the one to the upstream. */
  override closeStream(type: StreamType): Status {
    const isNetwork = type === StreamType.Downstream || type === StreamType.Upstream;
    if (isNetwork) this.vm.defer(() => this.#connection?.close());
    return Status.Ok;
  }

  /** On a failed VM the connection is closed, whatever the failure policy; FAIL_OPEN is for later connections. */
  #call(name: GuestCallback, ...args: number[]): StreamAction {
    const result = this.vm.call(this, name, this.id, ...args);
    if (!this.vm.isFailed) return result === 0 ? StreamAction.Continue : StreamAction.StopIteration;
    this.#connection?.close();
    return StreamAction.StopIteration;
  }
}
