import { describe, expect, it } from "vitest";
import type { PluginSpec } from "../../../tooling/gateway.js";
import { parseLogLine, pluginLogParser } from "../../../tooling/envoy/log-parser.js";

const line = (level: string, logger: string, message: string): string =>
  `[2026-11-21 01:29:47.881][6808][${level}][${logger}] ${message}`;

describe("parseLogLine", () => {
  it.each([
    ["warning", "warn"],
    ["info", "info"],
    ["critical", "critical"],
    ["trace", "trace"],
  ])("reads the level %s as %s", (written, level) => {
    expect(parseLogLine(line(written, "main", "text"))).toEqual({ level, logger: "main", message: "text" });
  });

  it("undoes the escapes", () => {
    const message = String.raw`a\nb\tc \"d\" \'e\' \\n \303\274 \xff`;
    expect(parseLogLine(line("info", "wasm", message))?.message).toBe("a\nb\tc \"d\" 'e' \\n ü \ufffd");
  });

  it("reads UTF-8 that was not escaped", () => {
    expect(parseLogLine(line("info", "wasm", "\u00c3\u00bc"))?.message).toBe("ü");
  });

  it.each(["", "Unable to create Wasm plugin", "[info] half a line", " at foo.cc:1"])(
    "knows that %j is no entry",
    (text) => {
      expect(parseLogLine(text)).toBeNull();
    },
  );
});

describe("pluginLogParser", () => {
  const plugin = (name: string, rootId: string, vmId = ""): PluginSpec => ({
    name,
    rootId,
    vmId,
    module: new Uint8Array(),
  });
  const parse = (plugins: PluginSpec[], message: string) =>
    pluginLogParser(plugins)({ level: "info", logger: "wasm", message });

  it.each([
    ["a stream's", "wasm log auth root vm: text", "auth"],
    ["a stream's without its vm id", "wasm log auth root: text", "auth"],
    ["a root context's", "wasm log root vm: text", "auth"],
    ["another plugin's", "wasm log log root: text", "log"],
    ["an unknown plugin's", "wasm log other: text", ""],
    ["a VM's without a context", "wasm log: text", ""],
  ])("tells the plugin of %s line", (_, message, name) => {
    const plugins = [plugin("auth", "root", "vm"), plugin("log", "root")];
    expect(parse(plugins, message)).toEqual({ level: "info", plugin: name, message: "text" });
  });

  it("names no plugin where two share a prefix", () => {
    const plugins = [plugin("a", "root"), plugin("b", "root")];
    expect(parse(plugins, "wasm log root: text")?.plugin).toBe("");
    expect(parse(plugins, "wasm log b root: text")?.plugin).toBe("b");
  });

  it("lets no message pass for another plugin's", () => {
    const plugins = [plugin("a", ""), plugin("a: b", "")];
    expect(parse(plugins, "wasm log a: wasm log b: text")).toMatchObject({ plugin: "a", message: "wasm log b: text" });
    expect(parse(plugins, "wasm log a: b: text")).toMatchObject({ plugin: "a: b", message: "text" });
  });

  it("leaves Envoy's own lines alone", () => {
    const parser = pluginLogParser([plugin("a", "")]);
    expect(parser({ level: "info", logger: "main", message: "wasm log a: text" })).toBeNull();
    expect(parser({ level: "error", logger: "wasm", message: "Wasm VM failed" })).toBeNull();
  });
});
