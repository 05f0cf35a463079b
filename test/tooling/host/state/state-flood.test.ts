import { describe, expect, it } from "vitest";
import { MetricType, Status } from "../../../../assembly/shared/abi.js";
import { Host } from "../../../../tooling/host/host.js";
import { MetricIds, MetricsRegistry } from "../../../../tooling/host/state/metrics-registry.js";
import { SharedDataStore } from "../../../../tooling/host/state/shared-data-store.js";
import { SharedQueues } from "../../../../tooling/host/state/shared-queues.js";
import { StateAllowance } from "../../../../tooling/host/state/state-allowance.js";
import { assemble } from "../../compile/assemble.js";

/** Puts a mebibyte into a queue up to 300 times; content when the host takes no more. */
const FLOOD = assemble(`(module
  (import "env" "proxy_register_shared_queue" (func $register (param i32 i32 i32) (result i32)))
  (import "env" "proxy_enqueue_shared_queue" (func $enqueue (param i32 i32 i32) (result i32)))
  (memory (export "memory") 17 17)
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "malloc") (param i32) (result i32) (i32.const 1024))
  (func (export "proxy_on_configure") (param i32 i32) (result i32) (local $count i32) (local $status i32)
    (drop (call $register (i32.const 0) (i32.const 1) (i32.const 16)))
    (loop $more
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (local.set $status (call $enqueue (i32.load (i32.const 16)) (i32.const 64) (i32.const 1048576)))
      (br_if $more (i32.and (i32.eqz (local.get $status)) (i32.lt_u (local.get $count) (i32.const 300)))))
    (i32.eq (local.get $status) (i32.const ${Status.InternalFailure}))))`);

const ROOM = 1000;
const LARGE = Buffer.alloc(700);

describe("a module that floods what outlives it", () => {
  it("is told that a queue takes no more, before the memory of the host is full", async () => {
    const host = new Host();
    await expect(host.loadPlugin({ name: "p", rootId: "", module: FLOOD })).resolves.toBeUndefined();
    host.close();
  });

  it("has room again when an item is taken, and when a value is replaced by a smaller one", () => {
    const allowance = new StateAllowance(ROOM);
    const queues = new SharedQueues(allowance);
    const token = queues.register("", "q", () => {}) ?? -1;
    const data = new SharedDataStore(allowance);
    expect(queues.enqueue(token, LARGE)).toBe(Status.Ok);
    expect(queues.enqueue(token, LARGE)).toBe(Status.InternalFailure);
    expect(data.set("", "k", LARGE, 0)).toBe(Status.InternalFailure);
    expect(data.get("", "k")).toBeNull();
    expect(queues.dequeue(token)).toBe(LARGE);
    expect(data.set("", "k", LARGE, 0)).toBe(Status.Ok);
    expect(queues.enqueue(token, LARGE)).toBe(Status.InternalFailure);
    expect(queues.enqueue(token, Buffer.alloc(400))).toBe(Status.InternalFailure);
    expect(data.set("", "k", Buffer.alloc(ROOM), 0)).toBe(Status.InternalFailure);
    expect(data.get("", "k")?.value).toBe(LARGE);
    expect(data.set("", "k", Buffer.alloc(0), 0)).toBe(Status.Ok);
    expect(queues.enqueue(token, Buffer.alloc(400))).toBe(Status.Ok);
  });

  it("has no more metrics defined, nor one of them for ever", () => {
    const ids = new MetricIds(new MetricsRegistry(new StateAllowance(ROOM)));
    const statuses = Array.from({ length: 20 }, () => ids.define(MetricType.Counter, "a"));
    expect(statuses[0]).toEqual({ id: expect.any(Number) as number });
    expect(statuses.at(-1)).toBe(Status.InternalFailure);
    expect(ids.define(MetricType.Counter, "another")).toBe(Status.InternalFailure);
  });
});
