import { describe, expect, it } from "vitest";
import { parsePluginUrl } from "../../istio/index.js";

const DIGEST = "ab".repeat(32);

describe("the URL of a module", () => {
  it.each([
    [
      "http://registry.example.com/auth.wasm",
      { scheme: "http", host: "registry.example.com", port: 80, path: "/auth.wasm" },
    ],
    ["https://registry.example.com:8443/a/b.wasm", { scheme: "https", host: "registry.example.com", port: 8443 }],
    ["https://registry.example.com", { scheme: "https", port: 443, path: "/" }],
    ["http://[::1]:8080/auth.wasm", { host: "::1", port: 8080 }],
    [
      "oci://localhost:5000/acme/auth:1.0.0",
      { scheme: "oci", host: "localhost", port: 5000, path: "acme/auth", digest: null },
    ],
    [`oci://example.com/auth:1.0.0@sha256:${DIGEST}`, { path: "auth", digest: DIGEST }],
    ["file:///opt/filters/auth.wasm", { scheme: "file", path: "/opt/filters/auth.wasm" }],
  ])("is taken apart: %s", (url, parts) => {
    expect(parsePluginUrl(url)).toMatchObject(parts);
  });

  it.each([
    "localhost:5000/auth",
    "registry.example.com/auth.wasm",
    "ftp://example.com/auth.wasm",
    "HTTP://example.com/auth.wasm",
    "http://",
    "http:///auth.wasm",
    "http://example.com:99999/auth.wasm",
    "http://user:password@example.com/auth.wasm",
    "http://example.com/auth.wasm#top",
    "http://example.com/a uth.wasm",
    "http://example.com/äuth.wasm",
    "http://example.com/%zz.wasm",
    "oci://example.com",
    "oci://example.com/Auth",
    "oci://example.com/acme..auth",
    "oci://example.com/acme.-auth:1",
    `oci://example.com/${"a".repeat(256)}`,
    "oci://example.com/auth@sha256:abc",
    "oci://example.com/auth@md5:abc",
    "file://auth.wasm",
    "file:///",
    "",
  ])("is refused where Istio or Envoy would refuse it: %j", (url) => {
    expect(parsePluginUrl(url)).toBeNull();
  });
});
