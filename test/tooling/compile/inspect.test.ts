import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { formatReport } from "../../../tooling/compile/inspect-report.js";
import { inspectModule } from "../../../tooling/compile/inspect.js";
import { writePapers } from "../../../tooling/compile/papers.js";
import { appendCustomSection } from "../../../tooling/wasm/index.js";
import { assemble } from "./assemble.js";

const FILTER = `(module
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2 1024)
  (data (i32.const 8) "${"x".repeat(300)}")
  (func (export "proxy_abi_version_0_2_1"))
  (func (export "malloc") (param i32) (result i32) (i32.const 1024))
  (func $large (export "proxy_on_tick") (param i32) ${"(drop (call $log (i32.const 2) (i32.const 8) (i32.const 1)))".repeat(20)})
  (func $inner (result i32) (i32.add (i32.const 1000) (i32.const 2000)))
  (func (export "proxy_on_log") (param i32)))`;

const papers = {
  name: "hello",
  version: "1.2.3",
  rootIds: ["hello"],
  kinds: { hello: ["http"] },
  abi: "0.2.1",
  hostFunctions: ["proxy_log"],
  metricLabels: [],
  configSchemas: { hello: { type: "object", properties: { greeting: { type: "string" } } } },
  steps: 500_000_000,
} as const;

describe("inspectModule", () => {
  const bytes = writePapers(assemble(FILTER, { names: true }), papers);
  const report = inspectModule(bytes);

  it("reports what the module is, needs and offers", () => {
    expect(report).toMatchObject({
      sizeBytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      abiVersion: "0.2.1",
      callbacks: ["proxy_on_log", "proxy_on_tick"],
      hostFunctions: ["proxy_log", "wasi_snapshot_preview1.fd_write"],
      memory: { minimumBytes: 131_072, maximumBytes: 67_108_864 },
      papers,
      functionCount: 5,
    });
  });

  it("splits the file into code, data and the rest, and into sections", () => {
    const { code, data, other } = report.sizes;
    expect(code + data + other).toBe(bytes.length);
    expect(data).toBeGreaterThan(300);
    expect(data).toBeLessThan(320);
    expect(report.sections.reduce((sum, { sizeBytes }) => sum + sizeBytes, 8)).toBe(bytes.length);
    expect(report.sections.filter(({ isCustom }) => isCustom).map(({ name }) => name)).toEqual([
      "name",
      "sluice.deflate",
    ]);
  });

  it("lists functions by size, by their own name, else the exported one, else the number", () => {
    expect(report.largestFunctions[0]?.name).toBe("large");
    const stripped = inspectModule(assemble(FILTER));
    expect(stripped.largestFunctions.map(({ name }) => name)).toEqual([
      "proxy_on_tick",
      "function 6",
      "malloc",
      "proxy_abi_version_0_2_1",
      "proxy_on_log",
    ]);
    expect(stripped.papers).toBeNull();
    const hint = "`sluice build --debug` keeps the names";
    expect(formatReport(stripped)).toContain(hint);
    expect(formatReport(report)).not.toContain(hint);
  });

  it("survives JSON", () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it("reports a module of another kind as what it is", () => {
    expect(inspectModule(assemble(`(module (func))`))).toMatchObject({
      abiVersion: null,
      callbacks: [],
      memory: null,
      papers: null,
    });
  });

  it("is aligned for people", () => {
    const text = formatReport(report);
    expect(text).toContain("\ncallbacks       proxy_on_log proxy_on_tick\n");
    expect(text).toContain("\nmemory          128 KiB at the start, at most 64 MiB\n");
    expect(text).toMatch(/\nFunctions \(5 largest of 5\)\n {2,}\d+ +\d+\.\d% {2}large\n/);
    expect(text).toContain("configuration of hello\n  {\n");
  });

  it("prints no control characters that a module brings along", () => {
    const hostile = appendCustomSection(bytes, "\u001b[2J\u009b", new Uint8Array(4));
    const withName = writePapers(hostile, { ...papers, name: "\u001b]0;x\u0007", rootIds: ["\u202e"] });
    expect(formatReport(inspectModule(withName))).not.toMatch(/[^\P{C}\n]/u);
  });

  it("lists as many sections as a module brings along", () => {
    const empty = [0, 2, 1, 0x61];
    const many = new Uint8Array(8 + 150_000 * empty.length);
    many.set([0, 0x61, 0x73, 0x6d, 1]);
    for (let at = 8; at < many.length; at += empty.length) many.set(empty, at);
    expect(formatReport(inspectModule(many)).match(/^ +4 +0\.0% {2}a$/gm)).toHaveLength(150_000);
  });
});
