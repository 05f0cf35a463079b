import { describe, expect, it } from "vitest";
import { FakeClock } from "../../../../tooling/host/clock.js";
import { answer, open } from "../exchange.js";
import { hostWith, messages, on, probePlugin, results } from "../probe.js";

const property = (...paths: string[]): string[] => paths.map((path) => `property ${path}`);
const U64 = (value: number): string => `0 '%${value.toString(16).padStart(2, "0")}%00%00%00%00%00%00%00'`;

describe("proxy_get_property", () => {
  it("reads the request's attributes while its headers are there", async () => {
    const host = await hostWith([
      on(
        "request_headers",
        property(
          "request|path",
          "request|url_path",
          "request|query",
          "request|host",
          "request|method",
          "request|headers|x-a",
          "request|headers|nope",
          "request|useragent",
          "request|protocol",
          "request|size",
          "request|duration",
        ),
      ),
    ]);
    const headers = [
      ["x-a", "1"],
      ["x-a", "2"],
      ["user-agent", "ua"],
    ] as const;
    open(host, headers, true);
    expect(messages(host, "request_headers").map((line) => line.slice(line.indexOf(" = ") + 3))).toEqual([
      ...[
        "0 '/'",
        "0 '/'",
        "0 ''",
        "0 'gateway.test'",
        "0 'POST'",
        "0 '1,2'",
        "1",
        "0 'ua'",
        "0 'HTTP/1.1'",
        U64(0),
        "1",
      ],
    ]);
  });

  it("reads the response's, and the request's only in proxy_on_log", async () => {
    const paths = property(
      "request|path",
      "request|headers",
      "response|code",
      "response|code_details",
      "response|grpc_status",
      "request|size",
    );
    const host = await hostWith([
      `${on("response_headers", paths)}\n${on("log", [...paths, "property response|size"])}`,
    ]);
    answer(open(host, [], true), 200, "body");
    const shown = (event: string) => messages(host, event).map((line) => line.slice(line.indexOf(" = ") + 3));
    expect(shown("response_headers")).toEqual(["1", "0 '%00%00%00%00'", U64(200), "0 'via_upstream'", U64(2), U64(0)]);
    expect(shown("log")[0]).toBe("0 '/'");
    expect(shown("log").at(-1)).toBe(U64(4));
  });

  it("tells times in nanoseconds", async () => {
    const nanoseconds = Buffer.alloc(8);
    nanoseconds.writeBigInt64LE(1_500_000n);
    const [time] = await results(property("request|time"), { clock: new FakeClock(1.5) });
    expect(time).toBe(
      `0 '${[...nanoseconds].map((byte) => (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `%${byte.toString(16).padStart(2, "0")}`)).join("")}'`,
    );
  });

  it("separates segments with NUL, finds no dotted path, and cannot list a group", async () => {
    const paths = property(
      "request.path",
      "request|path|x",
      "request|",
      "request",
      "_",
      "nope",
      "request|nope",
      "cluster_name",
      "xds|cluster_name",
      "xds|node|id",
      "plugin_name",
      "plugin_root_id",
    );
    expect(await results(paths)).toEqual([
      "1",
      "1",
      "3",
      "3",
      "3",
      "1",
      "1",
      "1",
      "0 'upstream'",
      "0 'sluice'",
      "0 'p0'",
      "0 'r0'",
    ]);
  });

  it("knows the plugin and the node without a stream, and nothing else", async () => {
    const host = await hostWith([]);
    const script = on("configure", [
      ...property(
        "plugin_name",
        "xds|node|cluster",
        "request|path",
        "request",
        "connection_id",
        "source|port",
        "response|code",
        "metadata",
        "xds|cluster_name",
      ),
      "set_property a b",
    ]);
    await host.loadPlugin(await probePlugin({ script, vmId: "vm" }));
    expect(
      messages(host, "configure")
        .slice(0, 10)
        .map((line) => line.slice(line.indexOf(" = ") + 3)),
    ).toEqual([...["0 'p0'", "0 'sluice'", "1", "1", "1", "1", "1", "1", "1", "1"]]);
  });
});

describe("proxy_set_property", () => {
  it("writes filter state under wasm., for all plugins of the stream", async () => {
    const host = await hostWith([
      on("request_headers", ["set_property mine caf%e9", "property mine"]),
      on("request_headers", property("mine", "filter_state|wasm.mine", "filter_state|mine", "filter_state")),
    ]);
    open(host, [], true);
    expect(messages(host, "request_headers").map((line) => line.slice(line.indexOf(" = ") + 3))).toEqual([
      ...["0", "0 'caf%e9'", "0 'caf%e9'", "0 'caf%e9'", "1", "3"],
    ]);
  });
});
