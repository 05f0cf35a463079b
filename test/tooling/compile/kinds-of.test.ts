import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";

const SOURCE = `
  import { Connection, Filter, Flow, HttpFilter, Plugin, register, registerPlugin, Request, TcpFilter } from "sluice/sdk";
  class Http extends HttpFilter {
    onRequestHeaders(request: Request): Flow { return Flow.Continue; }
  }
  class Tcp extends TcpFilter {
    onNewConnection(downstream: Connection): Flow { return Flow.Continue; }
  }
  class HttpToo extends Http {}
  class Making extends Plugin {
    createFilter(): Filter { return new HttpToo(); }
  }
  class Keeping extends Plugin {
    private readonly filter: Tcp = new Tcp();
    createFilter(): Filter { return this.filter; }
    onLog(): void {}
  }
  class Inheriting extends Keeping {
    onTick(): void {}
  }
  function elsewhere(): Filter { return new Http(); }
  class Elsewhere extends Plugin {
    createFilter(): Filter { return elsewhere(); }
  }
  class Logging extends Plugin {
    onLog(): void {}
  }
  class Ticking extends Plugin {
    onTick(): void {}
  }
  function makeTicking(): Plugin { return new Ticking(); }
  register("http", () => new Http());
  register("tcp", () => { return new Tcp(); });
  registerPlugin("making", () => new Making());
  registerPlugin("keeping", () => new Keeping());
  registerPlugin("inheriting", () => new Inheriting());
  registerPlugin("elsewhere", () => new Elsewhere());
  registerPlugin("logging", () => new Logging());
  registerPlugin("ticking", () => new Ticking());
  registerPlugin("function", makeTicking);
`;

it("tells what each root id of a filter may be to a gateway", async () => {
  const folder = await mkdtemp(join(tmpdir(), "sluice-kinds-"));
  try {
    await writeFile(join(folder, "index.ts"), SOURCE);
    expect((await compileFilter({ filter: folder, cache: false })).papers.kinds).toEqual({
      http: ["http"],
      tcp: ["network"],
      making: ["http"],
      keeping: ["network", "access-logger"],
      inheriting: ["network", "access-logger"],
      // What is made in a function is not looked for: whatever the filter has classes for.
      elsewhere: ["http", "network"],
      logging: ["access-logger", "service"],
      ticking: ["service"],
      function: ["http", "network"],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it.each([
  ["filters/auth", { auth: ["http"] }],
  ["examples/tcp-guard", { "tcp-guard": ["network"] }],
  ["examples/access-log", { "access-log": ["access-logger", "service"] }],
  ["test/fixtures/filters/everything", { everything: ["http", "network", "access-logger"] }],
  ["test/fixtures/filters/compat-http", { "compat-http": ["http"] }],
  ["test/fixtures/filters/compat-connection", { "compat-connection": ["network"] }],
])("tells it of %s", async (filter, kinds) => {
  expect((await compileFilter({ filter })).papers.kinds).toEqual(kinds);
});
