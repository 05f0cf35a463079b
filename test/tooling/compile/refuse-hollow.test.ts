import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";

/** A source that has a `run`. */
type Case = readonly [named: string, source: string];

const CLASSES = `
export class Environment { env: string = "a"; }
export class RegExp { constructor(public pattern: string) {} }
export const process = new Environment();
`;

const OWN: readonly Case[] = [
  [
    "a class of the file",
    `class RegExp { constructor(public pattern: string) {} }
     class process { static env: string = "a"; }
     export function run(): string { return process.env + new RegExp("a").pattern; }`,
  ],
  [
    "a variable of the file",
    `import { Environment } from "./classes";
     const process = new Environment();
     export function run(): string { return process.env; }`,
  ],
  [
    "an import",
    `import { process, RegExp } from "./classes";
     export function run(): string { return process.env + new RegExp("a").pattern; }`,
  ],
  [
    "an import under another name",
    `import { process as vars, Environment as RegExp } from "./classes";
     import { process } from "./classes";
     export function run(): string { return vars.env + process.env + new RegExp().env; }`,
  ],
  [
    "a parameter",
    `import { Environment } from "./classes";
     function read(process: Environment): string { return process.env; }
     export function run(): string { return read(new Environment()); }`,
  ],
  [
    "a local variable",
    `import { Environment } from "./classes";
     export function run(): string { const process = new Environment(); return process.env; }`,
  ],
  [
    "a parameter of a function within",
    `import { Environment } from "./classes";
     export function run(): string {
       return [new Environment()].map<string>((process: Environment): string => process.env).join();
     }`,
  ],
];

const HOLLOW: readonly Case[] = [
  ["process.env", 'export function run(): string { return process.env.get("A"); }'],
  ["(process).env", 'export function run(): string { return (process).env.has("A") ? "a" : "b"; }'],
  ["a RegExp", 'export function run(): string { return new RegExp("a").toString(); }'],
  [
    "process.env beside a function that has a parameter of that name",
    `import { Environment } from "./classes";
     function read(process: Environment): string { return process.env; }
     export function run(): string { return read(new Environment()) + process.env.get("A"); }`,
  ],
  [
    "a RegExp beside a method of that name",
    `class Mine { RegExp(): string { return "a"; } }
     export function run(): string { return new Mine().RegExp() + new RegExp("a").toString(); }`,
  ],
];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-hollow-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What the compiler says of a filter that runs all these sources, `case0.ts`, `case1.ts` …; empty where it compiles. */
async function refusalOf(cases: readonly Case[]): Promise<string> {
  await writeFile(join(folder, "classes.ts"), CLASSES);
  for (const [index, [, source]] of cases.entries()) await writeFile(join(folder, `case${index}.ts`), source);
  const entry = `import { Flow, HttpFilter, register, Request } from "sluice/sdk";
${cases.map((_, index) => `import { run as run${index} } from "./case${index}";`).join("\n")}
class Mine extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    ${cases.map((_, index) => `request.headers.set("x", run${index}());`).join("\n")}
    return Flow.Continue;
  }
}
register("mine", () => new Mine());
`;
  await writeFile(join(folder, "index.ts"), entry);
  return compileFilter({ filter: folder }).then(
    () => "",
    (cause: unknown) => (cause as Error).message,
  );
}

describe("a name that the library has only for the sake of the name", () => {
  it(`is any other where a source gives it a meaning of its own: ${OWN.map(([named]) => named).join(", ")}`, async () => {
    expect(await refusalOf(OWN)).toBe("");
  });

  it("is refused once wherever the library's is meant, also beside another", async () => {
    const messages = (await refusalOf(HOLLOW)).split(/\n\n+(?=ERROR )/);
    for (const [index, [named]] of HOLLOW.entries()) {
      const says = named.includes("RegExp") ? "no regular expressions of JavaScript's" : "no process.env";
      const here = messages.filter((message) => message.includes(`case${index}.ts(`));
      expect(here, named).toEqual([expect.stringContaining(`: ${says} in AssemblyScript: call `)]);
    }
  });
});
