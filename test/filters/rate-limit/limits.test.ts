import { describe, expect, it } from "vitest";
import { Status } from "../../../assembly/shared/abi.js";
import { randomSource } from "../../sdk/probe.js";
import { startInHost, type InHost } from "../in-host.js";

const CLIENT = [{ from: "client_address" }];
const HOUR_MS = 3_600_000;

const start = (rule: object, rest: object = {}, workers = 1): Promise<InHost> =>
  startInHost("rate-limit", { rules: [{ name: "r", ...rule }], ...rest }, workers);

/** Visits until one is refused; how many passed. */
function drain(gateway: InHost, options = {}): number {
  let passed = 0;
  while (gateway.visit(options).status === 200) ++passed;
  return passed;
}

const slotKeys = ({ host }: InHost): string[] =>
  host.sharedData.keys("").filter((key) => key.startsWith("rate-limit."));

describe.each(["token_bucket", "sliding_window"])("%s", (algorithm) => {
  it("lets exactly the limit pass, over all workers", async () => {
    const gateway = await start({ algorithm, limit: 100, window_seconds: 3600 }, {}, 4);
    const statuses = gateway.statuses(500);
    expect(statuses.filter((status) => status === 200)).toHaveLength(100);
    expect(statuses.slice(0, 100)).not.toContain(429);
  });

  it("lets one pass after Retry-After, and none before", async () => {
    const gateway = await start({ algorithm, limit: 7, window_seconds: 100 });
    gateway.statuses(3);
    gateway.clock.advance(41_000);
    expect(drain(gateway)).toBe(algorithm === "token_bucket" ? 6 : 4);
    const seconds = Number(gateway.visit().headers.get("retry-after"));
    gateway.clock.advance((seconds - 1) * 1000);
    expect(gateway.visit().status).toBe(429);
    gateway.clock.advance(1000);
    expect(gateway.visit().status).toBe(200);
  });

  it("says how much is left and until when, in any state, so that a client can rely on it", async () => {
    const gateway = await start({ algorithm, limit: 9, window_seconds: 60 });
    const random = randomSource(3);
    for (let i = 0; i < 400; ++i) {
      gateway.clock.advance(random(12_000));
      const { headers } = gateway.visit();
      const [, left, seconds] = /^"r";r=(\d+);t=(\d+)$/.exec(headers.get("ratelimit") ?? "") ?? [];
      expect(headers.get("ratelimit-policy")).toBe('"r";q=9;w=60');
      expect(Number(seconds)).toBeLessThanOrEqual(120);
      const passed = drain(gateway);
      expect(passed).toBe(Number(left));
      if (random(4) === 0) gateway.clock.advance(random(200_000));
    }
  });

  it("never lets more pass in a window than it may, whatever the times", async () => {
    const limit = 20;
    const gateway = await start({ algorithm, limit, window_seconds: 10 });
    const random = randomSource(4);
    const passed: number[] = [];
    for (let i = 0, now = 0; i < 6000; ++i) {
      const ms = random(10) === 0 ? random(5000) : random(40);
      gateway.clock.advance(ms);
      now += ms;
      if (gateway.visit().status === 200) passed.push(now);
    }
    // A bucket holds a burst and gains as much in the window; two counters err by what they take for even.
    const most = 2 * limit;
    for (const [i, first] of passed.entries()) {
      const within = passed.filter((time, j) => j >= i && time < first + 10_000).length;
      expect(within).toBeLessThanOrEqual(most);
    }
    expect(passed.length).toBeGreaterThan(limit);
  });

  it("neither frees nor locks a key when the clock is set back", async () => {
    for (const backMs of [1000, 30_000, HOUR_MS, 20 * 365 * 24 * HOUR_MS]) {
      const gateway = await start({ algorithm, limit: 5, window_seconds: 60, key: CLIENT });
      expect(drain(gateway)).toBe(5);
      gateway.clock.advance(-backMs);
      expect(gateway.visit().status, `${backMs} ms back`).toBe(429);
      // At most three windows later all is as if nothing had happened.
      for (let second = 0; second < 180; ++second) {
        gateway.clock.advance(1000);
        gateway.visit({ address: "192.0.2.99" });
      }
      expect(drain(gateway), `${backMs} ms back`).toBe(5);
    }
  });

  it("gives a key its limit, and no more, when the clock is set on", async () => {
    const gateway = await start({ algorithm, limit: 5, window_seconds: 60 });
    drain(gateway);
    // More milliseconds than 31 bits hold.
    gateway.clock.advance(30 * 24 * HOUR_MS);
    expect(drain(gateway)).toBe(5);
  });

  it("keeps as much shared data as it may, whatever keys a client makes up", async () => {
    const key = [{ from: "header", name: "x-key" }];
    const gateway = await start({ algorithm, limit: 3, window_seconds: 3600, key, max_keys: 64 });
    const passed = gateway.statuses(1).length;
    for (let i = 0; i < 20_000; ++i) gateway.visit({ headers: { "x-key": `made-up-${i}` } });
    expect(passed).toBe(1);
    const keys = slotKeys(gateway);
    expect(keys.length).toBeLessThanOrEqual(8);
    for (const name of keys) expect(gateway.host.sharedData.get("", name)?.value.length).toBeLessThanOrEqual(9 * 24);
    // Keys that got a place of their own before the flood keep it, and who comes now shares what is left.
    expect(gateway.visit().status).toBe(200);
    expect(gateway.visit({ headers: { "x-key": "late" } }).status).toBe(429);
    // Once the flood has run off, there is room again.
    gateway.clock.advance(2 * HOUR_MS);
    expect(drain(gateway, { headers: { "x-key": "late" } })).toBe(3);
    expect(slotKeys(gateway)).toEqual(keys);
  });

  it("lets no more than the limit of all places pass during a flood of made-up keys", async () => {
    const key = [{ from: "header", name: "x-key" }];
    const gateway = await start({ algorithm, limit: 3, window_seconds: 3600, key, max_keys: 16 });
    let passed = 0;
    for (let i = 0; i < 2000; ++i) {
      if (gateway.visit({ headers: { "x-key": `k${i % 1000}` } }).status === 200) ++passed;
    }
    expect(passed).toBeLessThanOrEqual(2 * 9 * 3);
  });

  it("frees places again that are in use in a future that never came", async () => {
    const key = [{ from: "header", name: "x-key" }];
    const gateway = await start({ algorithm, limit: 3, window_seconds: 60, key, max_keys: 8 });
    for (let i = 0; i < 100; ++i) gateway.visit({ headers: { "x-key": `k${i}` } });
    gateway.clock.advance(-365 * 24 * HOUR_MS);
    for (let second = 0; second < 240; ++second) {
      gateway.clock.advance(1000);
      gateway.visit({ headers: { "x-key": "other" } });
    }
    gateway.clock.advance(180_000);
    expect(drain(gateway, { headers: { "x-key": "late" } })).toBe(3);
  });

  it.each(["allow", "deny"])("on_error %s decides when another is always faster", async (onError) => {
    const gateway = await start({ algorithm, limit: 3, window_seconds: 60 }, { on_error: onError });
    let tries = 0;
    gateway.host.sharedData.set = () => (++tries, Status.CasMismatch);
    const { status, headers } = gateway.visit();
    expect(status).toBe(onError === "allow" ? 200 : 503);
    expect(headers.has("ratelimit")).toBe(false);
    expect(tries).toBe(64);
    gateway.clock.advance(1000);
    expect(gateway.host.metrics()).toEqual([
      expect.objectContaining({ name: "rate_limit_requests_total", labels: { rule: "r", result: "failed" }, value: 1 }),
    ]);
  });

  it.each(["allow", "deny"])(
    "on_error %s decides when shared data fails, and when there is no clock",
    async (onError) => {
      const gateway = await start({ algorithm, limit: 3, window_seconds: 60 }, { on_error: onError });
      const expected = onError === "allow" ? 200 : 503;
      gateway.host.sharedData.set = () => Status.InternalFailure;
      expect(gateway.visit().status).toBe(expected);
      gateway.clock.now = () => 0n;
      expect(gateway.visit().status).toBe(expected);
    },
  );

  it("goes on with shared data that something else wrote", async () => {
    const gateway = await start({ algorithm, limit: 3, window_seconds: 60 });
    for (const bytes of [0, 1, 23, 24, 25, 5000]) {
      gateway.host.sharedData.set("", "rate-limit.r.0", Buffer.alloc(bytes, 0xff), 0);
      for (let second = 0; second < 240; ++second) {
        gateway.clock.advance(1000);
        gateway.visit();
      }
      gateway.clock.advance(180_000);
      expect(drain(gateway), `${bytes} bytes`).toBe(3);
    }
  });
});

