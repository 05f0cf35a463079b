import { describe, expect, it } from "vitest";
import { ToolError } from "../../tooling/error.js";
import { Parts, renderFailures } from "./parts.js";

describe("the parts of a run", () => {
  it("keep what was measured before and after one that fails, and name that one", async () => {
    const lines: string[] = [];
    const parts = new Parts(new Set(["header", "startup", "host"]), (line) => lines.push(line));
    const results = [
      await parts.measure("header", async () => 1),
      await parts.measure("startup", async () => {
        throw new ToolError("ERR_ENVOY_START", "Envoy did not start for bound");
      }),
      await parts.measure("host", async () => 2),
    ];
    expect(results).toEqual([1, null, 2]);
    expect(parts.failures).toEqual([{ part: "startup", message: "Envoy did not start for bound" }]);
    expect(renderFailures(parts.failures)).toEqual(["not measured: startup: Envoy did not start for bound"]);
    expect(lines.filter((line) => line.startsWith("startup"))).toEqual(["startup …", "startup: failed after 0 s"]);
  });

  it("are not measured when they are not wanted", async () => {
    const parts = new Parts(new Set(["host"]), () => undefined);
    expect(await parts.measure("memory", async () => expect.unreachable())).toBeNull();
    expect(parts.failures).toEqual([]);
  });
});
