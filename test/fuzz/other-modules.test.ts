import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { StreamAction } from "../../assembly/shared/abi.js";
import { MAXIMUM_MEMORY_PAGES } from "../../assembly/shared/memory-limit.js";
import { compileFilter } from "../../tooling/compile/compile.js";
import { anyCall, BEGINNING, wholeStream } from "./callbacks.js";
import { HostileHost, type Manner } from "./hostile-host.js";
import { runs } from "./runs.js";

const MEMORY_MAX = MAXIMUM_MEMORY_PAGES * 65536;
const ANYTHING: Manner = { status: null, isLavish: false, pointsAnywhere: true };
const HEADERS = "/headers /raw /set /lacking /property /late".split(" ");
const REPLIES = "/deny /deny/http /deny/badly /deny/nonsense".split(" ");
const BODIES = ["/body", "/body/middle"];

const seeds = fc.integer({ min: 0, max: 0x7fffffff });
const calls = fc.array(anyCall, { maxLength: 60 });

async function compile(name: string): Promise<WebAssembly.Module> {
  const { module } = await compileFilter({ filter: `test/fixtures/filters/${name}` });
  return new WebAssembly.Module(module as BufferSource);
}

/** Any callbacks and a whole stream on hosts that answer anything, then one stream on a host as it should be: `serves` looks at that. */
function drive(
  module: WebAssembly.Module,
  manner: Manner,
  serves: (host: HostileHost) => void,
  action: StreamAction = StreamAction.Continue,
): void {
  fc.assert(
    fc.property(seeds, calls, (seed, sequence) => {
      const host = new HostileHost(module, seed, manner);
      for (const [name, ...numbers] of [...BEGINNING, ...sequence, ...wholeStream(4)]) host.call(name, ...numbers);
      expect(host.memorySize).toBeLessThanOrEqual(MEMORY_MAX);
      host.calm();
      host.call("proxy_on_context_create", 1_000_000, 0);
      host.call("proxy_on_context_create", 1_000_001, 1_000_000);
      expect(host.call("proxy_on_request_headers", 1_000_001, 3, 1)).toBe(action);
      serves(host);
    }),
    runs(100),
  );
}

describe("another module does not trap on any callbacks in any order, whatever the host answers:", () => {
  it("a program for @solo-io/proxy-runtime", { timeout: 120_000 }, async () => {
    const paths = [...HEADERS, ...REPLIES, ...BODIES];
    drive(await compile("compat-http"), { ...ANYTHING, paths }, (host) => host.call("proxy_on_delete", 1_000_001));
  });

  it.each([
    ["that calls out, and waits", "compat-callouts", StreamAction.StopIteration],
    ["with shared data, queues and timers", "compat-state", StreamAction.Continue],
  ])("such a program %s", { timeout: 120_000 }, async (_what, filter, action) => {
    const end = (host: HostileHost): number => host.call("proxy_on_delete", 1_000_001);
    drive(await compile(filter), { ...ANYTHING, paths: HEADERS }, end, action);
  });

  it("one whose start the build has run", { timeout: 120_000 }, async () => {
    const module = await compile("hello");
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).not.toContain("_initialize");
    drive(module, ANYTHING, (host) => expect(host.headers.get("x-wasm")).toBe("1"));
  });
});
