import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";
import { HABITS } from "../../../tooling/compile/typescript-habits.js";
import { ToolError } from "../../../tooling/error.js";

/** A line of a source, what of it the compiler is to name, what to write in its place, and where it stands: default in a method. */
type Case = readonly [line: string, column: number, says: string, place?: "member" | "file"];

const ASYNC = "no async, await or Promise in AssemblyScript: return Flow.Pause";
const DESTRUCTURING = "no destructuring in AssemblyScript: write a variable for each";
const FOR_OF = "no for-of in AssemblyScript: write for (let i = 0; i < list.length; ++i)";
const TRY = "no try and catch in AssemblyScript: ask for null";
const REGEX = `no regular expressions of JavaScript's in AssemblyScript: call Regex.compile("…")`;
const ENVIRONMENT = 'no process.env in AssemblyScript: call getEnvironment("NAME")';
const OBJECT = "no object literals and their types in AssemblyScript: write a class with fields";
const CLOSURE = "no closures in AssemblyScript: make it a method, or a class with fields";

/** Where the parser stops already. */
const PARSED: readonly Case[] = [
  ["const a = await load();", 11, ASYNC],
  ["const b = async (): Promise<void> => {};", 11, ASYNC],
  ["const c = request?.path;", 19, "no ?. (optional chaining) in AssemblyScript: write a !== null ? a.b : null"],
  ['const d = path ?? "";', 17, "no ?? (nullish coalescing) in AssemblyScript: write a !== null ? a : b"],
  ["const { path } = request;", 1, DESTRUCTURING],
  ['const [e, f] = path.split("/");', 1, DESTRUCTURING],
  ["for (const [k, v] of map) k;", 6, FOR_OF],
  ["for (const k in map) k;", 12, "no in and for-in in AssemblyScript: ask map.has(key)"],
  ["try { path; } catch { path; }", 15, TRY],
  ["let l: string | i32 = 1;", 17, "no unions of types in AssemblyScript: choose one type"],
  ["const g = 10n;", 13, "no bigint literals in AssemblyScript: write <i64>10"],
  ["class A { name?: string; }", 11, "no fields with ? in AssemblyScript: write name: string | null = null"],
  ["class A { #name: i32 = 1; }", 11, "no fields with # in AssemblyScript: write private"],
  ['import type { Flow } from "sluice/sdk";', 8, "no import type in AssemblyScript: write import { … }", "file"],
  ["onLog = (): void => {};", 1, "no methods that are fields with an arrow function in AssemblyScript", "member"],
  ["isMatched ||= true;", 13, "no ||= or &&= in AssemblyScript: write a = a || b"],
];

/** What can be read, and does not compile. */
const COMPILED: readonly Case[] = [
  ["for (const x of list) x;", 1, FOR_OF],
  ["try { list.pop(); } catch (e) {}", 1, TRY],
  ["if (/^a+$/.test(path)) list.pop();", 5, REGEX],
  ['if (new RegExp("a").test(path)) list.pop();', 5, REGEX],
  ['path.match("a");', 6, REGEX],
  ["list.push(process.env.NAME);", 11, ENVIRONMENT],
  ['list.push(process.env["NAME"]);', 11, ENVIRONMENT],
  ["const a = { x: 1 };", 11, OBJECT],
  ["list.forEach((x) => { this.count++; });", 28, CLOSURE],
  ["list.forEach((x) => { path.length; });", 23, CLOSURE],
  ["list.push(...list);", 11, "no ... (spread) in AssemblyScript: use list.concat(other)"],
  ["const b = [...list];", 12, "no ... (spread) in AssemblyScript: use list.concat(other)"],
  ['const c = JSON.parse("{}");', 11, "no JSON in AssemblyScript: call parseJson to read"],
  ["let d: any = 1;", 8, "no any, unknown or Record in AssemblyScript: name the type"],
  ["const f = undefined;", 11, "no undefined in AssemblyScript: write null"],
  ["setTimeout(() => {}, 1);", 1, "no setTimeout or setInterval in AssemblyScript: extend Timer"],
  ["const g = Promise.resolve(1);", 11, ASYNC],
  ['console.log("a", path);', 1, "no console.log of several things in AssemblyScript: write one text"],
  ["const h = x => x;", 12, "no arrow functions without parentheses in AssemblyScript: write (x) => …"],
  ["function i(n: i32) { return n; } i(1);", 19, "no functions without the type that they return in AssemblyScript"],
  ['const n = Buffer.from("x");', 11, "no Buffer, TextEncoder or atob in AssemblyScript: call encodeText"],
  ['const k = new URL("http://a");', 15, "no URL in AssemblyScript: use Url and QueryParams"],
  ["const l = btoa(path);", 11, "no Buffer, TextEncoder or atob in AssemblyScript: call encodeText"],
  ["const m = path as const;", 11, "no as const in AssemblyScript: leave it out"],
  ["function j(n): void {} j(1);", 13, "no parameters and fields without their type in AssemblyScript"],
];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-habits-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Seven lines, and what follows the eighth. */
const PLACES = {
  method: [
    `import { Request } from "sluice/sdk";
export class Case {
  count: i32 = 0;
  run(request: Request): void {
    const list = ["a"];
    const path = request.path;
    let isMatched = false;
`,
    "  }\n}\n",
  ],
  member: [
    `import { Request } from "sluice/sdk";



export class Case {
  run(request: Request): void {
  }
`,
    "}\n",
  ],
  file: [
    `import { Request } from "sluice/sdk";



export class Case {
  run(request: Request): void {}
}
`,
    "",
  ],
} as const;

