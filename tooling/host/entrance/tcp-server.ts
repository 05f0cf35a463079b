import { connect, createServer, Socket } from "node:net";
import { socketHost } from "../../socket-host.js";
import { readFilterState } from "../properties/filter-state.js";
import type { Host } from "../host.js";
import type { StoppableServer } from "./http-server.js";
import type { HoldReason, NetworkFilterChain, NetworkPeer } from "../stream/network-filter-chain.js";
import type { SocketAddress } from "../properties/stream-info.js";

/** A filter's word, in the filter state, on the cluster of its connection. */
const CLUSTER_KEY = "envoy.tcp_proxy.cluster";

/**
 * A server that sends each TCP connection through the network filters of the host to the upstream. Where it stops, the filters of the
 * connections that are open hear of it.
 *
 * @param origin of the upstream, `tcp://127.0.0.1:5432`
 * @param clusters name → origin, of those that a filter may send a connection to instead
 */
export function createTcpServer(
  host: Host,
  origin: string,
  clusters: Readonly<Record<string, string>>,
): StoppableServer {
  const originFor = ({ info }: NetworkFilterChain): string | undefined => {
    const name = readFilterState(info.filterState, CLUSTER_KEY);
    return Buffer.isBuffer(name) ? clusters[name.toString("latin1")] : origin;
  };
  const chains = new Set<NetworkFilterChain>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
    const client = new SocketPeer(socket);
    const chain = host.openConnection({
      source: { address: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 },
      destination: { address: socket.localAddress ?? "", port: socket.localPort ?? 0 },
      downstream: client,
      connect: (connecting) => connectUpstream(connecting, originFor(connecting)),
    });
    chains.add(chain);
    client.listen({
      onData: (chunk, endStream) => chain.receiveFromClient(chunk, endStream),
      onDrain: () => chain.onClientDrain(),
      onError: () => chain.onClientReset(),
    });
    socket.on("close", () => chains.delete(chain));
    chain.open();
  });
  return {
    server,
    stop() {
      for (const chain of chains) chain.close();
    },
  };
}

/** @param origin undefined for a cluster that does not exist: the connection fails as one that nobody takes */
function connectUpstream(chain: NetworkFilterChain, origin: string | undefined): NetworkPeer {
  const socket =
    origin === undefined ? new Socket() : connect({ ...addressOf(origin), allowHalfOpen: true, noDelay: true });
  if (origin === undefined) setImmediate(() => chain.onUpstreamFailure(false));
  const peer = new SocketPeer(socket);
  socket.once("connect", () => chain.onConnected(endOf(socket, "remote"), endOf(socket, "local")));
  peer.listen({
    onData: (chunk, endStream) => chain.receiveFromUpstream(chunk, endStream),
    onDrain: () => chain.onUpstreamDrain(),
    onError: (error) => chain.onUpstreamFailure(error.code === "ECONNRESET"),
  });
  return peer;
}

function addressOf(origin: string): { host: string; port: number } {
  const url = new URL(origin);
  return { host: socketHost(url), port: Number(url.port) };
}

function endOf(socket: Socket, end: "remote" | "local"): SocketAddress {
  return { address: socket[`${end}Address`] ?? "", port: socket[`${end}Port`] ?? 0 };
}

interface PeerEvents {
  readonly onData: (chunk: Buffer, endStream: boolean) => void;
  readonly onDrain: () => void;
  readonly onError: (error: NodeJS.ErrnoException) => void;
}

const NOTHING = Buffer.alloc(0);

class SocketPeer implements NetworkPeer {
  readonly #socket: Socket;
  readonly #holds = new Set<HoldReason>();

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  listen({ onData, onDrain, onError }: PeerEvents): void {
    this.#socket.on("data", (chunk: Buffer) => onData(chunk, false));
    this.#socket.on("end", () => onData(NOTHING, true));
    this.#socket.on("drain", onDrain);
    this.#socket.on("error", onError);
  }

  write(chunk: Buffer): boolean {
    return this.#socket.writable ? this.#socket.write(chunk) : true;
  }

  end(): void {
    this.#socket.end();
  }

  hold(reason: HoldReason, isHeld: boolean): void {
    if (isHeld) this.#holds.add(reason);
    else this.#holds.delete(reason);
    if (this.#holds.size > 0) this.#socket.pause();
    else this.#socket.resume();
  }

  closeAfterWrite(): void {
    this.#socket.destroySoon();
  }

  closeNow(): void {
    this.#socket.destroy();
  }

  reset(): void {
    this.#socket.resetAndDestroy();
  }
}
