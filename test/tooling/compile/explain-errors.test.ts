import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";
import type { ToolError } from "../../../tooling/error.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-explain-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What is said of a filter with these statements in its `onRequestHeaders`. */
async function refusalOf(statements: string, imports = ""): Promise<ToolError> {
  const source = `${imports}
import { Body, Flow, HttpFilter, register, Request, SharedData } from "sluice/sdk";
class Mine extends HttpFilter {
  count: i32 = 0;
  onRequestHeaders(request: Request): Flow {
    ${statements}
    return Flow.Continue;
  }
}
register("mine", () => new Mine());
`;
  await writeFile(join(folder, "index.ts"), source);
  return compileFilter({ filter: folder }).then(
    () => expect.fail("it compiles"),
    (cause: unknown) => cause as ToolError,
  );
}

describe("what the compiler refuses", () => {
  it.each(['request.headers.set("x", 1);', "request.body.replace(this.count);", 'SharedData.set("x", true);'])(
    "says of a value of another type what a value is, and where it stands: %s",
    async (call) => {
      const { message } = await refusalOf(call);
      expect(message).toContain(
        "a value is a string, Uint8Array, ArrayBuffer or Bytes; for a number write n.toString()",
      );
      expect(message).toContain(` 6 │ ${call.slice(0, -1)}`);
      expect(message).toMatch(/index\.ts\(6,5\)$/);
    },
  );

  it.each([
    ["Number(text)", 'const n = Number("3"); n.toString();', "", "I32.parseInt"],
    ["a config.ts without its schema", "", 'import { Mine as Config } from "./config";', "made of config.schema.json"],
    ["any other file that is not there", "", 'import { x } from "lodash";', 'import from "sluice/sdk"'],
    [
      "the first generation of the old package",
      "ContextHelper.wrap(null);",
      'import { ContextHelper } from "@solo-io/proxy-runtime";',
      "docs/migrating-from-proxy-runtime.md",
    ],
    ["an expression that only TypeScript has", "const a = request?.path;", "", "lists what is not as in TypeScript"],
  ])("has a hint to %s", async (_, statements, imports, hint) => {
    expect((await refusalOf(statements, imports)).hint).toContain(hint);
  });
});
