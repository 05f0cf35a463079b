import { BufferType, Status } from "../../../assembly/shared/abi.js";
import { Context } from "./context.js";
import { type GuestBuffer, readOnlyBuffer } from "../http/guest-buffer.js";
import { CalloutKind, GrpcCallouts, type CalloutStart } from "./grpc-callouts.js";
import { HeaderMap } from "../http/header-map.js";
import { unsentRequestReply } from "../http/local-reply.js";
import type { CalloutOutcome, CalloutResponse } from "../upstream/callout-transport.js";
import type { Pair } from "../http/pairs.js";
import type { Plugin } from "../plugin/plugin.js";
import type { Vm } from "./vm.js";

/** What a guest asks for with `proxy_http_call`. */
export interface HttpCall {
  readonly cluster: string;
  readonly headers: readonly Pair[];
  readonly body: Buffer;
  readonly trailers: readonly Pair[];
  /** 0 is no timeout. */
  readonly timeoutMs: number;
}

/** The context of a plugin in a VM: its configuration, its tick, its callouts. The context 0 of a VM is one without a plugin. */
export class RootContext extends Context {
  /** Whether `proxy_on_configure` runs: the only time the plugin's configuration can be read. */
  isConfiguring = false;
  calloutResponse: CalloutResponse | null = null;
  /** What `proxy_get_status` tells of the last callout. */
  calloutStatus = { code: 0, message: "" };
  readonly grpc = new GrpcCallouts(this);
  readonly #cancelCallouts = new Map<number, () => void>();
  #callData: Buffer = Buffer.alloc(0);
  #cancelTick: (() => void) | null = null;
  #tickPeriodMs = 0;

  constructor(vm: Vm, id: number, plugin: Plugin | null) {
    super(vm, id, plugin);
  }

  override get root(): RootContext {
    return this;
  }

  override get connectionId(): null {
    return null;
  }

  /** An access logger sees the filter state, and cannot change it. */
  override setProperty(): Status {
    return Status.NotFound;
  }

  /** `proxy_on_context_create` and `proxy_on_vm_start`; false when the guest refuses. */
  onStart(): boolean {
    this.vm.call(this, "proxy_on_context_create", this.id, 0);
    this.isCreated = true;
    if (!this.vm.has("proxy_on_vm_start")) return true;
    return this.vm.call(this, "proxy_on_vm_start", this.id, this.vm.configuration.length) !== 0;
  }

  /** `proxy_on_configure`; false when the guest refuses. */
  onConfigure(): boolean {
    if (this.vm.isFailed || !this.vm.has("proxy_on_configure")) return true;
    this.isConfiguring = true;
    const result = this.vm.call(this, "proxy_on_configure", this.id, this.plugin?.configuration.length ?? 0);
    this.isConfiguring = false;
    return result !== 0;
  }

  onQueueReady(token: number): void {
    if (this.vm.contexts.get(this.id) === this) this.vm.call(this, "proxy_on_queue_ready", this.id, token);
  }

  /** Calls `envoy_on_resolve_dns` with the serialized addresses as call data. */
  onResolveDns(token: number, addresses: Buffer): void {
    this.#callData = addresses;
    this.vm.call(this, "envoy_on_resolve_dns", this.id, token, addresses.length);
  }

  override buffer(type: BufferType): GuestBuffer | null {
    return type === BufferType.CallData ? readOnlyBuffer(this.#callData) : super.buffer(type);
  }

  /** 0 ends the ticks. A period set anew starts from now. */
  setTickPeriod(periodMs: number): void {
    this.#cancelTick?.();
    this.#cancelTick = null;
    this.#tickPeriodMs = periodMs;
    this.#scheduleTick();
  }

  /** Starts an HTTP call. The answer comes later, to this context. */
  startHttpCall(call: HttpCall): CalloutStart {
    const headers = new HeaderMap("request", call.headers);
    const { callouts, clock, onUnknownCluster } = this.vm.services;
    const isKnown = callouts.hasCluster(call.cluster);
    if (!isKnown) onUnknownCluster(call.cluster);
    if (call.timeoutMs < 0 || !isKnown) return Status.BadArgument;
    if (!headers.has(":method") || !headers.has(":path") || !headers.has(":authority")) return Status.BadArgument;
    if (call.body.length > 0) headers.set("content-length", String(call.body.length));
    // What Envoy does not write it says only later where a connection must be made first.
    const refusal = unsentRequestReply(headers);
    if (refusal !== null && callouts.isReady(call.cluster)) return Status.InternalFailure;
    const token = this.vm.allocateCalloutToken(CalloutKind.Http);
    const trailers = new HeaderMap("requestTrailers", call.trailers);
    const cancel = callouts.send({ ...call, headers, trailers, refusal }, clock, (outcome) =>
      this.#onCallout(token, outcome),
    );
    this.#cancelCallouts.set(token, cancel);
    return { token };
  }

  /** `proxy_on_done` at the end of the plugin; when the guest is not ready, the rest waits for `proxy_done`. */
  shutDown(): void {
    if (this.plugin !== null && !this.onDone()) this.vm.pendingDone.set(this.plugin.key, this);
    else this.finish();
  }

  /** `proxy_on_delete`; then nothing reaches this context any more. */
  finish(): void {
    this.onDelete();
    this.abandon();
    this.vm.contexts.delete(this.id);
  }

  /** Ends ticks and callouts without telling the guest. */
  abandon(): void {
    this.setTickPeriod(0);
    for (const cancel of this.#cancelCallouts.values()) cancel();
    this.#cancelCallouts.clear();
    this.grpc.abandon();
  }

  #scheduleTick(): void {
    if (this.#tickPeriodMs === 0) return;
    this.#cancelTick = this.vm.services.clock.schedule(this.#tickPeriodMs, () => {
      this.#cancelTick = null;
      this.vm.call(this, "proxy_on_tick", this.id);
      if (this.#cancelTick === null && !this.vm.isFailed) this.#scheduleTick();
    });
  }

  #onCallout(token: number, outcome: CalloutOutcome): void {
    if (!this.#cancelCallouts.delete(token)) return;
    const call = (headers: number, bodySize: number, trailers: number, clear: () => void): void =>
      this.vm.callThen(this, "proxy_on_http_call_response", [this.id, token, headers, bodySize, trailers], clear);
    if (outcome === "reset") {
      this.calloutStatus = { code: Status.BrokenConnection, message: "reset" };
      call(0, 0, 0, () => (this.calloutStatus = { code: Status.BrokenConnection, message: "" }));
    } else {
      this.calloutResponse = outcome;
      const { headers, body, trailers } = outcome;
      call(headers.size, body.length, trailers?.size ?? 0, () => (this.calloutResponse = null));
    }
  }
}
