import { describe, expect, it } from "vitest";
import { checkReadObject } from "../../../tooling/manifest/check-objects.js";
import { INVALID_MANIFESTS } from "../invalid/index.js";

/** `labels["a*"]` and `labels.a` are two spellings of a way. */
function plain(path: string): string {
  return path.replace(/\["([^"]*)"\]/g, ".$1");
}

describe("what Istio refuses, warns of or complains of", () => {
  it.each(INVALID_MANIFESTS)("is refused before it, with its path: $rule", ({ object, path }) => {
    const problems = checkReadObject(object);
    expect(problems.map((problem) => plain(problem.path))).toContain(path);
    expect(problems.every(({ hint }) => hint !== "")).toBe(true);
  });

  it("is known by as many rules", () => {
    expect(INVALID_MANIFESTS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(INVALID_MANIFESTS.map(({ rule }) => rule)).size).toBe(INVALID_MANIFESTS.length);
  });
});
