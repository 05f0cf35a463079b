import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter, type ToolError } from "sluice";
import { exampleModule } from "./example-source.js";
import { readPublicApi } from "./public-api.js";

const symbols = readPublicApi("sdk/index.ts", "tsconfig.types.json").flatMap((group) => group.symbols);
const exported = symbols.map(({ name }) => name);
const examples = symbols.flatMap(({ name, doc, members }) => [
  ...doc.examples.map((example) => ({ of: name, example })),
  ...members.flatMap((member) => member.doc.examples.map((example) => ({ of: `${name}-${member.name}`, example }))),
]);

describe("the examples in the SDK's doc comments", () => {
  let folder = "";
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "sluice-doc-examples-"))));
  afterAll(() => rm(folder, { recursive: true }));

  /** Builds a filter that calls all of the modules. */
  async function compile(
    name: string,
    modules: readonly { readonly of: string; readonly text: string }[],
  ): Promise<void> {
    const filter = join(folder, name);
    await mkdir(filter);
    const files = modules.map(({ of, text }, index) => ({ path: `example-${index}-${of}`, text }));
    for (const { path, text } of files) await writeFile(join(filter, `${path}.ts`), text);
    const index = [
      'import { HttpFilter, register } from "sluice/sdk";',
      ...files.map(({ path }, number) => `import { compileExample as example${number} } from "./${path}";`),
      "class Examples extends HttpFilter { onLog(): void {",
      ...files.map((_, number) => `example${number}();`),
      '} }\nregister("examples", () => new Examples());',
    ];
    await writeFile(join(filter, "index.ts"), index.join("\n"));
    await compileFilter({ filter, cache: false });
  }

  it("compile", { timeout: 120_000 }, async () => {
    expect(examples.length).toBeGreaterThan(40);
    await compile(
      "all",
      examples.map(({ of, example }) => ({ of, text: exampleModule(example, exported) })),
    );
  });

  it.each([
    ["in a statement", "request.headers.put('a', 'b');"],
    ["in a method of a class", "class A extends HttpFilter { onLog(): void { log.shout('a'); } }"],
    ["about what it needs and does not say", "request.headers.set('a', somewhere);"],
  ])("do not compile with a mistake %s", { timeout: 60_000 }, async (name, example) => {
    const modules = [{ of: "mistake", text: exampleModule(example, exported) }];
    await expect(compile(name, modules)).rejects.toMatchObject({ code: "ERR_COMPILE" } satisfies Partial<ToolError>);
  });
});
