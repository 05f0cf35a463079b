import { describe, expect, it } from "vitest";
import {
  apiHost,
  credentialNames,
  formatReference,
  isLoopback,
  parseReference,
  signedName,
} from "../../../tooling/oci/reference.js";

const DIGEST = `sha256:${"a".repeat(64)}`;

describe("parseReference", () => {
  it.each([
    ["registry.example.com/acme/hello:1.0.0", ["registry.example.com", "acme/hello", "1.0.0", null]],
    ["oci://registry.example.com/acme/hello:1", ["registry.example.com", "acme/hello", "1", null]],
    [`127.0.0.1:5000/hello@${DIGEST}`, ["127.0.0.1:5000", "hello", null, DIGEST]],
    [`localhost/a/b/c:x@${DIGEST}`, ["localhost", "a/b/c", "x", DIGEST]],
    ["[::1]:5000/hello:1", ["[::1]:5000", "hello", "1", null]],
    ["Registry.Example.com/hello:V1", ["registry.example.com", "hello", "V1", null]],
    ["docker.io/hello:1", ["docker.io", "library/hello", "1", null]],
    ["index.docker.io/acme/hello:1", ["docker.io", "acme/hello", "1", null]],
  ])("reads %s", (text, [registry, repository, tag, digest]) => {
    expect(parseReference(text)).toEqual({ registry, repository, tag, digest });
  });

  it.each([
    "hello",
    "acme/hello:1",
    "registry.example.com/Acme/hello:1",
    "registry.example.com/acme/../hello:1",
    "registry.example.com/acme//hello:1",
    "registry.example.com/acme..hello:1",
    "registry.example.com/acme/hello:1:2",
    "registry.example.com/acme/hello@sha256:1234",
    `registry.example.com/acme/hello@sha512:${"a".repeat(128)}`,
    "https://registry.example.com/acme/hello:1",
    "user:secret@registry.example.com/acme/hello:1",
    "registry.example.com/acme/hello:1?x=y",
    "registry.example.com/:1",
    `registry.example.com/${"a".repeat(256)}:1`,
  ])("refuses %s", (text) => {
    expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: "ERR_USAGE" }) as Error);
  });

  it("is undone by formatReference", () => {
    for (const text of [`127.0.0.1:5000/acme/hello:1@${DIGEST}`, "registry.example.com/hello:1"]) {
      expect(formatReference(parseReference(text))).toBe(text);
    }
  });
});

describe("Docker Hub", () => {
  it("is asked, signed for and logged in to under its three names", () => {
    const reference = parseReference("docker.io/acme/hello:1");
    expect(apiHost(reference.registry)).toBe("registry-1.docker.io");
    expect(signedName(reference)).toBe("index.docker.io/acme/hello");
    expect(credentialNames(reference.registry)).toContain("index.docker.io");
  });
});

describe("isLoopback", () => {
  it.each(["localhost", "localhost:5000", "127.0.0.1", "127.1.2.3:80", "[::1]:5000"])("is true of %s", (host) => {
    expect(isLoopback(host)).toBe(true);
  });
  it.each(["localhost.example.com", "127.0.0.1.example.com", "128.0.0.1", "127.example.com:80", "[::2]"])(
    "is false of %s",
    (host) => {
      expect(isLoopback(host)).toBe(false);
    },
  );
});
