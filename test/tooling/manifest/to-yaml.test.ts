import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import type { ConfigMap } from "../../../istio/index.js";
import { toYaml } from "../../../tooling/manifest/index.js";

function withData(data: Record<string, string>): ConfigMap {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "b" }, data };
}

describe("YAML documents", () => {
  it("are separated by ---, the last one ending the text", () => {
    const objects = [withData({ a: "1" }), withData({ b: "2" })];
    const text = toYaml(objects);
    expect(text.split("\n").filter((line) => line === "---")).toHaveLength(1);
    expect(parseAllDocuments(text).map((document) => document.toJS() as unknown)).toEqual(objects);
  });

  it.each([
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "~",
    "null",
    "true",
    "12",
    "1e3",
    "12e3",
    "0123",
    "0o14",
    "0x1F",
    "0b1",
    "1_000",
    "12:30",
    "2001-01-01",
    ".5",
    "+1",
    "=",
    "<<",
    "- a",
    "a: b",
    "#a",
    "",
    " a",
    "a\n",
    "\n\na",
    "a\tb",
    "%a",
    "@a",
    "`a",
    "\u0085a\u2028b\u2029",
    "\u0000\u001b\u007f\u009f\ufeff",
  ])("keep text that looks like something else: %j", (value) => {
    const object = withData({ [value]: value });
    const text = toYaml([object]);
    expect(parse(text, { version: "1.1" })).toEqual(object);
    expect(parse(text, { version: "1.2" })).toEqual(object);
  });

  it("hold no key that merges another object", () => {
    expect(toYaml([{ spec: { "<<": { allow: "all" }, "=": 1 } }])).toBe('spec:\n  "<<":\n    allow: all\n  "=": 1\n');
  });

  it("hold no character that breaks a line or the text for Kubernetes' parser", () => {
    const text = toYaml([withData({ "a\u2028": "\u0085\n\u0000" })]);
    expect(text).not.toMatch(/[\0-\b\v-\x1f\x7f-\x9f\u2028\u2029\ufeff]/);
    expect(text).toContain('"a\\u2028": "');
  });

  it("quote a digest that Kubernetes would take for a number", () => {
    expect(toYaml([withData({ sha256: "1".repeat(64) })])).toContain(`sha256: "${"1".repeat(64)}"`);
    expect(toYaml([withData({ sha256: `12e${"3".repeat(61)}` })])).toContain('sha256: "12e');
  });

  it("never fold and never alias", () => {
    const long = "word ".repeat(100).trim();
    const labels = { app: "a" };
    const object = { ...withData({ long }), metadata: { name: "a", namespace: "b", labels, annotations: labels } };
    const text = toYaml([object]);
    expect(text).toContain(`long: ${long}\n`);
    expect(text).not.toMatch(/[&*]a1/);
  });
});
