import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ToolError } from "../../../../tooling/error.js";
import { TemporaryFailure } from "../../../../tooling/oci/registry/http.js";
import { isDamage, withRetries } from "../../../../tooling/oci/registry/retry.js";

const POLICY = { attempts: 3, delayMs: 1, delayMsMax: 1 };

/** Work that fails so each time, and how often it was done. */
function failing(error: Error) {
  const work = vi.fn(() => Promise.reject(error));
  return { work, done: withRetries(work, POLICY, () => undefined).catch((thrown: unknown) => thrown) };
}

describe("work that is tried again", () => {
  beforeEach(() => void vi.spyOn(Math, "random").mockReturnValue(0));
  afterEach(() => vi.restoreAllMocks());

  it("ends with what it was done for, once it succeeds", async () => {
    const said: string[] = [];
    let failures = 2;
    const work = () => (failures-- > 0 ? Promise.reject(new TemporaryFailure("a cut")) : Promise.resolve("done"));
    expect(await withRetries(work, POLICY, (message) => said.push(message))).toBe("done");
    expect(said).toEqual(["a cut; trying again in 0.0 s", "a cut; trying again in 0.0 s"]);
  });

  it.each([
    ["that does not pass", new ToolError("ERR_REGISTRY_DENIED", "no"), 1],
    ["of a server that asks for more than a minute", new TemporaryFailure("busy", { retryAfterMs: 60_001 }), 1],
    ["that is worth fewer attempts", new TemporaryFailure("silent", { attemptsMax: 2 }), 2],
    ["that stays", new TemporaryFailure("cut"), 3],
  ])("is given up at a failure %s", async (_what, error, attempts) => {
    const { work, done } = failing(error);
    expect(await done).toMatchObject({ message: error.message });
    expect(work).toHaveBeenCalledTimes(attempts);
  });

  it("fails for good in the end, so that nothing around it repeats it all", async () => {
    const error = await failing(new TemporaryFailure("cut")).done;
    expect(error).toBeInstanceOf(ToolError);
    expect(error).not.toBeInstanceOf(TemporaryFailure);
  });

  it("tells a registry that answered 500 every time from one that was busy", async () => {
    expect(isDamage(await failing(new TemporaryFailure("broken", { status: 500 })).done)).toBe(true);
    expect(isDamage(await failing(new TemporaryFailure("busy", { status: 503 })).done)).toBe(false);
  });
});
