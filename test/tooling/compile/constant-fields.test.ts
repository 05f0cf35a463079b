import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newOptions, newProgram, parse } from "assemblyscript";
import { describe, expect, it } from "vitest";
import { refuseBadFields } from "../../../tooling/compile/constant-fields.js";
import { serve } from "../../../tooling/testing/index.js";

/** A field, and whether the guest sets it as well as the build lets its constants pass. */
const FIELDS: readonly (readonly [name: string, value: string, isAllowed: boolean])[] = [
  ["x-name", "value", true],
  ["X-Name", "", true],
  ["!#$%&'*+.^_`|~09az-", "1", true],
  [":status", "200", true],
  [":status", "303", true],
  [":status", "599", true],
  [":method", "GET", true],
  [":path", "/ any", true],
  ["transfer-encodings", "chunked", true],
  ["", "1", false],
  [":", "1", false],
  ["::method", "GET", false],
  ["a b", "1", false],
  ["a:b", "1", false],
  ["a\n", "1", false],
  ["ä", "1", false],
  ["x-name", "a\rb", false],
  ["x-name", "a\nb", false],
  ["x-name", "a\0b", false],
  ["x-name", "a\u0001b", false],
  ["x-name", "a\u007fb", false],
  ["x-name", "a\tb", true],
  ["transfer-encoding", "chunked", false],
  ["Transfer-Encoding", "", false],
  [":status", "204", false],
  [":STATUS", "304", false],
  [":status", "199", false],
  [":status", "600", false],
  [":status", "20", false],
  [":status", "", false],
  [":method", "", false],
  [":method", "A B", false],
  [":Method", ":GET", false],
];

const sets = (name: string, value: string): string => `response.headers.set(${name}, ${value})`;

const filterWith = (
  statements: string,
): string => `import { Flow, HttpFilter, register, Request, Response } from "sluice/sdk";
class Fields extends HttpFilter {
  onResponseHeaders(response: Response): Flow {
    ${statements}
    return Flow.Continue;
  }
}
register("fields", () => new Fields());
`;

/** What the build says of a field of which all is written in the source. */
function passesBuild(name: string, value: string): boolean {
  const program = newProgram(newOptions());
  parse(program, filterWith(sets(JSON.stringify(name), JSON.stringify(value))), "index.ts", true);
  try {
    refuseBadFields(program);
    return true;
  } catch {
    return false;
  }
}

describe("which headers may be set", () => {
  it("is what the build says of each whose texts stand in the source, but for control characters in a value", () => {
    // A constant with one of them is no such as the guest trusts: it looks at that value as it is set.
    const left = FIELDS.map(([name, value, isAllowed]) => [name, value, isAllowed || /[^\t -~]/.test(value)]);
    expect(FIELDS.map(([name, value]) => [name, value, passesBuild(name, value)])).toEqual(left);
  });

  it("is what the guest says of each at run time", async () => {
    // The texts come from the upstream, so that the build can't know them.
    const folder = await mkdtemp(join(tmpdir(), "sluice-fields-"));
    await writeFile(
      join(folder, "index.ts"),
      filterWith(`const fields = response.headers.get("x-fields")!.split(" ");
    let answers = "";
    for (let i = 0; i < fields.length; i += 2) {
      answers += ${sets("decodeURIComponent(fields[i])", "decodeURIComponent(fields[i + 1])")} == 0 ? "1" : "0";
    }
    response.headers.set(":status", "200");
    response.headers.set("x-answers", answers);`),
    );
    const fields = FIELDS.map(([name, value]) => `${encodeURIComponent(name)} ${encodeURIComponent(value)}`).join(" ");
    await using gateway = await serve({
      engine: "node",
      filter: folder,
      upstream: () => new Response("", { headers: { "x-fields": fields } }),
    });
    await rm(folder, { recursive: true });
    const answers = (await gateway.fetch("/")).headers.get("x-answers") ?? "";
    expect(FIELDS.map(([name, value], index) => [name, value, answers[index] === "1"])).toEqual(FIELDS);
  });
});
