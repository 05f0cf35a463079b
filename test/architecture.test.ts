import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { createProgram } from "../tooling/cli/program.js";
import { EDGES } from "./edges.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Every file that is tracked or about to be, with forward slashes, relative to the root. */
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], { cwd: root })
  .toString()
  .split("\0")
  .filter((file) => file !== "" && existsSync(join(root, file)));

const read = (file: string): string => readFileSync(join(root, file), "utf8");
const isGenerated = (file: string): boolean =>
  /^(test\/(golden|fixtures)\/|(filters|examples)\/[^/]+\/config(\.schema\.d)?\.ts$)/.test(file);
const sources = files.filter((file) => /\.[mc]?ts$/.test(file) && !isGenerated(file));
const isTest = (file: string): boolean => file.startsWith("test/") || file.endsWith(".test.ts");
const guestSources = sources.filter((file) => /^(assembly|sdk|filters|examples)\//.test(file) && !isTest(file));
const lineCount = (file: string): number => read(file).trimEnd().split("\n").length;

/** The room of a file, null outside the house. */
function roomOf(file: string): string | null {
  const rooms = Object.keys(EDGES).filter((room) => file === room || file.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0] ?? null;
}

/** Where an import leads: a path in the repository, or the bare specifier as it stands. */
function target(from: string, specifier: string): string {
  if (specifier === "sluice") return "tooling/index.js";
  if (specifier.startsWith("sluice/")) return specifier.slice("sluice/".length);
  if (!specifier.startsWith(".")) return specifier;
  return normalize(join(dirname(from), specifier))
    .split(sep)
    .join("/");
}

/** The same without an extension; what was built stands for its source. */
const pathOf = (from: string, specifier: string): string =>
  target(from, specifier)
    .replace(/^dist\//, "")
    .replace(/\.[jt]s$/, "");

function importsOf(file: string): { specifier: string; path: string }[] {
  return ts
    .preProcessFile(read(file), true, true)
    .importedFiles.map(({ fileName }) => ({ specifier: fileName, path: target(file, fileName) }));
}

/** How a value is exported. */
const EXPORTED = /^export (?:async |abstract |const (?=enum))?(?:const|let|function\*?|class|enum|namespace) (\w+)/gm;
/** The compiler's driver writes names of the guest as text. */
const SPELLS_THE_GUEST = /^tooling\/compile\//;
/** What the host calls, and what the compiler takes in place of its standard library's; so it does with every name that begins `__`. */
const TAKEN_BY_NAME = /^assembly\/(?:exports|compat\/proxy|bindings\/dom|rt\/common)\.ts$/;

/** The files in which `isDefect` finds something, each with what it found. */
function defects(of: readonly string[], find: (file: string) => readonly string[]): string[] {
  return of.flatMap((file) => find(file).map((what) => `${file}: ${what}`));
}

describe("the house", () => {
  it("has no import edge that the design does not list", () => {
    const found = defects(
      sources.filter((file) => roomOf(file) !== null && !isTest(file)),
      (file) => {
        const room = roomOf(file) ?? "";
        return importsOf(file)
          .filter(({ specifier, path }) => {
            const to = roomOf(path.replace(/\.js$/, ".ts"));
            if (/^(\.|sluice(\/|$))/.test(specifier)) {
              return to !== room && !(EDGES[room] ?? []).includes(to ?? "");
            }
            return !room.startsWith("tooling");
          })
          .map(({ specifier }) => `imports ${specifier}`);
      },
    );
    expect(found).toEqual([]);
  });

  it("has no rooms that lead back to themselves", () => {
    const reached = (room: string, seen = new Set<string>()): Set<string> => {
      for (const next of EDGES[room] ?? []) {
        if (!seen.has(next)) reached(next, seen.add(next));
      }
      return seen;
    };
    expect(Object.keys(EDGES).filter((room) => reached(room).has(room))).toEqual([]);
  });

  it("keeps each filter to itself", () => {
    const found = defects(
      guestSources.filter((file) => file.startsWith("filters/")),
      (file) =>
        importsOf(file)
          .filter(({ path }) => path.startsWith("filters/"))
          .filter(({ path }) => path.split("/")[1] !== file.split("/")[1])
          .map(({ specifier }) => `imports ${specifier}`),
    );
    expect(found).toEqual([]);
  });

  it("has no folder or file that says nothing about what it holds", () => {
    const empty = /^(core|utils?|helpers?|common|misc)(\.[mc]?[jt]s)?$/;
    /** Takes the place of a file of AssemblyScript's standard library, and so has its name. */
    const standard = "assembly/rt/common.ts";
    const named = files.filter((file) => file !== standard && file.split("/").some((part) => empty.test(part)));
    expect(named).toEqual([]);
  });

  it("names its files in kebab-case", () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
    expect(sources.filter((file) => !kebab.test(basename(file)))).toEqual([]);
  });

  it("exports no value that nobody takes", () => {
    /** Names by the path of their module, without its extension; of who loads or takes a module whole, every word. */
    const takenBy = (file: string): [string, string[]][] => {
      const text = read(file);
      const words = (of: string): string[] => of.match(/[A-Za-z_$][\w$]*/g) ?? [];
      const lists = [...text.matchAll(/^(?:import|export)\b[^;{]*\{([^}]*)\}\s*from\s*"([^"]+)"/gm)];
      const wholes = [...text.matchAll(/\bimport\(\s*"([^"]+)"|^import \* as [^"]*"([^"]+)"/gm)];
      return [
        ...lists.map(([, list = "", from = ""]) => [pathOf(file, from), words(list)] as [string, string[]]),
        ...wholes.map(([, loaded, named]) => [pathOf(file, loaded ?? named ?? ""), words(text)] as [string, string[]]),
        ...(SPELLS_THE_GUEST.test(file) ? [["", words(text)] as [string, string[]]] : []),
      ];
    };
    const taken = new Map<string, Set<string>>();
    for (const [path, names] of files.filter((file) => /\.m?[jt]s$/.test(file)).flatMap(takenBy)) {
      const known = taken.get(path) ?? new Set();
      for (const name of names) known.add(name);
      taken.set(path, known);
    }
    const isTaken = (name: string, from: string): boolean => {
      const paths = [from, from.replace(/\/index\.ts$/, ".ts"), ...(/^(?:assembly|sdk)\//.test(from) ? [".ts"] : [])];
      return paths.some((path) => taken.get(path.replace(/\.ts$/, ""))?.has(name) === true);
    };
    const untaken = defects(
      sources.filter((file) => /^(?:assembly|sdk|tooling|istio)\//.test(file) && !TAKEN_BY_NAME.test(file)),
      (file) =>
        [...read(file).matchAll(EXPORTED)]
          .map(([, name = ""]) => name)
          .filter((name) => !name.startsWith("__") && !isTaken(name, file)),
    );
    expect(untaken).toEqual([]);
  });

  it("keeps files short: 400 lines, the README 120, a filter's 80", () => {
    const isMade = (file: string): boolean => /^docs\/api\/|^CHANGELOG|^test\//.test(file);
    const written = files.filter((file) => /\.md$|config\.schema\.json$/.test(file) && !isMade(file));
    const limitOf = (file: string): number => {
      if (file === "README.md") return 119;
      return /^filters\/[^/]+\/README\.md$/.test(file) ? 79 : 400;
    };
    const tooLong = [...sources, ...written].filter((file) => lineCount(file) > limitOf(file));
    expect(tooLong).toEqual([]);
  });

  it("keeps comments within 150 columns", () => {
    const found = defects(sources, (file) =>
      read(file)
        .split("\n")
        .filter((line) => line.length > 150 && /^\s*\/?\*/.test(line)),
    );
    expect(found).toEqual([]);
  });

  it("keeps each index.ts a table of contents: at most 140 lines, named re-exports", () => {
    const indexes = sources.filter(
      (file) => basename(file) === "index.ts" && /^(assembly|sdk|istio|tooling)\//.test(file),
    );
    const found = defects(indexes, (file) => [
      ...(lineCount(file) > 140 ? ["is longer than 140 lines"] : []),
      ...(/^export \*/m.test(read(file)) ? ["re-exports everything"] : []),
    ]);
    expect(found).toEqual([]);
  });
});

describe("the guest's side", () => {
  const parse = (file: string): ts.SourceFile => ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest, true);

  it("exports callbacks of at most one statement", () => {
    const found: string[] = [];
    for (const statement of parse("assembly/exports.ts").statements) {
      if (!ts.isFunctionDeclaration(statement) || (statement.body?.statements.length ?? 0) <= 1) continue;
      found.push(statement.name?.text ?? "?");
    }
    expect(found).toEqual([]);
  });

  it("declares snake_case names only where the ABI is spelled, and in the drop-in layer", () => {
    const snake = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;
    const spellsTheAbi = ["assembly/imports.ts", "assembly/exports.ts"];
    const found = defects(
      guestSources.filter((file) => !spellsTheAbi.includes(file) && !file.startsWith("assembly/compat/")),
      (file) => {
        const names: string[] = [];
        const visit = (node: ts.Node): void => {
          const { name } = node as Partial<ts.NamedDeclaration>;
          const isDeclaration = !ts.isPropertyAccessExpression(node) && !ts.isImportSpecifier(node);
          if (name !== undefined && isDeclaration && ts.isIdentifier(name) && snake.test(name.text)) {
            names.push(name.text);
          }
          ts.forEachChild(node, visit);
        };
        visit(parse(file));
        return names;
      },
    );
    expect(found).toEqual([]);
  });
});

describe("what is tracked", () => {
  const text = files.filter((file) => !/\.(wasm|png|gz|tgz|ico)$/.test(file));

  it("holds no unfinished work", () => {
    const mark = /\b(TO[D]O|FIX[M]E|X[X]X)\b/;
    expect(text.filter((file) => mark.test(read(file)))).toEqual([]);
  });

  it("names no package registry and no path of one machine", () => {
    const registry =
      /registry\.npmjs\.org|registry\.yarnpkg\.com|\bpypi\.org|files\.pythonhosted\.org|proxy\.golang\.org/;
    const machine = /(?<![\w.])\/(?:home|root|Users|work)\/[\w.]/;
    expect(text.filter((file) => registry.test(read(file)) || machine.test(read(file)))).toEqual([]);
  });

  it("locks dependencies without saying where they came from", () => {
    const lock = JSON.parse(read("package-lock.json")) as { packages: Record<string, { resolved?: string }> };
    const resolved = Object.values(lock.packages).map((entry) => entry.resolved ?? "");
    expect(resolved.filter((url) => /^\w+:/.test(url))).toEqual([]);
  });
});

describe("the README", () => {
  it("lists the program's commands, all of them and no other", async () => {
    expect(files, "README.md is missing").toContain("README.md");
    const rows = read("README.md").matchAll(/^\|\s*`sluice ([a-z]+)/gm);
    const listed = new Set([...rows].map(([, name]) => name));
    const commands = (await createProgram()).commands.map((command) => command.name());
    expect([...listed].sort()).toEqual(commands.filter((name) => name !== "help").sort());
  });
});
