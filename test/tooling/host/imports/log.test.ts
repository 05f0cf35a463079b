import { describe, expect, it } from "vitest";
import { hostWith, on, results } from "../probe.js";

describe("proxy_log", () => {
  it("tells level, plugin and message", async () => {
    const host = await hostWith([{ name: "noisy", script: on("request_headers", ["log 4 caf%c3%a9", "log 5 worst"]) }]);
    await host.fetch(new Request("http://gateway.test/"), () => new Response());
    expect(host.logs).toContainEqual({ level: "error", plugin: "noisy", message: "café" });
    expect(host.logs).toContainEqual({ level: "critical", plugin: "noisy", message: "worst" });
  });

  it("refuses a level above critical and a message outside of the memory", async () => {
    expect(await results(["log 6 x", "bad_log"])).toEqual(["2", "6"]);
  });

  it("drops lines below the host's level, which the guest can ask for", async () => {
    const script = on("request_headers", ["log 1 details", "log 3 warning", "log_level"]);
    const seen = async (logLevel?: "debug" | "warn") => {
      const host = await hostWith([script], logLevel === undefined ? {} : { logLevel });
      await host.fetch(new Request("http://gateway.test/"), () => new Response());
      return host.logs.map((entry) => entry.message);
    };
    expect(await seen()).not.toContain("details");
    expect(await seen()).toContain("request_headers: log_level = 0 2");
    expect(await seen("debug")).toContain("details");
    expect(await seen("warn")).toEqual(["warning"]);
  });

  it("hands every line on as it comes", async () => {
    const lines: string[] = [];
    const host = await hostWith(["request_headers log 2 now"], { onLog: (entry) => lines.push(entry.message) });
    await host.fetch(new Request("http://gateway.test/"), () => {
      expect(lines).toContain("now");
      return new Response();
    });
  });
});
