import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SURFACE } from "./surface.js";

const fixtures = "test/fixtures/filters";
const programs = readdirSync(fixtures).filter((name) => name.startsWith("compat-"));
const source = programs.map((name) => readFileSync(`${fixtures}/${name}/index.ts`, "utf8")).join("\n");
/** Without imports, in which a name is mentioned and not used. */
const uses = source.replace(/import \{[^}]*\} from "[^"]*";/g, "");
const { members, ...names } = SURFACE;

describe("the programs written for proxy-runtime", () => {
  it.each(Object.values(names).flat())("use %s", (name) => {
    expect(uses).toMatch(new RegExp(`\\b${name}\\b`));
  });

  it.each([...members])("use or override the member %s", (member) => {
    const name = member.replace(".", "\\.");
    expect(uses).toMatch(new RegExp(`(\\.${name}\\b|\\n {2}${name}\\()`));
  });

  it("import from every path of the old package", () => {
    const paths = new Set([...source.matchAll(/from "@solo-io\/proxy-runtime([^"]*)"/g)].map(([, path]) => path));
    expect([...paths].sort()).toEqual([
      ...["", "/assembly", "/assembly/index", "/assembly/proxy", "/assembly/runtime", "/proxy", "/runtime"],
    ]);
  });
});
