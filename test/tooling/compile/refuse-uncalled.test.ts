import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-uncalled-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Builds a filter that has a callback, and `members` beside it. */
async function build(members: string, more = ""): Promise<unknown> {
  const source = `import { CalloutHandler, CalloutResponse, Flow, HttpFilter, Plugin, register, registerPlugin, Request, Response, TcpFilter } from "sluice/sdk";
${more}
class Mine extends HttpFilter {
  onRequestHeaders(request: Request): Flow { return Flow.Continue; }
  ${members}
}
register("mine", () => new Mine());
`;
  await writeFile(join(folder, "index.ts"), source);
  return compileFilter({ filter: folder });
}

describe("a method that is named as a callback is, and is none", () => {
  it.each([
    [
      "onResponseHeader(response: Response): Flow { return Flow.Continue; }",
      /^index\.ts:5:3: nothing calls onResponseHeader: it overrides no method of HttpFilter, and no source names it$/,
      /^did you mean onResponseHeaders\? /,
    ],
    ["OnRequestBody(request: Request): Flow { return Flow.Continue; }", /OnRequestBody/, /mean onRequestBody\?/],
    ["requestBodyLimt(): u32 { return 1; }", /nothing calls requestBodyLimt/, /mean requestBodyLimit\?/],
    ["onData(): void {}", /nothing calls onData/, /^it calls onRequestHeaders, .*onLog.* \(a method .* protected\)$/],
  ])("is refused beside one that is called: %s", async (members, message, hint) => {
    await expect(build(members)).rejects.toMatchObject({
      ...{ code: "ERR_COMPILE", exitCode: 2 },
      message: expect.stringMatching(message) as string,
      hint: expect.stringMatching(hint) as string,
    });
  });

  it.each([
    [
      "a class that the filter's own extends",
      "abstract class Base extends HttpFilter { onRequestTrailer(): void {} } class Yours extends Base {}",
      /index\.ts:2:\d+: nothing calls onRequestTrailer: .* HttpFilter/,
    ],
    [
      "a plugin",
      'class P extends Plugin { onConfig(): void {} createFilter(): HttpFilter { return new Mine(); } } registerPlugin("p", () => new P());',
      /nothing calls onConfig: .* Plugin/,
    ],
    [
      "a plugin whose streams would pass",
      'class P extends Plugin { createFiltr(): HttpFilter { return new Mine(); } } registerPlugin("p", () => new P());',
      /nothing calls createFiltr: .* Plugin/,
    ],
    [
      "a callout's handler",
      "class Done extends CalloutHandler { onResponse(r: CalloutResponse): void {} onFailur(): void {} }",
      /nothing calls onFailur: .* CalloutHandler/,
    ],
    [
      "a filter for TCP that has one for HTTP",
      "class T extends TcpFilter { onRequestBody(): void {} }",
      /nothing calls onRequestBody: .* TcpFilter/,
    ],
  ])("is refused in %s", async (_, classes, message) => {
    await expect(build("", classes)).rejects.toMatchObject({ message: expect.stringMatching(message) as string });
  });

  it("passes where a source calls it, where it is private, overrides, or is not of one of the SDK's classes", async () => {
    const members = "onDenied(): void {} private onLater(): void {} deny(): void {} onward(): void {}";
    const classes = [
      "class Caller { constructor(private mine: Mine) {} deny(): void { this.mine.onDenied(); } }",
      "class Own { onEvent(): void {} }",
      "class A extends HttpFilter { onLog(): void {} }",
      "class B extends A { onLog(): void {} }",
    ];
    await expect(build(members, classes.join("\n"))).resolves.toBeDefined();
  });
});
