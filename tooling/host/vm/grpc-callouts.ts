import { HeaderMapType, Status } from "../../../assembly/shared/abi.js";
import { ByteBuffer } from "../http/byte-buffer.js";
import {
  googleStream,
  type GrpcEvents,
  type GrpcExchange,
  type GrpcMethod,
  GrpcStream,
  unaryEvents,
} from "../grpc/grpc-stream.js";
import { readGrpcService } from "../grpc/grpc-target.js";
import { bodyBuffer, type GuestBuffer } from "../http/guest-buffer.js";
import type { HeaderMap } from "../http/header-map.js";
import type { RootContext } from "./root-context.js";

/** The kinds of callouts, which are the low two bits of their tokens. */
export const CalloutKind = { Http: 0, GrpcCall: 1, GrpcStream: 2 } as const;
const kindOf = (token: number): number => token & 3;

/** What starting a call gives: its token, or why there is none. */
export type CalloutStart = { readonly token: number } | Status;

interface Call {
  readonly stream: GrpcExchange;
  /** Of streams: each end says by itself that it is done, and the token is known until both have. */
  isLocalEnded: boolean;
  isRemoteClosed: boolean;
}

const UNAVAILABLE = 14;

/** The gRPC calls and streams of one root context. What comes on them goes to that context, whichever asked. */
export class GrpcCallouts {
  readonly #root: RootContext;
  readonly #calls = new Map<number, Call>();
  #initialMetadata: HeaderMap | null = null;
  #trailingMetadata: HeaderMap | null = null;
  #message: ByteBuffer | null = null;

  constructor(root: RootContext) {
    this.#root = root;
  }

  /** `proxy_grpc_call` */
  call(service: Buffer, method: GrpcMethod, message: Buffer, timeoutMs: number): CalloutStart {
    const start = this.#start(CalloutKind.GrpcCall, service, method, timeoutMs, (token) =>
      unaryEvents(
        (received) => this.#onMessage(token, received, () => this.#calls.delete(token)),
        (status, text) => this.#onClose(token, status, text),
      ),
    );
    if (typeof start !== "number") this.#calls.get(start.token)?.stream.send(message, true);
    return start;
  }

  /** `proxy_grpc_stream` */
  stream(service: Buffer, method: GrpcMethod): CalloutStart {
    return this.#start(CalloutKind.GrpcStream, service, method, null, (token) => ({
      onInitialMetadata: (metadata) => this.#onInitialMetadata(token, metadata),
      onMessage: (message) => this.#onMessage(token, message, () => {}),
      onTrailingMetadata: (metadata) => this.#onTrailingMetadata(token, metadata),
      onClose: (status, text) => this.#onClose(token, status, text),
    }));
  }

  /** `proxy_grpc_send`: on streams only. */
  send(token: number, message: Buffer, endStream: boolean): Status {
    if (kindOf(token) !== CalloutKind.GrpcStream) return Status.BadArgument;
    const call = this.#calls.get(token);
    if (call === undefined) return Status.NotFound;
    call.stream.send(message, endStream);
    return Status.Ok;
  }

  /** `proxy_grpc_close`: ends a stream from this side; a call it cancels. */
  close(token: number): Status {
    const call = this.#calls.get(token);
    if (kindOf(token) !== CalloutKind.GrpcStream || call === undefined) return this.cancel(token);
    call.stream.end();
    call.isLocalEnded = true;
    if (call.isRemoteClosed) this.#calls.delete(token);
    return Status.Ok;
  }

  /** `proxy_grpc_cancel`: nothing comes of it any more. */
  cancel(token: number): Status {
    if (kindOf(token) !== CalloutKind.GrpcCall && kindOf(token) !== CalloutKind.GrpcStream) return Status.BadArgument;
    const call = this.#calls.get(token);
    if (call === undefined) return Status.NotFound;
    call.stream.reset();
    this.#calls.delete(token);
    return Status.Ok;
  }

  /** Cancels all, when the context goes. */
  abandon(): void {
    for (const { stream } of this.#calls.values()) stream.reset();
    this.#calls.clear();
  }

  /** The metadata that a callback can read now. */
  metadata(type: HeaderMapType): HeaderMap | null {
    if (type === HeaderMapType.GrpcReceiveInitialMetadata) return this.#initialMetadata;
    return type === HeaderMapType.GrpcReceiveTrailingMetadata ? this.#trailingMetadata : null;
  }

  /** The message that `proxy_on_grpc_receive` can read; Envoy lets it be changed too. */
  get message(): GuestBuffer | null {
    return this.#message === null ? null : bodyBuffer(this.#message);
  }

  #start(
    kind: number,
    service: Buffer,
    method: GrpcMethod,
    timeoutMs: number | null,
    eventsOf: (token: number) => GrpcEvents,
  ): CalloutStart {
    const { vm } = this.#root;
    const { clusters, clock, onUnknownCluster } = vm.services;
    const named = readGrpcService(service, (name) => clusters.get(name) !== null);
    if (named.kind === "unknown") {
      onUnknownCluster(service.toString("utf8"));
      return Status.ParseFailure;
    }
    if (named.kind === "none") throw new WebAssembly.RuntimeError("a gRPC service without a target aborts Envoy");
    const token = vm.allocateCalloutToken(kind);
    const events = eventsOf(token);
    if (named.kind === "google") return this.#add(token, googleStream(events));
    const upstream = clusters.get(named.target.cluster);
    if (upstream === null) {
      onUnknownCluster(named.target.cluster);
      vm.defer(() => this.#onClose(token, UNAVAILABLE, "Cluster not available"));
      return Status.InternalFailure;
    }
    let isStarting = true;
    const stream = new GrpcStream(upstream, named.target, method, timeoutMs, clock, {
      ...events,
      onClose: (status, text) =>
        isStarting ? vm.defer(() => events.onClose(status, text)) : events.onClose(status, text),
    });
    isStarting = false;
    return stream.isOver ? Status.InternalFailure : this.#add(token, stream);
  }

  #add(token: number, stream: GrpcExchange): CalloutStart {
    this.#calls.set(token, { stream, isLocalEnded: false, isRemoteClosed: false });
    return { token };
  }

  #onInitialMetadata(token: number, metadata: HeaderMap): void {
    this.#initialMetadata = metadata;
    this.#call("proxy_on_grpc_receive_initial_metadata", token, metadata.size, () => (this.#initialMetadata = null));
  }

  #onMessage(token: number, message: Buffer, clear: () => void): void {
    this.#message = new ByteBuffer(message);
    this.#call("proxy_on_grpc_receive", token, message.length, () => {
      this.#message = null;
      clear();
    });
  }

  #onTrailingMetadata(token: number, metadata: HeaderMap): void {
    this.#trailingMetadata = metadata;
    this.#call("proxy_on_grpc_receive_trailing_metadata", token, metadata.size, () => (this.#trailingMetadata = null));
  }

  #onClose(token: number, status: number, text: string): void {
    const code = status >>> 0;
    const call = this.#calls.get(token);
    if (call !== undefined) call.isRemoteClosed = true;
    this.#root.calloutStatus = { code, message: text };
    this.#call("proxy_on_grpc_close", token, code, () => {
      this.#root.calloutStatus = { code, message: "" };
      if (kindOf(token) === CalloutKind.GrpcCall || call?.isLocalEnded === true) this.#calls.delete(token);
    });
  }

  #call(name: Parameters<RootContext["vm"]["call"]>[1], token: number, value: number, clear: () => void): void {
    this.#root.vm.callThen(this.#root, name, [this.#root.id, token, value], clear);
  }
}
