import { existsSync, readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { unknownExamples, unknownOptions, writeExamplesIndex } from "./examples-index.js";
import { type Entry, writeIndex, writePages } from "./markdown.js";
import { readPublicApi } from "./public-api.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = "docs/api";
const INDEX = "README.md";
const INTRODUCTION = `
# API

What can be imported, and its contract: when it may be called, what it answers, in which unit, and on which document or behaviour of Envoy it
rests. How to write a filter is told in [sdk/README.md](../../sdk/README.md); whole ones are in [examples](../../examples/README.md).
`;

const SOURCES = [
  { specifier: "sluice/sdk", folder: "sdk", file: "sdk/index.ts", config: "tsconfig.types.json" },
  { specifier: "sluice", folder: "sluice", file: "tooling/index.ts", config: "tsconfig.json" },
  { specifier: "sluice/testing", folder: "testing", file: "tooling/testing/index.ts", config: "tsconfig.json" },
] as const;

const entries: Entry[] = SOURCES.map(({ specifier, folder, file, config }) => ({
  ...{ specifier, folder, groups: readPublicApi(file, config) },
}));
const pages = new Map([
  [INDEX, writeIndex(INTRODUCTION, entries)],
  ...entries.flatMap((entry) => [...writePages(entry)]),
]);

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const READMES = ["sdk/README.md", "filters/README.md", "examples/README.md"].map((path) => [path, read(path)] as const);

/** The names that an entry exports, as the text of its file has them. */
function exportedNames(file: string): string[] {
  const lists = read(file).matchAll(/^export (?:type )?\{([^}]*)\}/gm);
  const names = [...lists].flatMap(([, list = ""]) => list.split(","));
  return names.map((name) => name.replace("type ", "").trim()).filter((name) => name !== "");
}

describe("the API reference", () => {
  it.each([...pages])("is written: %s", async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(ROOT, FOLDER, path));
  });

  it("has no page of what is gone", async () => {
    const files = await readdir(join(ROOT, FOLDER), { recursive: true, withFileTypes: true });
    const paths = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
    expect(paths.sort()).toEqual([...pages.keys()].map((path) => join(ROOT, FOLDER, path)).sort());
  });

  it.each(SOURCES)("has a section for each export of $specifier", ({ folder, file }) => {
    const own = [...pages].filter(([path]) => path.startsWith(`${folder}/`)).map(([, text]) => text);
    const sections = own.flatMap((text) => [...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name));
    expect(sections.sort()).toEqual(exportedNames(file).sort());
  });

  it.each(entries)("says something of each symbol and each member of $specifier", ({ groups }) => {
    const symbols = groups.flatMap((group) => group.symbols);
    const silent = symbols.flatMap(({ name, doc, members }) => [
      ...(doc.text === "" ? [name] : []),
      ...members.filter((member) => member.doc.text === "").map((member) => `${name}.${member.name}`),
    ]);
    expect(silent).toEqual([]);
  });

  it("links to what is there", () => {
    const documents = [...[...pages].map(([path, text]) => [posix.join(FOLDER, path), text] as const), ...READMES];
    const missing = documents.flatMap(([path, text]) =>
      [...text.replace(/^```[^]*?^```$/gm, "").matchAll(/\]\(([^)#:]*)(?:#([^)]*))?\)/g)]
        .map(([, target = "", anchor]) => ({ to: posix.join(posix.dirname(path), target), anchor }))
        .filter(({ to, anchor }) => {
          const page = pages.get(posix.relative(FOLDER, to));
          return page === undefined
            ? !existsSync(join(ROOT, to))
            : anchor !== undefined && !anchorsOf(page).includes(anchor);
        })
        .map(({ to, anchor }) => `${path}: ${to}#${anchor}`),
    );
    expect(missing).toEqual([]);
  });
});

describe("the table of contents", () => {
  it("cuts no sentence within brackets", () => {
    const rows = read(`${FOLDER}/${INDEX}`).split("\n");
    const counts = (row: string, bracket: string): number => row.split(bracket).length;
    expect(rows.filter((row) => counts(row, "(") !== counts(row, ")"))).toEqual([]);
  });
});

describe("the list of examples", () => {
  const folder = join(ROOT, "examples");

  it("is written", async () => {
    await expect(writeExamplesIndex(folder)).toMatchFileSnapshot(join(folder, "README.md"));
  });

  it("names no example that is gone", () => {
    expect(unknownExamples(folder)).toEqual([]);
  });

  it("names no cluster or root id that an example does not", () => {
    expect(unknownOptions(folder)).toEqual([]);
  });
});

/** The anchors that GitHub gives to the headings of a page. */
function anchorsOf(page: string): string[] {
  const headings = [...page.matchAll(/^##+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9 _-]/g, "")
      .replaceAll(" ", "-"),
  );
  return headings.map((anchor, index) => {
    const before = headings.slice(0, index).filter((earlier) => earlier === anchor).length;
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}
