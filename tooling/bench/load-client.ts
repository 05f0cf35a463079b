import { connect, type Socket } from "node:net";
import { ToolError } from "../error.js";
import type { JobRequest } from "./job.js";
import { messageLength } from "./message-length.js";

/** Keep-alive connections to one Envoy, each with one request under way at a time. */
export interface LoadClient {
  /**
   * Sends that many requests over all connections and returns when each is answered.
   *
   * @throws ToolError ERR_UNMEASURABLE when an answer has another status; Error when a connection ends or nothing comes for ten seconds.
   */
  run(requestCount: number): Promise<void>;
  /** Closes the connections. */
  close(): void;
}

const SILENCE_TIMEOUT_MS = 10_000;
const READ_BUFFER_BYTES = 64 * 1024;
const HEAD_END = "\r\n\r\n";

/**
 * Opens the connections. Sockets, not an HTTP client: the load shares the machine's cores with Envoy, and a slower client
 * would leave Envoy idle between two requests, so that its waking up would be measured with it.
 *
 * @param url origin of the Envoy
 * @param jobRequests sent in turn, run after run
 * @param status of every answer
 */
export async function openLoadClient(
  url: string,
  connectionCount: number,
  jobRequests: readonly JobRequest[],
  status = 200,
): Promise<LoadClient> {
  const { hostname, port, host } = new URL(url);
  const requests = jobRequests.map((jobRequest) => renderRequest(jobRequest, host));
  const statusLineStart = `HTTP/1.1 ${status} `;
  let sent = 0;
  let toSend = 0;
  let toCome = 0;
  let settle: (error?: Error) => void = () => undefined;

  function sendNext(socket: Socket): void {
    if (toSend === 0) return;
    toSend -= 1;
    socket.write(requests[sent++ % requests.length] as Buffer);
  }

  /** Called with all that one connection has received since its latest answer; returns what belongs to the next. */
  function receive(socket: Socket, received: string): string {
    const length = messageLength(received);
    if (length === null) return received;
    if (received.startsWith(statusLineStart)) {
      toCome -= 1;
      if (toCome === 0) settle();
      else sendNext(socket);
    } else settle(unexpected(received.slice(0, received.indexOf("\r\n")), status));
    return received.slice(length);
  }

  async function open(): Promise<Socket> {
    let received = "";
    const buffer = Buffer.alloc(READ_BUFFER_BYTES);
    const socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: {
        buffer,
        callback: (byteCount) => {
          received = receive(socket, received + buffer.toString("latin1", 0, byteCount));
          return true;
        },
      },
    });
    await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
    socket.on("error", settleWith).on("close", () => settleWith(new Error("Envoy closed a connection under load")));
    return socket;
  }

  function settleWith(error: Error): void {
    settle(error);
  }

  const sockets = await Promise.all(Array.from({ length: connectionCount }, open));
  return {
    async run(requestCount) {
      toSend = toCome = requestCount;
      const answered = new Promise<void>((resolve, reject) => {
        settle = (error) => (error === undefined ? resolve() : reject(error));
      });
      const stopWatching = watchProgress(() => toCome, settleWith);
      for (const socket of sockets) sendNext(socket);
      await answered.finally(stopWatching);
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** RFC 9112 section 3: one request as its bytes. */
export function renderRequest({ method, path = "/", headers, body }: JobRequest, host: string): Buffer {
  const fields = {
    ...{ host, "user-agent": "bench", accept: "*/*", ...headers },
    ...(body === "" ? {} : { "content-length": String(Buffer.byteLength(body)) }),
  };
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
  return Buffer.from([`${method} ${path} HTTP/1.1`, ...lines].join("\r\n") + HEAD_END + body);
}

function unexpected(statusLine: string, status: number): ToolError {
  return new ToolError("ERR_UNMEASURABLE", `Envoy answered ${statusLine} under load, where ${status} was expected`, {
    hint: "choose a configuration and a request with which every answer has the same status",
  });
}

/** Calls `fail` when the count stands still; returns the function that ends the watch. */
function watchProgress(count: () => number, fail: (error: Error) => void): () => void {
  let before = count();
  const timer = setInterval(() => {
    if (count() === before) fail(new Error(`no answer for ${SILENCE_TIMEOUT_MS / 1000} s`));
    before = count();
  }, SILENCE_TIMEOUT_MS);
  return () => clearInterval(timer);
}
