import {
  Bytes,
  CalloutHandler,
  CalloutOutcome,
  CalloutResponse,
  currentStream,
  fetch,
  JwtAlgorithm,
  JwtKeys,
  log,
  lowerCase,
  nowMilliseconds,
  Plugin,
  RequestInit,
  splitText,
  Status,
  Stream,
  Timer,
} from "sluice/sdk";
import { writeInteger } from "sluice/sdk/encoding/integer";
import { Authenticator } from "./authenticator";
import { FetchState, JwksStore } from "./jwks-store";

const TIMEOUT_MS: u32 = 5000;
/** No sooner does a key that is not known ask for another set. */
const COOLDOWN_MS: i64 = 5000;
const BACKOFF_MS: i64 = 1000;
const BACKOFF_MAX_MS: i64 = 60000;
/** How often is looked whether another worker has the set that it fetches. */
const POLL_MS: u32 = 20;
/** As long as `jwks_seconds` may be. */
const DAY_SECONDS: i64 = 86400;
/** A larger set is none: a hundred keys take less. */
const JWKS_BYTES_MAX: i32 = 262144;
/** As many streams are judged in one callback; what one throws away stays until it returns. */
const AT_ONCE: i32 = 100;

/** What anyone may read holds no shared secret: whoever knew it could sign. */
const PUBLIC_ALGORITHMS: u32 = ~(JwtAlgorithm.HS256 | JwtAlgorithm.HS384 | JwtAlgorithm.HS512);

/** Goes on with a stream that waited for keys. */
export abstract class Resumption {
  /** Host calls speak of the stream. `waited` is whom it waited for. */
  abstract goOn(waited: Authenticator): void;
}

/**
 * The key set of a `jwks_uri`, fetched by callout: one worker fetches for all, the others find the set in the shared data. The last set
 * stays through an outage, for a time.
 */
@final
export class JwksSource {
  /** The keys; null until a first set was there, and once the last one is too old. */
  keys: JwtKeys | null = null;
  private readonly store: JwksStore;
  private readonly timer: JwksTimer = new JwksTimer();
  private readonly home: Stream = currentStream();
  private isFetching: bool = false;
  private failures: i32 = 0;
  private waiting: Array<Waiter> = [];

  /** In `onConfigure`: what the source does belongs to the plugin. */
  constructor(
    private readonly plugin: Plugin,
    private readonly resumption: Resumption,
    private readonly cluster: string,
    private readonly authority: string,
    private readonly path: string,
    private readonly periodMs: i64,
    /** For how long beyond that the last set serves. */
    private readonly outageMs: i64,
  ) {
    this.store = new JwksStore(cluster + " " + authority + path);
    this.timer.source = this;
  }

  /** Gets the first set, in a moment: a VM that Envoy makes only to try the configuration has no ticks, and would die with the lock. */
  open(): void {
    this.adopt();
    this.schedule(1);
  }

  /**
   * Asks for a newer set; false when there is none to be had now: it was just fetched, or could not be. When it is true, a stream may wait.
   */
  refresh(): bool {
    if (this.isFetching) return true;
    if (this.adopt()) {
      this.schedule(1);
      return true;
    }
    const state = this.store.lock(<i64>TIMEOUT_MS + 1000);
    if (state == FetchState.Mine) return this.send();
    if (state != FetchState.Others) return false;
    this.schedule(POLL_MS);
    return true;
  }

  /** Keeps a stream until `refresh` has come to something. */
  wait(stream: Stream, authenticator: Authenticator): void {
    this.waiting.push(new Waiter(stream, authenticator));
  }

  /** The answer to the callout is there; a callback of the plugin. */
  whenAnswered(response: CalloutResponse): void {
    this.isFetching = false;
    const body = response.outcome == CalloutOutcome.Answered && response.status == 200 ? response.body.bytes() : null;
    const keys = readSet(body);
    if (body === null || keys === null) {
      this.fail();
    } else {
      this.failures = 0;
      this.keys = keys;
      warnOfSkipped("JWKS", keys);
      this.store.publish(body, maxAgeOf(response.headers.get("cache-control")) * 1000, COOLDOWN_MS);
      this.schedule(<u32>this.leftMs());
    }
    this.wake();
  }

