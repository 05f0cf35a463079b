import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "../../../tooling/compile/compile.js";

type Callback = (...numbers: number[]) => number;
type Exports = Record<string, Callback> & { memory: WebAssembly.Memory };

const PAGE = 65_536;
const ROOT = 1;

/** An instance on a host that has a root id, and keeps what is logged and what headers are set to. */
class Guest {
  readonly logged: string[] = [];
  readonly set: (readonly [string, string])[] = [];
  readonly exports: Exports;
  rootId = "mine";

  constructor(binary: Uint8Array) {
    const read = (at: number, size: number): string =>
      Buffer.from(this.exports.memory.buffer.slice(at, at + size)).toString();
    const answers: Record<string, Callback> = {
      proxy_log: (_level, at = 0, size = 0) => (this.logged.push(read(at, size)), 0),
      proxy_get_property: (_path, _size, out = 0, outSize = 0) => this.#handOver(this.rootId, out, outSize),
      proxy_replace_header_map_value: (_map, name = 0, nameSize = 0, value = 0, valueSize = 0) => (
        this.set.push([read(name, nameSize), read(value, valueSize)]),
        0
      ),
    };
    const module = new WebAssembly.Module(binary as BufferSource);
    const imports: Record<string, Record<string, Callback>> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      (imports[from] ??= {})[name] = answers[name] ?? ((): number => 0);
    }
    this.exports = new WebAssembly.Instance(module, imports).exports as unknown as Exports;
  }

  get bytes(): number {
    return this.exports.memory.buffer.byteLength;
  }

  call(name: string, ...numbers: number[]): number | undefined {
    return this.exports[name]?.(...numbers);
  }

  #handOver(text: string, out: number, outSize: number): number {
    const bytes = Buffer.from(text);
    const at = this.call("malloc", bytes.length) ?? 0;
    if (at === 0) return 6;
    new Uint8Array(this.exports.memory.buffer).set(bytes, at);
    const view = new DataView(this.exports.memory.buffer);
    view.setUint32(out, at, true);
    view.setUint32(outSize, bytes.length, true);
    return 0;
  }
}

describe("a module whose start the build has run", () => {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "sluice-early-start-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function compile(name: string, body: string, before = "", base = "HttpFilter"): Promise<Guest> {
    const filter = join(folder, name);
    await mkdir(filter, { recursive: true });
    await writeFile(
      join(filter, "index.ts"),
      `import { Flow, HttpFilter, log, register, Request } from "sluice/sdk";
       ${before}
       class Mine extends ${base} {
         onRequestHeaders(request: Request): Flow { ${body} return Flow.Continue; }
       }
       register("mine", () => new Mine());`,
    );
    return new Guest((await compileFilter({ filter, cache: false })).module);
  }

  const isStarted = ({ exports }: Guest): boolean => exports["_initialize"] === undefined;

  it("sets headers, and refuses a root id that it has not, without a start or a heap", async () => {
    const guest = await compile("plain", 'request.headers.set("x-wasm", "1");');
    expect(isStarted(guest)).toBe(true);
    expect(guest.call("proxy_on_configure", ROOT, 0)).toBe(1);
    guest.call("proxy_on_request_headers", 2, 1, 1);
    expect(guest.set).toEqual([["x-wasm", "1"]]);

    for (const rootId of ["min", "mine2", "yours", "x".repeat(3 * PAGE)]) {
      guest.rootId = rootId;
      expect(guest.call("proxy_on_configure", ROOT, 0)).toBe(0);
      expect(guest.logged.pop()).toContain("this module has: mine");
    }
    guest.rootId = "";
    expect(guest.call("proxy_on_configure", ROOT, 0)).toBe(1);
  }, 120_000);

  it("holds what the host hands over until the callback returns, and grows for no other", async () => {
    const guest = await compile("arena", 'request.headers.set("x-wasm", "1");');
    expect(isStarted(guest)).toBe(true);
    guest.rootId = "x".repeat(5 * PAGE);
    guest.call("proxy_on_configure", ROOT, 0);
    const { bytes } = guest;
    expect(bytes).toBeLessThan(8 * PAGE);
    for (let id = 2; id < 1000; ++id) {
      guest.rootId = id % 2 === 0 ? "mine" : "x".repeat(5 * PAGE);
      guest.call("proxy_on_configure", ROOT, 0);
      guest.call("proxy_on_request_headers", id, 1, 1);
    }
    expect(guest.bytes).toBe(bytes);
    expect(guest.set.at(-1)).toEqual(["x-wasm", "1"]);

    for (const size of [0xffff_ffff, 0x8000_0000, 1024 * PAGE]) expect(guest.call("malloc", size)).toBe(0);
    const [first = 0, second = 0] = [guest.call("malloc", 2 * PAGE + 1), guest.call("malloc", 8)];
    expect(second).toBe(first + 2 * PAGE + 8);
  }, 120_000);

  it("still writes UTF-8, and refuses what would split a field, where not all texts are plain", async () => {
    const guest = await compile("wide", 'request.headers.set("x", "é"); request.headers.set("y", "a\\r\\nb");');
    expect(isStarted(guest)).toBe(true);
    guest.call("proxy_on_configure", ROOT, 0);
    guest.call("proxy_on_request_headers", 2, 1, 1);
    expect(guest.set).toEqual([["x", "é"]]);
  }, 120_000);

  it("has what its top-level code has made", async () => {
    const before = "const NAMES: string[] = []; for (let i = 0; i < 3; ++i) NAMES.push(`x-${i}`);";
    const guest = await compile("top", "request.headers.set(NAMES[2], NAMES[0]);", before);
    // Its data is worth packing, so there is a start that unpacks it.
    guest.call("_initialize");
    guest.call("proxy_on_configure", ROOT, 0);
    guest.call("proxy_on_request_headers", 2, 1, 1);
    expect(guest.set).toEqual([["x-2", "x-0"]]);
  }, 120_000);

  it.each([
    ["calls the host", 'log.info("started");', ["started"]],
    ["does not end", "while (true) {}", ["a callback may take 500 million steps: make its loop end"]],
  ])(
    "is none where the start %s",
    async (what, before, logged) => {
      const guest = await compile(what.replaceAll(" ", "-"), 'request.headers.set("x", "y");', before);
      expect(isStarted(guest)).toBe(false);
      if (what === "calls the host") guest.call("_initialize");
      else expect(() => guest.call("_initialize")).toThrow();
      expect(guest.logged).toEqual(logged);
    },
    120_000,
  );

  it("is none where a callback makes an object", async () => {
    const guest = await compile("object", 'request.headers.set("x", request.headers.get("y")!);');
    expect(isStarted(guest)).toBe(false);
  }, 120_000);

  it("is none where its context can't be made without the host, which sees it made when it configures it", async () => {
    const guest = await compile(
      "constructor",
      'request.headers.set("x", "y");',
      "class Base extends HttpFilter { constructor() { super(); log.info('made'); } }",
      "Base",
    );
    expect(isStarted(guest)).toBe(false);
    guest.call("_initialize");
    expect(guest.logged).toEqual([]);
    for (let count = 0; count < 2; ++count) guest.call("proxy_on_configure", ROOT, 0);
    expect(guest.logged).toEqual(["made"]);
  }, 120_000);
});
