import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";

/** Ports of this machine that nothing listens on, all different. For programs that can't say which one they got. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
