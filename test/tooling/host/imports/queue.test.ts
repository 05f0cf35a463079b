import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { hostWith, messages, probePlugin, results } from "../probe.js";

describe("shared queues", () => {
  it("give items in order, then say that they are empty", async () => {
    const operations = ["register q", "enqueue a", "enqueue b", "dequeue _", "dequeue _", "dequeue _"];
    expect(await results(operations)).toEqual(["0", "0", "0", "0 'a'", "0 'b'", "7"]);
  });

  it("are found by name once they are registered, in one vm_id", async () => {
    const operations = ["resolve _ q", "register q", "resolve _ q", "resolve v q", "resolve other q"];
    expect(await results(operations, { vmId: "v" })).toEqual(["1", "0", "0", "0", "1"]);
  });

  it("know no other token", async () => {
    expect(await results(["enqueue x 999", "dequeue 999"])).toEqual(["1", "1"]);
  });

  it("tell the root context that registered last, after the call that enqueued", async () => {
    const host = await hostWith([]);
    const script =
      "configure register q\nqueue_ready resolve _ q\nqueue_ready dequeue _\nrequest_headers resolve _ q\nrequest_headers enqueue item";
    await host.loadPlugin(await probePlugin({ script }));
    host.start();
    host.logs.length = 0;
    await host.fetch(new Request("http://gateway.test/"), () => new Response());
    await setImmediate();
    const lines = messages(host);
    expect(lines.indexOf("queue_ready 1")).toBeGreaterThan(lines.indexOf("request_headers: enqueue item = 0"));
    expect(messages(host, "queue_ready")).toEqual(["resolve _ q = 0", "dequeue _ = 0 'item'"]);
  });
});
