import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "prettier";
import ts from "typescript";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { generateConfigTable } from "../../../../tooling/compile/schema/config-table.js";
import { generateConfigType } from "../../../../tooling/compile/schema/config-type.js";
import { parseSchema } from "../../../../tooling/compile/schema/parse-schema.js";
import { updateReadmeTable } from "../../../../tooling/compile/schema/readme-table.js";
import { refuseConfiguration } from "../../../../tooling/compile/schema/refuse-configuration.js";
import { syncConfig } from "../../../../tooling/compile/schema/sync-config.js";
import { EVERYTHING } from "./everything.js";

const model = parseSchema(EVERYTHING, { file: "config.schema.json", name: "everything" });
const README = "# Everything\n\n<!-- config:begin -->\nold\n<!-- config:end -->\n\nMore.\n";

describe("syncConfig", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-schema-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it("does nothing for a filter without schema", async () => {
    expect(await syncConfig(folder)).toEqual({ schema: null, changed: [] });
    expect(await readdir(folder)).toEqual([]);
  });

  it("writes what follows from the schema once, and leaves it alone while the schema stays", async () => {
    await writeFile(join(folder, "config.schema.json"), JSON.stringify(EVERYTHING));
    await writeFile(join(folder, "README.md"), README);
    const first = await syncConfig(folder);
    expect(first).toEqual({ schema: EVERYTHING, changed: ["config.ts", "config.schema.d.ts", "README.md"] });
    const { mtimeMs, ino } = await stat(join(folder, "config.ts"));
    expect((await syncConfig(folder)).changed).toEqual([]);
    expect(await stat(join(folder, "config.ts"))).toMatchObject({ mtimeMs, ino });
    expect((await readdir(folder)).sort()).toEqual([
      "README.md",
      "config.schema.d.ts",
      "config.schema.json",
      "config.ts",
    ]);
    expect(await readFile(join(folder, "README.md"), "utf8")).toContain("| `secret`");
  });

  it("writes the table where its markers stand, in README.md or in OPTIONS.md", async () => {
    await writeFile(join(folder, "config.schema.json"), JSON.stringify(EVERYTHING));
    await writeFile(join(folder, "README.md"), "# Everything\n");
    await writeFile(join(folder, "OPTIONS.md"), README);
    expect((await syncConfig(folder)).changed).toEqual(["config.ts", "config.schema.d.ts", "OPTIONS.md"]);
    expect(await readFile(join(folder, "OPTIONS.md"), "utf8")).toContain("| `secret`");
    expect(await readFile(join(folder, "README.md"), "utf8")).toBe("# Everything\n");
  });

  it.each(["config.ts", "config.schema.d.ts"])("leaves a %s alone that was written by hand", async (name) => {
    await writeFile(join(folder, "config.schema.json"), JSON.stringify(EVERYTHING));
    await writeFile(join(folder, "mine.ts"), "export const mine = 1;\n");
    await symlink("mine.ts", join(folder, name));
    await expect(syncConfig(folder)).rejects.toMatchObject({
      code: "ERR_FILE_UNWRITABLE",
      message: `${join(folder, name)} was not generated: the build does not replace it`,
      hint: expect.stringContaining("rename it") as unknown,
    });
    expect(await readFile(join(folder, "mine.ts"), "utf8")).toBe("export const mine = 1;\n");
  });

  it("refuses a schema that is not JSON, naming file and place", async () => {
    await writeFile(join(folder, "config.schema.json"), '{"type": }');
    await expect(syncConfig(folder)).rejects.toMatchObject({
      code: "ERR_JSON_SYNTAX",
      message: expect.stringMatching(/config\.schema\.json.*line 1, column 10/) as unknown,
    });
  });

  it("writes nothing when the schema is refused", async () => {
    await writeFile(join(folder, "config.schema.json"), '{"type": "object", "patternProperties": {}}');
    await expect(syncConfig(folder)).rejects.toMatchObject({ code: "ERR_SCHEMA_UNSUPPORTED" });
    expect(await readdir(folder)).toEqual(["config.schema.json"]);
  });
});

