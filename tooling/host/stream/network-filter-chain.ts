import { PeerType, StreamAction } from "../../../assembly/shared/abi.js";
import { ByteBuffer } from "../http/byte-buffer.js";
import type { Clock } from "../clock.js";
import type { LoggedStream } from "../properties/logged-stream.js";
import type { NetworkConnection, NetworkContext } from "../vm/network-context.js";
import type { RootContext } from "../vm/root-context.js";
import type { SocketAddress, StreamInfo } from "../properties/stream-info.js";

/** Why nothing is read from a side for now: not connected yet, too much waits for a filter, the other side is slow. */
export type HoldReason = "connecting" | "buffer" | "writing";

/** One side of a proxied connection: the client's, or the upstream's. */
export interface NetworkPeer {
  /** False when it takes no more for now: it then calls back when it does. */
  write(chunk: Buffer): boolean;
  /** Half-closes: nothing more is written. */
  end(): void;
  /** Stops the reading, or takes one reason for that away. */
  hold(reason: HoldReason, isHeld: boolean): void;
  /** Closes when all that was written has gone out. */
  closeAfterWrite(): void;
  closeNow(): void;
  /** Breaks off with a TCP reset. */
  reset(): void;
}

export interface NetworkFilterChainOptions {
  /** The contexts of the connection, first plugin first. */
  readonly contexts: readonly NetworkContext[];
  readonly loggers: readonly RootContext[];
  readonly info: StreamInfo;
  readonly downstream: NetworkPeer;
  /** Starts to connect to the upstream; then come {@link NetworkFilterChain.onConnected} or `onUpstreamFailure`. */
  readonly connect: (chain: NetworkFilterChain) => NetworkPeer;
  readonly bufferLimitBytes: number;
  readonly clock: Clock;
}

/** Envoy's `per_connection_buffer_limit_bytes` of a cluster. */
const UPSTREAM_BUFFER_LIMIT_BYTES = 1024 * 1024;

/**
 * One TCP connection through network filters to the upstream: the client's data visits them first to last, the upstream's last
 * to first. Nothing is read from the client before the upstream is connected, and that is tried when the last filter has
 * let the new connection pass.
 *
 * What a filter stops stays where it is and comes again, with what has followed, at the next read. Source: Envoy
 * `network/filter_manager_impl.cc`, `tcp_proxy.cc` and `connection_impl.cc`; held against Envoy 1.40.
 */
export class NetworkFilterChain implements NetworkConnection, LoggedStream {
  readonly info: StreamInfo;
  readonly requestHeaders = null;
  readonly responseHeaders = null;
  readonly responseTrailers = null;
  readonly #options: NetworkFilterChainOptions;
  readonly #startedAt: bigint;
  readonly #fromClient: ByteBuffer;
  readonly #fromUpstream: ByteBuffer;
  #upstream: NetworkPeer | null = null;
  /** Whether the end was received (`ended`) and whether it was passed on (`passed`). */
  readonly #client = { hasEnded: false, isEndPassed: false };
  readonly #answer = { hasEnded: false, isEndPassed: false };
  #isClosed = false;

  constructor(options: NetworkFilterChainOptions) {
    const { clock, contexts, downstream, info } = options;
    this.#options = options;
    this.info = info;
    this.#startedAt = clock.monotonic();
    this.#fromClient = limited(options.bufferLimitBytes, (isAbove) => downstream.hold("buffer", isAbove));
    this.#fromUpstream = limited(UPSTREAM_BUFFER_LIMIT_BYTES, (isAbove) => this.#upstream?.hold("buffer", isAbove));
    for (const context of contexts) context.attach(this);
  }

  /** Tells the filters of the new connection. */
  open(): void {
    this.#options.downstream.hold("connecting", true);
    this.#read(0);
  }

  /** The upstream is connected. */
  onConnected(remote: SocketAddress, local: SocketAddress): void {
    this.info.upstream = remote;
    this.info.upstreamLocal = local;
    this.#options.downstream.hold("connecting", false);
  }

