import { describe, expect, it } from "vitest";
import { CALLBACKS, ENTRY_EXPORTS, HOST_FUNCTIONS } from "../../../tooling/abi/signatures.js";

describe("signatures", () => {
  it("offer every WASI function under both names", () => {
    const names = (module: string) =>
      Object.keys(HOST_FUNCTIONS)
        .filter((name) => name.startsWith(`${module}.`))
        .map((name) => name.slice(module.length + 1));
    expect(names("wasi_unstable")).toEqual(names("wasi_snapshot_preview1"));
    expect(names("wasi_unstable")).toHaveLength(45);
    expect(names("env")).toHaveLength(42);
  });

  it("carry the 64-bit parameters where Envoy has them", () => {
    expect(HOST_FUNCTIONS["env.proxy_increment_metric"]).toEqual({ params: ["i32", "i64"], results: ["i32"] });
    expect(HOST_FUNCTIONS["wasi_snapshot_preview1.clock_time_get"]?.params).toEqual(["i32", "i64", "i32"]);
    expect(HOST_FUNCTIONS["wasi_unstable.proc_exit"]?.results).toEqual([]);
  });

  it("have no function of ABI 0.1.0", () => {
    for (const name of ["get_configuration", "continue_request", "continue_response", "clear_route_cache"]) {
      expect(HOST_FUNCTIONS).not.toHaveProperty([`env.proxy_${name}`]);
    }
  });

  it("count the parameters of the callbacks", () => {
    expect(CALLBACKS.proxy_on_http_call_response.params).toHaveLength(5);
    expect(CALLBACKS.proxy_on_done).toEqual({ params: ["i32"], results: ["i32"] });
    expect(ENTRY_EXPORTS.malloc).toEqual({ params: ["i32"], results: ["i32"] });
  });
});
