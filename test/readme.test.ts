import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { engines, serve } from "sluice/testing";
import { runCli, temporaryFolder } from "./tooling/cli/run-cli.js";

/** The first block of a language in a Markdown file, or in what follows one of its headings. */
async function block(file: string, language: string, heading = ""): Promise<string> {
  const text = await readFile(file, "utf8");
  const part = text.slice(text.indexOf(`\n${heading}`));
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, "m").exec(part)?.[1] ?? "";
}

const CONFIGURATION = "## A filter with a configuration";
const SEVERAL = "## Several filters";

/** The words of a command line, without the quotes around one. */
const wordsOf = (line: string): string[] =>
  (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ""));

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
    await writeFile(join(filter, "config.schema.json"), await block("filters/README.md", "json", CONFIGURATION));
    await writeFile(join(filter, "index.ts"), await block("filters/README.md", "ts", CONFIGURATION));
    const { papers } = await compileFilter({ filter });
    expect(papers.configSchemas).toHaveProperty("greeter.required", ["greeting"]);
  });

  it("show what becomes of a program for the first generation of the old package", { timeout: 120_000 }, async () => {
    await using folder = await temporaryFolder();
    const source = await block("docs/migrating-from-proxy-runtime.md", "ts", "## From 0.1.1");
    await writeFile(join(folder.path, "index.ts"), source);
    for (const engine of engines) {
      await using gateway = await serve({ engine, filter: folder.path, config: "world" });
      expect((await gateway.fetch("/")).headers.get("hello"), engine).toBe("world");
    }
  });

  it("show how filters combine in a module and in a chain", { timeout: 120_000 }, async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "sluice.config.json"), await block("filters/README.md", "json", SEVERAL));
    const lines = (await block("filters/README.md", "sh", SEVERAL)).trim().split("\n");
    expect(lines.map((line) => line.split(" ")[1])).toEqual(["build", "inspect", "manifest", "manifest"]);
    const outputs: string[] = [];
    for (const line of lines) {
      const [, ...args] = wordsOf(line.replaceAll("build/", `${folder.path}/`));
      const { code, stdout, stderr } = await runCli(args);
      expect(code, stderr).toBe(0);
      outputs.push(stdout);
    }
    expect(outputs[0]).toMatch(/^root ids +cors request-id$/m);
    expect(outputs[1]).toMatch(/^root ids +cors$/m);
    expect(outputs[2]).toMatch(/^ {2}pluginName: cors$/m);
    expect(outputs[3]?.match(/^ {2}pluginName: .*|^ {2}priority: .*/gm)).toEqual([
      ...["  priority: 20", "  pluginName: request-id", "  priority: 10", "  pluginName: cors"],
    ]);
  });
});
