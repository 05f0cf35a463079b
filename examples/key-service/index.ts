/**
 * A service without streams fetches a key every second and shares it; a filter of the same module, on every worker thread, asks no one: it
 * compares the request's `x-auth` with the shared key.
 */
import {
  Bytes,
  CalloutHandler,
  CalloutResponse,
  fetch,
  Flow,
  HttpFilter,
  LocalReply,
  log,
  Plugin,
  Refusal,
  register,
  registerPlugin,
  Request,
  RequestInit,
  SharedCache,
  Timer,
  timingSafeEqual,
} from "sluice/sdk";

const cache = new SharedCache("key-service");
/** A key outlives some failed refreshes, not an outage of minutes. */
const KEY_TTL_MS: u32 = 60000;
const REFRESH_MS: u32 = 1000;

class KeyResponse extends CalloutHandler {
  onResponse(response: CalloutResponse): void {
    const key = response.ok ? response.body.bytes() : null;
    if (key !== null && key.byteLength > 0) cache.set("key", key, KEY_TTL_MS);
    else log.warn("no key: status " + response.status.toString());
  }
}

class Refresh extends Timer {
  onTimeout(): void {
    fetch("keys", new RequestInit("GET", "/key"), new KeyResponse());
  }
}

class KeyService extends Plugin {
  onConfigure(configuration: Bytes): Refusal | null {
    this.startTimer(new Refresh(), 1, REFRESH_MS);
    return null;
  }
}
registerPlugin("key-service", () => new KeyService());

class KeyFilter extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    const key = cache.get("key");
    if (key === null || key.byteLength == 0) return request.respond(new LocalReply(503));
    const given = request.headers.getBytes("x-auth");
    const isRight = given !== null && given.byteLength > 0 && timingSafeEqual(given.toUint8Array(), key.toUint8Array());
    return isRight ? Flow.Continue : request.respond(new LocalReply(401));
  }
}
register("key-filter", () => new KeyFilter());