describe("the type of a configuration", () => {
  const text = generateConfigType(model);

  it("is what Prettier leaves alone", async () => {
    expect(await check(text, { parser: "typescript", printWidth: 120 })).toBe(true);
  });

  it("accepts and refuses as the schema does", () => {
    const accepted = [
      `{ secret: "s" }`,
      `{ secret: "s", mode: "log-only", status: 403, tags: [], labels: { a: "b" }, grid: [[1]] }`,
      `{ secret: "s", rules: [{ op: "append", name: "n", value: "v" }, { op: "remove", name: "n" }] }`,
    ];
    const refused = [
      `{}`,
      `{ secret: "s", typo: 1 }`,
      `{ secret: "s", mode: "no" }`,
      `{ secret: "s", rules: [{ op: "remove", name: "n", value: "v" }] }`,
    ];
    const values = [...accepted, ...refused].map((value) => `${text}\nexport const value: Everything = ${value};`);
    expect(countErrors(values)).toEqual([0, 0, 0, 1, 1, 1, 1]);
  });
});

describe("the table of a configuration", () => {
  const table = generateConfigTable(model);

  it("is what Prettier leaves alone", async () => {
    expect(await check(updateReadmeTable(README, table), { parser: "markdown", printWidth: 120 })).toBe(true);
  });

  it("says name, type, default and secrets, and describes inner objects once", () => {
    const rows = table.split("\n").map((row) => row.replace(/ +/g, " "));
    expect(rows).toContain('| `secret` | string, 1 to 8 characters or `{"env": "NAME"}` | required | Kept. Secret. |');
    expect(rows).toContain(
      '| `header` | string matching `^[A-Za-z][A-Za-z0-9_-]*$` | `"authorization"` | Which header; a\\|b. |',
    );
    expect(rows).toContain('| `mode` | `off`, `on`, `log-only` | `"on"` | |');
    expect(rows).toContain("| `note` | string | none | |");
    expect(rows).toContain("| `rules` | array of Rule | `[]` | |");
    expect(rows).toContain("**Rule**: What is done to a header.");
    expect(rows.filter((row) => row.startsWith("**"))).toHaveLength(2);
  });

  it("takes the place of what stood between the markers, and of nothing else", () => {
    const updated = updateReadmeTable(README, "| t |");
    expect(updated).toBe("# Everything\n\n<!-- config:begin -->\n\n| t |\n\n<!-- config:end -->\n\nMore.\n");
    expect(updateReadmeTable(updated, "| t |")).toBe(updated);
    expect(updateReadmeTable("# No markers\n", "| t |")).toBe("# No markers\n");
    expect(updateReadmeTable("<!-- config:end -->\n<!-- config:begin -->", "| t |")).toMatch(/^<!-- config:end/);
  });
});

describe("refuseConfiguration", () => {
  it("refuses what the filter would refuse, by its path and without its value", () => {
    const wrong = { secret: "far-too-long-a-secret" };
    expect(() => refuseConfiguration(EVERYTHING, wrong, "--config")).toThrow(
      expect.objectContaining({
        code: "ERR_CONFIGURATION_REFUSED",
        message: "--config: $.secret: must have at most 8 characters",
      }),
    );
  });

  it("accepts what the filter would accept, and takes no configuration for {}", () => {
    expect(() => refuseConfiguration(EVERYTHING, { secret: "s" }, "--config")).not.toThrow();
    expect(() => refuseConfiguration(EVERYTHING, undefined, "--config")).toThrow(/\$\.secret: is required/);
  });

  it("refuses a schema that is none of ours", () => {
    expect(() => refuseConfiguration({ type: "object", allOf: [] }, {}, "--config")).toThrow(
      expect.objectContaining({ code: "ERR_SCHEMA_UNSUPPORTED" }),
    );
  });
});

/** Number of errors that the TypeScript compiler finds in each of the modules. */
function countErrors(modules: readonly string[]): number[] {
  const options: ts.CompilerOptions = { strict: true, noEmit: true, lib: ["lib.es5.d.ts"], types: [] };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  const names = modules.map((_, index) => `value-${index}.ts`);
  host.getSourceFile = (name, version) => {
    const text = modules[names.indexOf(name)];
    return text === undefined ? read(name, version) : ts.createSourceFile(name, text, version);
  };
  const program = ts.createProgram(names, options, host);
  return names.map((name) => program.getSemanticDiagnostics(program.getSourceFile(name)).length);
}
