import { describe, expect, it } from "vitest";
import { startEnvoy, startHost } from "sluice";
import type { GatewayOptions } from "../../tooling/gateway.js";

describe.each([
  ["startEnvoy", startEnvoy],
  ["startHost", startHost],
])("%s", (_, start) => {
  it.each(["configuration", "vmConfiguration"])(
    "refuses a %s that is an object, without its content",
    async (member) => {
      const plugins = [{ name: "mine", rootId: "", module: new Uint8Array(), [member]: { key: "secret" } }];
      const options: GatewayOptions = { plugins, upstream: "http://127.0.0.1:1" };
      await expect(start(options)).rejects.toMatchObject({
        code: "ERR_USAGE",
        message: `plugin "mine": ${member} is neither text nor bytes`,
        hint: `write it as JSON: ${member}: JSON.stringify(…)`,
      });
    },
  );
});
