import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { temporaryFolder } from "./tooling/cli/run-cli.js";

/** The first block of a language in a Markdown file. */
async function block(file: string, language: string): Promise<string> {
  const text = await readFile(file, "utf8");
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "m").exec(text)?.[1] ?? "";
}

describe("the READMEs", () => {
  it("show a filter of at most 15 lines that builds", async () => {
    await using folder = await temporaryFolder();
    const source = await block("README.md", "ts");
    expect(source.trim().split("\n").length).toBeLessThanOrEqual(15);
    await writeFile(join(folder.path, "index.ts"), source);
    const { papers, callbacks } = await compileFilter({ filter: folder.path });
    expect(papers.rootIds).toEqual(["hello"]);
    expect(callbacks).toContain("proxy_on_request_headers");
  });

  it("show a filter with a configuration that builds", async () => {
    await using folder = await temporaryFolder();
    const filter = join(folder.path, "greeter");
    await mkdir(filter);
    await writeFile(join(filter, "config.schema.json"), await block("filters/README.md", "json"));
    await writeFile(join(filter, "index.ts"), await block("filters/README.md", "ts"));
    const { papers } = await compileFilter({ filter });
    expect(papers.configSchemas).toHaveProperty("greeter.required", ["greeting"]);
  });
});
