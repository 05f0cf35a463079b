import { describe, expect, it } from "vitest";
import { nearestName } from "../../tooling/nearest-name.js";

const NAMES = ["jwt_secret", "issuer", "url", "rules", "module"];

describe("the name that was meant", () => {
  it.each([
    ["jwt_secre", "jwt_secret"],
    ["jwtsecret", "jwt_secret"],
    ["isuser", "issuer"],
    ["Module", "module"],
    ["modul", "module"],
    ["ulr", "url"],
    ["urk", "url"],
  ])("of %s is %s", (name, meant) => {
    expect(nearestName(name, NAMES)).toBe(meant);
  });

  it.each(["", "x", "uxx", "jwt", "providers", "x".repeat(100_000)])("is none of them for %.20s", (name) => {
    expect(nearestName(name, NAMES)).toBeNull();
  });
});
