import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { MAXIMUM_NESTED_CALLBACKS } from "../../../../tooling/host/limits/nesting.js";
import { engines, serve } from "../../../../tooling/testing/index.js";
import { assemble } from "../../compile/assemble.js";

/** Holds `count` requests back, then lets all of them go from one tick, each by the given host call. */
const holding = (count: number, letGo: string): Uint8Array =>
  assemble(`(module
    (import "env" "proxy_set_tick_period_milliseconds" (func $tick (param i32) (result i32)))
    (import "env" "proxy_set_effective_context" (func $effective (param i32) (result i32)))
    (import "env" "proxy_continue_stream" (func $continue (param i32) (result i32)))
    (import "env" "proxy_send_local_response"
      (func $reply (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 2 2)
    (global $held (mut i32) (i32.const 0))
    (global $next (mut i32) (i32.const 0))
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "malloc") (param i32) (result i32) (i32.const 1024))
    (func (export "proxy_on_configure") (param i32 i32) (result i32)
      (drop (call $tick (i32.const 20)))
      (i32.const 1))
    (func (export "proxy_on_request_headers") (param $id i32) (param i32 i32) (result i32)
      (i32.store offset=65536 (i32.mul (global.get $held) (i32.const 4)) (local.get $id))
      (global.set $held (i32.add (global.get $held) (i32.const 1)))
      (i32.const 1))
    ;; V8 looks at the stack only in functions that call another.
    (func (export "proxy_on_response_headers") (param $id i32) (param i32 i32) (result i32)
      (drop (call $effective (local.get $id)))
      (i32.const 0))
    (func (export "proxy_on_tick") (param i32)
      (if (i32.ne (global.get $held) (i32.const ${count})) (then (return)))
      (loop $all
        (if (i32.eq (global.get $next) (global.get $held)) (then (return)))
        (drop (call $effective (i32.load offset=65536 (i32.mul (global.get $next) (i32.const 4)))))
        (drop ${letGo})
        (global.set $next (i32.add (global.get $next) (i32.const 1)))
        (br $all))))`);

const REPLY = `(call $reply (i32.const 418) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
  (i32.const 0) (i32.const -1))`;
const CONTINUE = "(call $continue (i32.const 0))";

/** Sends that many requests at once; returns how many got each status. */
async function statusesOf(engine: (typeof engines)[number], count: number, letGo: string) {
  await using gateway = await serve({ engine, filter: holding(count, letGo) });
  const statuses = await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = await gateway.connect();
      socket.write("GET / HTTP/1.1\r\nhost: gateway.test\r\n\r\n");
      const [head] = (await once(socket, "data")) as [Buffer];
      return head.toString("latin1", 9, 12);
    }),
  );
  const countOf = (status: string): number => statuses.filter((other) => other === status).length;
  return { answered: countOf("418") + countOf("200"), failed: countOf("503"), logs: gateway.logs };
}

describe.each(engines)("streams that one callback lets go on %s", (engine) => {
  it("are all answered, each inside the one before, while the stack reaches", async () => {
    expect(await statusesOf(engine, 200, REPLY)).toMatchObject({ answered: 200, failed: 0 });
  });

  it("fail with their VM where the stack ends: the rest is answered 503", async () => {
    const { answered, failed } = await statusesOf(engine, 800, REPLY);
    expect(answered + failed).toBe(800);
    expect(answered).toBeGreaterThan(200);
    expect(failed).toBeGreaterThan(200);
  });

  it("are not inside each other when no callback comes of it", async () => {
    expect(await statusesOf(engine, 700, CONTINUE)).toMatchObject({ answered: 700, failed: 0 });
  });
});

it("names the limit where the in-process host's VM fails, however many follow", async () => {
  const { answered, failed, logs } = await statusesOf("node", 5000, REPLY);
  // The tick itself is one of them.
  expect(answered).toBe(MAXIMUM_NESTED_CALLBACKS - 1);
  expect(failed).toBe(5000 - answered);
  expect(logs.map(({ message }) => message)).toEqual([
    expect.stringContaining(`${MAXIMUM_NESTED_CALLBACKS} callbacks run inside each other`),
  ]);
});
