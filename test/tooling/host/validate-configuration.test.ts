import { describe, expect, it } from "vitest";
import { TimeLimitError, withTimeLimit } from "../../../tooling/host/limits/time-limit.js";
import { validateConfiguration } from "../../../tooling/host/validate-configuration.js";
import { assemble } from "../compile/assemble.js";
import { probePlugin } from "./probe.js";

/** A module with a loop in which each round does something, in its start or in a callback. */
const endless = (callback: string, round = ""): Uint8Array =>
  assemble(`(module
    (memory (export "memory") 1024 1024)
    (func (export "malloc") (param i32) (result i32) (i32.const 8))
    (func (export "proxy_abi_version_0_2_1"))
    (func (export "${callback}") ${callback.startsWith("_") ? "" : "(param i32 i32) (result i32)"}
      (loop $for_ever ${round} (br $for_ever)) unreachable))`);

describe("validateConfiguration", () => {
  it("has nothing to say of a configuration that the module takes", async () => {
    expect(await validateConfiguration(await probePlugin({ script: "configure log 3 odd%20but%20fine" }))).toEqual([]);
  });

  it("returns the module's error lines when it refuses", async () => {
    const script =
      "configure log 2 reading\nconfigure log 4 /a:%20is%20missing\nconfigure log 5 giving%20up\nconfigure return 0";
    expect(await validateConfiguration(await probePlugin({ script }))).toEqual(["/a: is missing", "giving up"]);
  });

  it("says that it refused when the module says nothing, and why it trapped", async () => {
    expect(await validateConfiguration(await probePlugin({ script: "configure return 0" }))).toEqual([
      'plugin "p0" refused its configuration',
    ]);
    expect(await validateConfiguration(await probePlugin({ script: "configure trap" }))).toEqual([
      "Function: proxy_on_configure failed: Uncaught RuntimeError: unreachable",
    ]);
  });

  it("lets the module start callouts and ticks, which come to nothing", async () => {
    const script = "configure tick 1\nconfigure call any :method=GET,:path=/,:authority=a _ 0";
    expect(await validateConfiguration(await probePlugin({ script }))).toEqual([]);
  });

  it("breaks a module off that never ends, and tells its start from its configuration", async () => {
    const spec = { name: "p", rootId: "", module: endless("proxy_on_configure") };
    expect(await validateConfiguration(spec, 100)).toEqual([
      'plugin "p" refused its configuration: it did not come to an end within 100 ms',
    ]);
    for (const entry of ["_initialize", "_start"]) {
      await expect(validateConfiguration({ ...spec, module: endless(entry) }, 100)).rejects.toMatchObject({
        code: "ERR_MODULE_REFUSED",
        message: `plugin "p": Function: ${entry} did not come to an end within 100 ms`,
        hint: `end the loop in ${entry}, which runs the module's top-level code: a gateway would hang there`,
      });
    }
  });

  it("breaks a module off whose loop fills its memory each time", async () => {
    const fill = "(memory.fill (i32.const 0) (i32.const 0) (i32.const 67108864))";
    const spec = { name: "p", rootId: "", module: endless("proxy_on_configure", fill) };
    expect(await validateConfiguration(spec, 100)).toEqual([
      'plugin "p" refused its configuration: it did not come to an end within 100 ms',
    ]);
  });

  it("throws when the module does not load at all", async () => {
    const spec = { name: "p", rootId: "", module: Buffer.from("no module") };
    await expect(validateConfiguration(spec)).rejects.toMatchObject({ code: "ERR_MODULE_INVALID" });
  });
});

describe("withTimeLimit", () => {
  it("returns and throws what the work does", () => {
    expect(withTimeLimit(1000, () => 7)).toBe(7);
    expect(() => withTimeLimit(1000, () => expect.unreachable("mine"))).toThrow("mine");
  });

  it("breaks off a loop in JavaScript too, catching included", () => {
    const work = (): void => {
      let count = 0;
      while (count >= 0) {
        try {
          while (count >= 0) count = (count + 1) % 1000;
        } catch {
          count = 0;
        }
      }
    };
    expect(() => withTimeLimit(50, work)).toThrow(TimeLimitError);
  });
});
