import { connect, createServer, type Server, type Socket } from "node:net";
import type { Host } from "./host.js";
import type { HoldReason, NetworkFilterChain, NetworkPeer } from "./network-filter-chain.js";
import type { SocketAddress } from "./stream-info.js";

/** A server that sends each TCP connection through the network filters of the host to the upstream. */
export interface TcpServer {
  readonly server: Server;
  /** Closes the connections that are open; their filters hear of it. */
  closeConnections(): void;
}

/** @param origin of the upstream, `tcp://127.0.0.1:5432` */
export function createTcpServer(host: Host, origin: string): TcpServer {
  const { hostname, port } = new URL(origin);
  const upstream = { host: hostname.replace(/^\[(.*)\]$/, "$1"), port: Number(port) };
  const chains = new Set<NetworkFilterChain>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) => {
    const client = new SocketPeer(socket);
    const chain = host.openConnection({
      source: { address: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 },
      destination: { address: socket.localAddress ?? "", port: socket.localPort ?? 0 },
      downstream: client,
      connect: (connecting) => connectUpstream(connecting, upstream),
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
    closeConnections() {
      for (const chain of chains) chain.close();
    },
  };
}

function connectUpstream(chain: NetworkFilterChain, address: { host: string; port: number }): NetworkPeer {
  const socket = connect({ ...address, allowHalfOpen: true, noDelay: true });
  const peer = new SocketPeer(socket);
  socket.once("connect", () => chain.onConnected(endOf(socket, "remote"), endOf(socket, "local")));
  peer.listen({
    onData: (chunk, endStream) => chain.receiveFromUpstream(chunk, endStream),
    onDrain: () => chain.onUpstreamDrain(),
    onError: (error) => chain.onUpstreamFailure(error.code === "ECONNRESET"),
  });
  return peer;
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