describe("as many rules and keys as there may be", () => {
  it("are kept", async () => {
    const key = [{ from: "header", name: "x-key" }];
    const rules = Array.from({ length: 64 }, (_, i) => ({
      name: `r${i}`,
      limit: 2,
      window_seconds: 60,
      key,
      max_keys: 2 ** 20,
    }));
    const gateway = await startInHost("rate-limit", { rules });
    for (let i = 0; i < 500; ++i) {
      expect(gateway.statuses(3, { headers: { "x-key": `${i}` } })).toEqual([200, 200, 429]);
    }
  });
});

describe("the counters", () => {
  it("are told every second, and when the plugin ends", async () => {
    const gateway = await start({ limit: 2, window_seconds: 60 }, {}, 2);
    const counts = (): object[] => gateway.host.metrics().map(({ labels, value }) => ({ ...labels, value }));
    gateway.statuses(5);
    gateway.clock.advance(1000);
    expect(counts()).toEqual([
      { rule: "r", result: "allowed", value: 2 },
      { rule: "r", result: "limited", value: 3 },
    ]);
    gateway.statuses(4);
    gateway.host.close();
    expect(counts()).toContainEqual({ rule: "r", result: "limited", value: 7 });
  });
});

describe("a token bucket", () => {
  it("refills one by one, and holds a burst of its own", async () => {
    const gateway = await start({ limit: 60, window_seconds: 60, burst: 10 });
    expect(drain(gateway)).toBe(10);
    gateway.clock.advance(3000);
    expect(drain(gateway)).toBe(3);
    gateway.clock.advance(HOUR_MS);
    expect(drain(gateway)).toBe(10);
  });

  it("keeps a limit that no window divides", async () => {
    const gateway = await start({ limit: 7, window_seconds: 3600 });
    expect(drain(gateway)).toBe(7);
    gateway.clock.advance(HOUR_MS);
    expect(drain(gateway)).toBe(7);
  });
});

describe("a sliding window", () => {
  it("lets go as much as it slides past", async () => {
    const gateway = await start({ algorithm: "sliding_window", limit: 10, window_seconds: 100 });
    expect(drain(gateway)).toBe(10);
    gateway.clock.advance(99_000);
    expect(drain(gateway)).toBe(0);
    gateway.clock.advance(31_000);
    expect(drain(gateway)).toBe(3);
    gateway.clock.advance(200_000);
    expect(drain(gateway)).toBe(10);
  });
});