/** How a filter is refused that has each of these lines in a source of its own, as the line 8 of `case0.ts`, `case1.ts` … */
async function refusalOf(cases: readonly Case[]): Promise<ToolError> {
  const names = cases.map((_, index) => `case${index}`);
  for (const [index, [line, , , place = "method"]] of cases.entries()) {
    const [before, after] = PLACES[place];
    await writeFile(join(folder, `case${index}.ts`), `${before}${line}\n${after}`);
  }
  const entry = `import { Flow, HttpFilter, register, Request } from "sluice/sdk";
${names.map((name) => `import { Case as ${name} } from "./${name}";`).join("\n")}
class Mine extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    ${names.map((name) => `new ${name}().run(request);`).join("\n")}
    return Flow.Continue;
  }
}
register("mine", () => new Mine());
`;
  await writeFile(join(folder, "index.ts"), entry);
  const refused: unknown = await compileFilter({ filter: folder }).catch((cause: unknown) => cause);
  return refused instanceof ToolError ? refused : expect.fail("it compiles");
}

describe.each([
  ["the parser", PARSED],
  ["the compiler", COMPILED],
])("a habit from TypeScript that %s refuses", (_, cases) => {
  let refusal: ToolError;
  beforeAll(async () => {
    refusal = await refusalOf(cases);
  });

  it.each(cases.map(([line, column, says], index) => [line, column, says, index] as const))(
    "is answered with what to write: %s",
    (_line, column, says, index) => {
      const messages = refusal.message.split(/\n\n+(?=ERROR )/);
      const here = messages.filter((message) => message.endsWith(`case${index}.ts(8,${column})`));
      expect(here.join()).toContain(`: ${says}`);
    },
  );

  it("keeps the compiler's own words, which a name without its import needs", () => {
    const named = refusal.message.match(/^ERROR .*\(Cannot find name '.*'\)$/gm) ?? [];
    const expected = cases === COMPILED ? ["JSON", "URL", "btoa", "Buffer"] : [];
    for (const name of expected) expect(named.join("\n")).toContain(`(Cannot find name '${name}')`);
  });

  it("has a hint to where all of them stand", () => {
    expect(refusal).toMatchObject({
      ...{ code: "ERR_COMPILE", exitCode: 2 },
      hint: "a filter is AssemblyScript: sdk/README.md of the package lists what is not as in TypeScript",
    });
  });
});

describe("every habit", () => {
  it("has a case of its own", () => {
    const said = [...PARSED, ...COMPILED].map(([, , says]) => says);
    const untold = HABITS.filter(({ called }) => !said.some((says) => says.startsWith(`no ${called} in `)));
    expect(untold.map(({ called }) => called)).toEqual([]);
  });
});

describe("what only looks like a habit from TypeScript", () => {
  it("is not spoken of where nothing of it is there", async () => {
    const { message } = await refusalOf([["path; nonsense();", 7, ""]]);
    expect(message).toContain("Cannot find name 'nonsense'");
    expect(message).not.toContain("in AssemblyScript");
  });
});