  receiveFromClient(chunk: Buffer, endStream: boolean): void {
    if (this.#isClosed) return;
    this.#fromClient.append(chunk);
    this.#client.hasEnded ||= endStream;
    // As Envoy counts: what a filter keeps is counted again with each read.
    this.info.requestBytes += this.#fromClient.length;
    this.#read(0);
    if (this.#client.hasEnded && this.#answer.isEndPassed) this.#close(PeerType.Remote);
    else this.#closeIfOver();
  }

  receiveFromUpstream(chunk: Buffer, endStream: boolean): void {
    if (this.#isClosed) return;
    this.#fromUpstream.append(chunk);
    this.#answer.hasEnded ||= endStream;
    this.#write();
    this.#closeIfOver();
  }

  /** The client takes more again. */
  onClientDrain(): void {
    this.#upstream?.hold("writing", false);
  }

  /** The upstream takes more again. */
  onUpstreamDrain(): void {
    this.#options.downstream.hold("writing", false);
  }

  /** The client is gone without a word. */
  onClientReset(): void {
    this.#upstream?.reset();
    this.#close(PeerType.Remote);
  }

  /** The upstream reset the connection, which the client then sees too, or it could not be reached. */
  onUpstreamFailure(isReset: boolean): void {
    if (this.#isClosed) return;
    if (isReset) this.#options.downstream.reset();
    else this.#options.downstream.closeNow();
    this.#close(PeerType.Local);
  }

  continueReading(filter: NetworkContext): void {
    this.#read(this.#options.contexts.indexOf(filter) + 1);
    this.#closeIfOver();
  }

  close(): void {
    this.#upstream?.closeNow();
    this.#close(PeerType.Local);
  }

  #read(from: number): void {
    const data = this.#fromClient;
    const { hasEnded } = this.#client;
    if (this.#isClosed) return;
    for (const context of this.#options.contexts.slice(from)) {
      if (!context.isCreated && (context.onNewConnection() !== StreamAction.Continue || this.#isClosed)) return;
      if (data.length === 0 && !hasEnded) continue;
      if (context.onDownstreamData(data, hasEnded) !== StreamAction.Continue || this.#isClosed) return;
    }
    if (this.#upstream === null) {
      this.info.upstreamRequestAttempts = 1;
      this.#upstream = this.#options.connect(this);
    }
    if (data.length > 0 && !this.#upstream.write(data.take())) this.#options.downstream.hold("writing", true);
    if (hasEnded && !this.#client.isEndPassed) {
      this.#client.isEndPassed = true;
      this.#upstream.end();
    }
  }

  #write(): void {
    const data = this.#fromUpstream;
    const { hasEnded } = this.#answer;
    for (const context of [...this.#options.contexts].reverse()) {
      if (context.onUpstreamData(data, hasEnded) !== StreamAction.Continue || this.#isClosed) return;
    }
    this.info.responseBytes += data.length;
    if (data.length > 0 && !this.#options.downstream.write(data.take())) this.#upstream?.hold("writing", true);
    if (hasEnded) {
      this.#answer.isEndPassed = true;
      this.#options.downstream.end();
    }
  }

  /** Both directions to the client are at their end, or both to the upstream. */
  #closeIfOver(): void {
    const isClientOver = this.#client.hasEnded && this.#answer.isEndPassed;
    const isUpstreamOver = this.#answer.hasEnded && this.#client.isEndPassed;
    if (isClientOver || isUpstreamOver) this.#close(PeerType.Local);
  }

  #close(peer: PeerType): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#options.downstream.closeAfterWrite();
    this.#upstream?.closeAfterWrite();
    for (const context of this.#options.contexts) context.onDownstreamConnectionClose(peer);
    this.info.duration = this.#options.clock.monotonic() - this.#startedAt;
    for (const logger of this.#options.loggers) logger.logStream(this);
  }
}

function limited(bytes: number, onChange: (isAbove: boolean) => void): ByteBuffer {
  return new ByteBuffer(undefined, { bytes, onAbove: () => onChange(true), onBelow: () => onChange(false) });
}
