import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";
import type { ToolError } from "../../../tooling/error.js";

/** Statements of `onRequestHeaders`; the call that each drops, and the name of what is called. */
const DROPPED = [
  ["new Check().start();", "start", "new Check().start()"],
  ["const check = new Check(); check.start();", "start", "check.start()"],
  ['if (request.path == "/") (new Check().start());', "start", "new Check().start()"],
  ['request.path == "/" ? this.check() : Flow.Pause;', "check", "this.check()"],
  ["gate();", "gate", "gate()"],
] as const;

/** Beside it. */
const ELSEWHERE = `
function gate(): Way { return new Check().start(); }
class Base extends HttpFilter {
  gate(): void { new Check().start(); }
}
class Other extends Base {
  onLog(): void { this.gate(); }
}
class Tcp extends TcpFilter {
  onNewConnection(downstream: Connection): Flow { new Check().start(); return Flow.Continue; }
}
register("tcp", () => new Tcp());
`;

/** What drops a Flow where no message waits for it. */
const HARMLESS = `
class Logging extends HttpFilter {
  onLog(): void { new Check().start(); }
  onDelete(): void { gate(); }
}
function gate(): Flow { return new Check().start(); }
register("logging", () => new Logging());
class Quiet { start(): i32 { return 1; } }
class Later extends CalloutHandler {
  onResponse(response: CalloutResponse): void { new Check().start(); }
}
class Ticking extends Plugin {
  onTick(): void { new Check().start(); }
}
registerPlugin("ticking", () => new Ticking());
`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-dropped-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Builds a filter that has these statements in its `onRequestHeaders`, the first in line 8, and `more` at its end. */
async function build(statements: readonly string[], more: string): Promise<unknown> {
  const source = `import { CalloutHandler, CalloutResponse, Connection, Flow, Flow as Way, HttpFilter, LocalReply, Plugin, Progress, Request, Task, TcpFilter, register, registerPlugin } from "sluice/sdk";
class Check extends Task { run(step: i32): Progress { return Progress.Done; } }
class Mine extends HttpFilter {
  private last: Flow = Flow.Continue;
  check(): Flow { return new Check().start(); }
  onRequestHeaders(request: Request): Flow {
    new Other();
${statements.join("\n")}
    return Flow.Continue;
  }
}
register("mine", () => new Mine());
${more}`;
  await writeFile(join(folder, "index.ts"), source);
  return compileFilter({ filter: folder });
}

describe("a Flow that is dropped where a callback decides", { timeout: 120_000 }, () => {
  let refusal: ToolError;
  beforeAll(async () => {
    const lines = DROPPED.map(([statement]) => statement);
    refusal = (await build(lines, ELSEWHERE).catch((cause: unknown) => cause)) as ToolError;
  });

  it.each(DROPPED.map((each, index) => [...each, 8 + index] as const))(
    "is refused with what to write in its place: %s",
    (_, name, call, line) => {
      const here = refusal.message.split(/\n\n+(?=ERROR )/).filter((message) => message.includes(`index.ts(${line},`));
      const said = `ERROR AS102: the Flow of ${name}() is dropped, and nothing waits for it: write return ${call};\n`;
      expect(here).toEqual([expect.stringContaining(said)]);
    },
  );

  it.each([
    ["a method of the filter that returns nothing", "gate\\(\\): void"],
    ["a TCP filter", "onNewConnection"],
  ])("is refused in %s", (_, method) => {
    expect(refusal.message).toMatch(new RegExp(`is dropped.*\\n[^]*? │ .*${method}`));
  });

  it("has a hint to who means it", () => {
    const hint =
      "a callback that does not return it lets the message pass; where nothing is to wait, keep it: const unheld = …";
    expect(refusal).toMatchObject({ code: "ERR_COMPILE", exitCode: 2, hint });
  });

  it("passes where a variable has it, where no message waits for it, and where the client is answered", async () => {
    const statements = [
      "const unheld = new Check().start();",
      "let flow = Flow.Continue; flow = this.check(); this.last = new Check().start();",
      "new Quiet().start();",
      "new Later();",
      'if (request.path == "/") request.respond(new LocalReply(403));',
    ];
    await expect(build(statements, `class Other {}\n${HARMLESS}`)).resolves.toBeDefined();
  });
});
