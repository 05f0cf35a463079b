import { createServer, type AddressInfo, type Socket } from "node:net";
import { LOOPBACK } from "../loopback.js";
import type { Upstream } from "./upstream.js";

/** A server as a function of its connections. The two directions of a connection end apart. */
export type SocketHandler = (socket: Socket) => void | Promise<void>;

/** Serves a handler over real TCP. A handler that throws resets its connection, and its error is kept. */
export async function startTcpUpstream(handler: SocketHandler): Promise<Upstream> {
  const errors: unknown[] = [];
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    sockets.add(socket);
    // A gateway that breaks a connection off is no fault of the handler.
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
    new Promise<void>((resolve) => resolve(handler(socket))).catch((error: unknown) => {
      if (socket.errored === null) errors.push(error);
      socket.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, LOOPBACK, resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  return { url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, errors, close };
}
