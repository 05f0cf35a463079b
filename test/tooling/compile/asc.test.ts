import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import asc from "assemblyscript/asc";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCompiler } from "../../../tooling/compile/asc.js";
import { readSource } from "../../../tooling/compile/source-record.js";
import { locateFilters } from "../../../tooling/compile/sources.js";

/** Of a program without a filter: what only TypeScript has, and a library's error that a call of its own leads to. */
const PARSED = "export function length(text: string): i32 { return text?.length; }";
const COMPILED = 'JSON.parse("{}"); ["a"].flat();';

/** What the compiler says of a program of someone else's in this process. */
async function foreignMessages(meanwhile: () => Promise<unknown> = () => Promise.resolve()): Promise<string[]> {
  const said: string[] = [];
  for (const source of [PARSED, COMPILED]) {
    const stderr = asc.createMemoryStream();
    await asc.main(["foreign.ts", "--noEmit", "--noColors"], {
      stderr,
      readFile: (name) => (name === "foreign.ts" ? meanwhile().then(() => source) : null),
    });
    said.push(stderr.toString());
  }
  return said;
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-asc-"));
  const source = `import { Flow, HttpFilter, register, Request } from "sluice/sdk";
class Mine extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    JSON.parse("{}");
    request.headers.set("x", 1);
    return Flow.Continue;
  }
}
register("mine", () => new Mine());
`;
  await writeFile(join(folder, "index.ts"), source);
});
afterAll(() => rm(folder, { recursive: true }));

/** How a filter is refused that calls JSON, and the SDK with a wrong type. */
async function ownRefusal(read = readSource): Promise<string> {
  const source = await locateFilters([folder]);
  const run = runCompiler(source, { fileName: "own.wasm", isDebug: false, read });
  return run.then(
    () => expect.fail("it compiles"),
    (cause: unknown) => (cause as Error).message,
  );
}

describe("a run of someone else's compiler in the same process", () => {
  const OWN = /no JSON in AssemblyScript: call parseJson[^]*index\.ts\(5,5\)/;
  let alone: string[];
  beforeAll(async () => {
    alone = await foreignMessages();
  });

  it("says what the compiler says by itself", () => {
    const [parsed, compiled] = alone;
    expect(parsed).toContain("ERROR TS1109: Expression expected.");
    expect(compiled).toContain("ERROR TS2304: Cannot find name 'JSON'.");
    expect(compiled).toMatch(/AS102: User-defined: .*flat\(\)[^]*└─ in ~lib\/array\.ts/);
    expect(compiled).not.toMatch(/~lib\/array\.ts[^]*└─ in foreign\.ts/);
  });

  it("says it also after one of ours", async () => {
    expect(await ownRefusal()).toMatch(OWN);
    expect(await foreignMessages()).toEqual(alone);
  });

  it("says it also within one of ours", async () => {
    let foreign: Promise<string[]> | undefined;
    const own = await ownRefusal((path) => {
      foreign ??= foreignMessages();
      return readSource(path);
    });
    expect(await foreign).toEqual(alone);
    expect(own).toMatch(OWN);
  });

  it("says it also around one of ours", async () => {
    const own: string[] = [];
    const foreign = await foreignMessages(async () => own.push(await ownRefusal()));
    expect(foreign).toEqual(alone);
    expect(own).toEqual([expect.stringMatching(OWN), expect.stringMatching(OWN)]);
  });
});
