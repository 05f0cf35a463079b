import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { adminGet } from "./admin.js";
import { LISTENER_NAME } from "./names.js";

export interface ReadinessOptions {
  /** What the gateway speaks; default http. */
  readonly protocol?: "http" | "tcp";
  /** The file that Envoy writes its admin address into (`--admin-address-path`). */
  readonly adminAddressPath: string;
  /** Settles when Envoy ends; then waiting ends too. */
  readonly exited: Promise<unknown>;
  readonly timeoutMs: number;
}

/** Where a ready Envoy listens. */
export interface EnvoyAddresses {
  readonly adminUrl: string;
  readonly url: string;
}

interface ListenerStatuses {
  readonly listener_statuses?: readonly {
    readonly name: string;
    readonly local_address?: { readonly socket_address?: { readonly address: string; readonly port_value: number } };
  }[];
}

const FIRST_BACKOFF_MS = 5;
const LAST_BACKOFF_MS = 80;

/**
 * Waits until Envoy serves: first for the file with its admin address, then for `/ready`, then for its listener.
 * Returns null when Envoy ended or the time was up before that.
 */
export async function awaitReady(options: ReadinessOptions): Promise<EnvoyAddresses | null> {
  const deadline = Date.now() + options.timeoutMs;
  const isOver = options.exited.then(() => true);
  for (let backoffMs = FIRST_BACKOFF_MS; Date.now() < deadline; backoffMs = Math.min(backoffMs * 2, LAST_BACKOFF_MS)) {
    const addresses = await readAddresses(options).catch(() => null);
    if (addresses !== null) return addresses;
    if (await Promise.race([isOver, delay(backoffMs, false)])) return null;
  }
  return null;
}

async function readAddresses({
  adminAddressPath,
  protocol = "http",
}: ReadinessOptions): Promise<EnvoyAddresses | null> {
  const address = await readFile(adminAddressPath, "utf8");
  if (!/^[\d.]+:\d+$/.test(address)) return null;
  const adminUrl = `http://${address}`;
  if ((await adminGet(adminUrl, "/ready")).status !== 200) return null;
  const { body } = await adminGet(adminUrl, "/listeners?format=json");
  const listeners = (JSON.parse(body) as ListenerStatuses).listener_statuses ?? [];
  const socket = listeners.find(({ name }) => name === LISTENER_NAME)?.local_address?.socket_address;
  return socket === undefined ? null : { adminUrl, url: `${protocol}://${socket.address}:${socket.port_value}` };
}
