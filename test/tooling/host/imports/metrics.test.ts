import { describe, expect, it } from "vitest";
import { hostWith, on, probePlugin, results } from "../probe.js";

const request = (): Request => new Request("http://gateway.test/");

describe("metric functions", () => {
  it("number metrics by type, and give one name two ids of one series", async () => {
    const operations = [
      "define 0 c",
      "define 0 c",
      "increment 4 5",
      "increment 8 2",
      "metric 4",
      "metric 8",
      "define 1 g",
      "define 2 h",
    ];
    expect(await results(operations)).toEqual(["0 4", "0 8", "0", "0", "0 7", "0 7", "0 5", "0 6"]);
  });

  it("let a counter grow only, and add what is recorded", async () => {
    const operations = ["define 0 c", "increment 4 0", "increment 4 -1", "record 4 10", "metric 4"];
    expect(await results(operations)).toEqual(["0 4", "2", "2", "0", "0 10"]);
  });

  it("let a gauge go both ways, below zero by wrapping, and set what is recorded", async () => {
    const operations = [
      "define 1 g",
      "increment 5 7",
      "increment 5 -2",
      "metric 5",
      "record 5 3",
      "increment 5 -4",
      "metric 5",
    ];
    expect(await results(operations)).toEqual(["0 5", "0", "0", "0 5", "0", "0", "0 18446744073709551615"]);
  });

  it("let a histogram only be recorded", async () => {
    expect(await results(["define 2 h", "increment 6 1", "record 6 5", "metric 6"])).toEqual(["0 6", "2", "0", "2 0"]);
  });

  it("know no other type and no other id", async () => {
    const operations = [
      "define 3 x",
      "increment 400 1",
      "record 400 1",
      "metric 400",
      "increment 402 1",
      "record 403 1",
      "metric 403",
    ];
    expect(await results(operations)).toEqual(["2 0", "1", "1", "1 0", "2", "1", "2 0"]);
  });

  it("are exact over all workers, labels taken out of the names", async () => {
    const script = on("request_headers", [
      "define 0 requests_total;method=GET;status_class=2xx",
      "increment 4 1",
      "define 2 ms",
      "record 6 20",
    ]);
    const host = await hostWith([{ script: [script, "request_headers once x"] }], { workers: 3 });
    for (let count = 0; count < 6; count++) await host.fetch(request(), () => new Response());
    expect(host.metrics()).toEqual([
      { name: "requests_total", type: "counter", labels: { method: "GET", status_class: "2xx" }, value: 6 },
      { name: "ms", type: "histogram", labels: {}, count: 6, sum: 120 },
    ]);
  });

  it("count what every VM does at its start: canary, main thread and each worker", async () => {
    const host = await hostWith([], { workers: 2 });
    await host.loadPlugin(await probePlugin({ script: on("configure", ["define 0 starts", "increment 4 1"]) }));
    host.start();
    expect(host.metrics()).toEqual([{ name: "starts", type: "counter", labels: {}, value: 4 }]);
  });
});