  /** Time to look: for the set that another worker fetches, or for a newer one; a callback of the plugin. */
  tick(): void {
    if (this.adopt()) this.wake();
    const left = this.leftMs();
    if (left + this.outageMs < 0) this.keys = null;
    if (this.keys !== null && left > 0 && this.waiting.length == 0) {
      this.schedule(<u32>left);
    } else if (!this.refresh()) {
      this.schedule(<u32>max(left, BACKOFF_MS));
      this.wake();
    }
  }

  /** Takes over what another worker has fetched; whether that is news. */
  private adopt(): bool {
    const text = this.store.read();
    if (text === null) return false;
    const keys = readSet(text);
    if (keys === null) return false;
    this.keys = keys;
    return true;
  }

  /** Until another set is due: every plugin that shares one has its own period. */
  private leftMs(): i64 {
    return this.store.fetchedAt + max(COOLDOWN_MS, min(this.store.maxAgeMs, this.periodMs)) - nowMilliseconds();
  }

  private send(): bool {
    const caller = currentStream();
    // The answer must come whether or not the stream that asks is there then.
    this.home.makeEffective();
    const init = new RequestInit("GET", this.path).header("accept", "application/json");
    init.authority = this.authority;
    init.timeoutMs = TIMEOUT_MS;
    this.isFetching = fetch(this.cluster, init, new JwksAnswer(this)) == Status.Ok;
    if (!this.isFetching) this.fail();
    caller.makeEffective();
    return this.isFetching;
  }

  private fail(): void {
    const backoff = min(BACKOFF_MS << min(this.failures, 10), BACKOFF_MAX_MS);
    ++this.failures;
    this.store.giveUp(backoff);
    log.warn("JWKS: no usable key set from cluster " + this.cluster);
    this.schedule(<u32>backoff);
  }

  private schedule(delayMs: u32): void {
    const caller = currentStream();
    this.home.makeEffective();
    this.plugin.startTimer(this.timer, delayMs);
    caller.makeEffective();
  }

  private wake(): void {
    const count = min(this.waiting.length, AT_ONCE);
    const waiters = this.waiting.splice(0, count);
    if (this.waiting.length > 0) this.schedule(1);
    for (let i = 0; i < count; ++i) {
      if (waiters[i].stream.makeEffective()) this.resumption.goOn(waiters[i].authenticator);
    }
    this.home.makeEffective();
  }
}

/** Says in the log how many keys of a set, whose name is `what`, can't be used. */
export function warnOfSkipped(what: string, keys: JwtKeys): void {
  if (keys.skipped > 0) log.warn(what + ": " + writeInteger(keys.skipped) + " unusable keys are skipped");
}

/** The keys of a JWK set, be they none: its issuer took them back. Null for what is no set, or too large. */
function readSet(text: Bytes | null): JwtKeys | null {
  if (text === null || text.byteLength > JWKS_BYTES_MAX) return null;
  const keys = new JwtKeys();
  return keys.addJwks(text.toUint8Array(), PUBLIC_ALGORITHMS) || keys.isSet ? keys : null;
}

/** The seconds of `max-age` in a `Cache-Control` field (RFC 9111 §5.2.2.1): a day at most, and where there is none. */
function maxAgeOf(field: string | null): i64 {
  const directives = splitText(field === null ? "" : lowerCase(field), 0x2c);
  for (let i = 0; i < directives.length; ++i) {
    const at = directives[i].indexOf("max-age=");
    if (at < 0 || at > 1) continue;
    let seconds: i64 = -1;
    for (let j = at + 8; j < directives[i].length; ++j) {
      const digit = directives[i].charCodeAt(j) - 0x30;
      if (digit < 0 || digit > 9) break;
      seconds = min(max(seconds, 0) * 10 + digit, DAY_SECONDS);
    }
    return seconds < 0 ? DAY_SECONDS : seconds;
  }
  return DAY_SECONDS;
}

/** A stream that waits for keys. */
@final
class Waiter {
  constructor(
    readonly stream: Stream,
    readonly authenticator: Authenticator,
  ) {}
}

/** The answer of the issuer. */
@final
class JwksAnswer extends CalloutHandler {
  constructor(private readonly source: JwksSource) {
    super();
  }

  onResponse(response: CalloutResponse): void {
    this.source.whenAnswered(response);
  }
}

/** When to look next. */
@final
class JwksTimer extends Timer {
  source: JwksSource | null = null;

  onTimeout(): void {
    const source = this.source;
    if (source !== null) source.tick();
  }
}
