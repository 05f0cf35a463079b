import { readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { ABI_VERSION_MARKER } from "../../../assembly/shared/abi-version.js";
import { CALLBACKS, ENTRY_EXPORTS, HOST_FUNCTIONS, type Signature } from "../../../tooling/abi/signatures.js";

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

describe("the guest's declarations", () => {
  const TYPES: Readonly<Record<string, string>> = { i64: "i64", u64: "i64", f32: "f32", f64: "f64" };
  const NONE = ["void", undefined];
  const toWasm = (type: ts.TypeNode | undefined): string => TYPES[type?.getText() ?? ""] ?? "i32";

  /** The exported functions of a file with their types in WebAssembly, and what `@external` says of them. */
  function functionsOf(file: string) {
    const text = readFileSync(new URL(`../../../assembly/${file}`, import.meta.url), "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    return source.statements.filter(ts.isFunctionDeclaration).map((declaration) => {
      const external = /@external\("(\w+)", "(\w+)"\)/.exec(declaration.getText());
      return {
        name: external === null ? (declaration.name?.text ?? "?") : `${external[1]}.${external[2]}`,
        params: declaration.parameters.map(({ type }) => toWasm(type)),
        results: NONE.includes(declaration.type?.getText()) ? [] : [toWasm(declaration.type)],
      };
    });
  }

  it("import host functions that Envoy offers, as it offers them", () => {
    const imported = functionsOf("imports.ts");
    expect(imported.length).toBeGreaterThan(20);
    for (const { name, ...signature } of imported) {
      expect({ [name]: signature }).toEqual({ [name]: HOST_FUNCTIONS[name] });
    }
  });

  it("export callbacks and entry functions that Envoy calls, as it calls them", () => {
    const called: Readonly<Record<string, Signature>> = { ...CALLBACKS, ...ENTRY_EXPORTS };
    const exported = functionsOf("exports.ts").filter(({ name }) => name !== ABI_VERSION_MARKER);
    expect(exported.length).toBeGreaterThan(15);
    for (const { name, ...signature } of exported) expect({ [name]: signature }).toEqual({ [name]: called[name] });
  });
});
