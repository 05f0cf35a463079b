import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { ToolError } from "../../../tooling/error.js";
import { renderRequest } from "../../../tooling/bench/load-client.js";
import { messageLength } from "../../../tooling/bench/message-length.js";
import { type SoakKind, soakHeaders, soakKind } from "./soak-traffic.js";

/** How long an aborted stream lives: Envoy has its headers by then. */
const ABORT_AFTER_MS = 5;
const ANSWER_TIMEOUT_MS = 20_000;

/** Connections that send the mixed requests, each one at a time. */
export interface SoakClient {
  /** Sends that many more requests, and returns when each is answered or aborted. */
  run(requests: number): Promise<void>;
  close(): void;
}

/**
 * Opens the connections.
 *
 * @param url origin of the Envoy
 */
export function openSoakClient(url: string, connectionCount: number): SoakClient {
  const connections = Array.from({ length: connectionCount }, () => new SoakConnection(url));
  let next = 0;
  return {
    async run(requests) {
      const end = next + requests;
      const work = async (connection: SoakConnection): Promise<void> => {
        while (next < end) await connection.send(soakKind(next++));
      };
      await Promise.all(connections.map(work));
    },
    close() {
      for (const connection of connections) connection.close();
    },
  };
}

class SoakConnection {
  readonly #url: URL;
  readonly #requests = new Map<SoakKind, Buffer>();
  #socket: Socket | null = null;
  #received = "";
  #settle: (error?: Error) => void = () => undefined;

  constructor(url: string) {
    this.#url = new URL(url);
  }

  async send(kind: SoakKind): Promise<void> {
    if (kind === "aborted") return this.#abort();
    this.#socket ??= await this.#open();
    const answered = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(failure(kind, "got no answer")), ANSWER_TIMEOUT_MS);
      this.#settle = (error) => {
        clearTimeout(timer);
        if (error === undefined) resolve();
        else reject(error);
      };
    });
    this.#socket.write(this.#request(kind));
    await answered;
  }

  close(): void {
    this.#socket?.removeAllListeners("close").destroy();
  }

  /** A stream whose client goes away before it has sent all of the body. */
  async #abort(): Promise<void> {
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port), noDelay: true });
    socket.on("error", () => undefined);
    await once(socket, "connect");
    socket.write(this.#request("aborted"));
    await delay(ABORT_AFTER_MS);
    socket.destroy();
  }

  async #open(): Promise<Socket> {
    const socket = connect({ host: this.#url.hostname, port: Number(this.#url.port), noDelay: true });
    await once(socket, "connect");
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => this.#receive(text));
    socket.on("error", (error) => this.#settle(error));
    socket.on("close", () => this.#settle(failure("plain", "lost its connection")));
    return socket;
  }

  #receive(text: string): void {
    this.#received += text;
    const length = messageLength(this.#received);
    if (length === null) return;
    const answer = this.#received;
    this.#received = answer.slice(length);
    this.#settle(answer.startsWith("HTTP/1.1 200 ") ? undefined : failure("plain", `got ${answer.slice(9, 12)}`));
  }

  #request(kind: SoakKind): Buffer {
    const present = this.#requests.get(kind);
    if (present !== undefined) return present;
    const whole = renderRequest(
      {
        method: kind === "aborted" ? "POST" : "GET",
        headers: soakHeaders(kind),
        body: kind === "aborted" ? "half" : "",
      },
      this.#url.host,
    );
    const request = kind === "aborted" ? whole.subarray(0, -2) : whole;
    this.#requests.set(kind, request);
    return request;
  }
}

function failure(kind: SoakKind, what: string): ToolError {
  return new ToolError("ERR_INTERNAL", `a ${kind} request of the memory job ${what}`);
}
