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

/** What is said of a filter with these statements in its `onRequestHeaders`, the first in line 6, and these members beside it. */
async function refusalOf(statements: string, imports = "", members = ""): Promise<ToolError> {
  const source = `${imports}
import { Body, Flow, HttpFilter, register, Request, Response, SharedData } from "sluice/sdk";
class Mine extends HttpFilter {
  count: i32 = 0; ${members}
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

describe("what the compiler refuses", { timeout: 120_000 }, () => {
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
    [
      "an answer that gives back nothing",
      "if (this.count == 1) { request.path; return; }",
      "",
      "return request.respond(…)",
    ],
    ["a log that is called", 'log("hi");', 'import { log } from "sluice/sdk";', "log.info(text)"],
    [
      "a literal of an interface",
      "const r: Rule = { allow: true };",
      "interface Rule { allow: boolean }",
      "write class",
    ],
    ["an expression that only TypeScript has", "const a = request?.path;", "", "lists what is not as in TypeScript"],
  ])("has a hint to %s", async (_, statements, imports, hint) => {
    expect((await refusalOf(statements, imports)).hint).toContain(hint);
  });

  it("says of what may be null how to ask, and of a class with a constructor how to make one, each at its place", async () => {
    const { message, hint } = await refusalOf(
      [
        'const a: string = request.headers.get("x");',
        'this.take(request.headers.get("x"));',
        "if (this.name !== null) this.name.length;",
        'const n: i32 = request.headers.get("x");',
        "return request.respond({ status: 403 });",
      ].join("\n"),
      "",
      "name: string | null = null; take(text: string): void {}",
    );
    const said = [...message.matchAll(/^ERROR (.*)[^]*?index\.ts\((\d+),/gm)].map(([, words, line]) => [words, line]);
    const mayBeNull = "it may be null: write const a = …; if (a !== null) …; only variables are narrowed, no fields";
    const asItSays = "Type '~lib/string/String | null' is not assignable to type '~lib/string/String'";
    expect(said).toEqual([
      [`TS2322: ${mayBeNull} (${asItSays})`, "6"],
      [`TS2322: ${mayBeNull} (${asItSays})`, "7"],
      [`TS2322: ${mayBeNull} (${asItSays})`, "8"],
      ["TS2322: Type '~lib/string/String | null' is not assignable to type 'i32'.", "9"],
      [expect.stringMatching(/^AS216: an object literal makes no .* write new LocalReply\(…\) \(Class /), "10"],
    ]);
    expect(hint).toContain("sdk/README.md of the package lists what is not as in TypeScript");
  });

  it("says once of a callback with another signature which one to write", async () => {
    const members = [
      "onResponseHeaders(response: Response, end: bool): Flow { return Flow.Continue; }",
      "onLog(): Flow { return Flow.Continue; }",
      "onRequestTrailers(request: Request): void {}",
    ].join("\n  ");
    const { message } = await refusalOf("", "", members);
    expect(message.match(/^ERROR .*$/gm)?.sort()).toEqual([
      "ERROR TS2394: onLog overrides Filter's: write onLog(): void",
      "ERROR TS2394: onRequestTrailers overrides HttpFilter's: write onRequestTrailers(request: Request): Flow",
      "ERROR TS2394: onResponseHeaders overrides HttpFilter's: write onResponseHeaders(response: Response): Flow",
    ]);
  });
});
