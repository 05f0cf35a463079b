import { describe, expect, it } from "vitest";
import { checkModule } from "../../../tooling/check/check-module.js";
import { startEnvoy } from "../../../tooling/envoy/index.js";
import { ToolError } from "../../../tooling/error.js";
import { engines } from "../../../tooling/testing/index.js";
import { STRICTER_THAN_ENVOY } from "../../../tooling/check/check-module.js";
import { filter, REFUSED, WARNED } from "./check-cases.js";

/** Nothing listens there: no request is ever sent. */
const UPSTREAM = "http://127.0.0.1:9";

async function isLoaded(module: Uint8Array): Promise<boolean> {
  try {
    await using _gateway = await startEnvoy({ plugins: [{ name: "checked", rootId: "", module }], upstream: UPSTREAM });
    return true;
  } catch (error) {
    if (error instanceof ToolError && /^ERR_(MODULE_REFUSED|ENVOY_START)$/.test(error.code)) return false;
    throw error;
  }
}

describe.skipIf(!engines.includes("envoy"))("the rules of checkModule on a real Envoy", () => {
  it("loads a module without findings", async () => {
    expect(checkModule(filter(""))).toEqual([]);
    expect(await isLoaded(filter(""))).toBe(true);
  });

  it.each(REFUSED.filter(([, , rule]) => !STRICTER_THAN_ENVOY.includes(rule)))(
    "does not load %s",
    async (_, module) => {
      expect(await isLoaded(module)).toBe(false);
    },
  );

  it.each(WARNED)("loads a module that is warned of for %s", async (_, module) => {
    expect(await isLoaded(module)).toBe(true);
  });
});
