import { isIP, type Socket, SocketAddress as NodeAddress } from "node:net";
import { LOOPBACK } from "../../loopback.js";
import type { HeaderMap } from "../http/header-map.js";
import type { SocketAddress } from "../properties/stream-info.js";

/**
 * Whom Envoy takes for the client: the last entry of `x-forwarded-for`, where that is an address, since neither `use_remote_address` nor
 * `xff_num_trusted_hops` is set; else who is connected.
 */
export function clientAddress(headers: HeaderMap, { remoteAddress = LOOPBACK, remotePort = 0 }: Socket): SocketAddress {
  const last = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  const version = isIP(last);
  if (version === 0) return { address: remoteAddress, port: remotePort };
  // In the canonical form.
  const { address } = new NodeAddress({ address: last, family: version === 4 ? "ipv4" : "ipv6" });
  return { address, port: 0 };
}
