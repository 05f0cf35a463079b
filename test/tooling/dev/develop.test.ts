import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { absoluteSources, recordSources, type SourceRecord } from "../../../tooling/compile/source-record.js";
import { develop } from "../../../tooling/dev/develop.js";

let folder: string;
let served: string[];
let errors: string[];
let builds: number;
let end: AbortController;
let running: Promise<void>;
/** Awaited by each build after it has read its sources. */
let whileBuilding: () => Promise<void>;

const path = (name: string): string => join(folder, name);
const write = (name: string, text: string): Promise<void> => writeFile(path(name), text);

/** "Compiles" index.ts and what it names as `import NAME`, and knows no sources of one that says `unknown`. */
async function build(onSources: (sources: SourceRecord) => void): Promise<string> {
  builds++;
  const { read, record } = recordSources(folder);
  const index = read(path("index.ts")) ?? "missing";
  const name = /^import (.*)$/.exec(index)?.[1];
  const text = name === undefined ? index : (read(path(name)) ?? "missing");
  await whileBuilding();
  if (index !== "unknown") onSources(absoluteSources(folder, record));
  if (/^(missing|unknown|broken)/.test(text)) throw new Error(text);
  return text;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-develop-"));
  [served, errors, builds] = [[], [], 0];
  end = new AbortController();
  whileBuilding = () => Promise.resolve();
});

afterEach(async () => {
  end.abort();
  await running;
  await rm(folder, { recursive: true, force: true });
});

/** Starts with this index.ts, and waits for what it comes to. */
async function start(index: string): Promise<void> {
  await write("index.ts", index);
  running = develop({
    target: folder,
    files: [path("config.json")],
    build,
    serve: (text) => Promise.resolve(void served.push(text)),
    onError: (error) => void errors.push((error as Error).message),
    signal: end.signal,
  });
  await expect.poll(() => served.length + errors.length, { timeout: 20_000 }).toBeGreaterThan(0);
}

const latest = () => expect.poll(() => served.at(-1), { timeout: 20_000 });
const latestError = () => expect.poll(() => errors.at(-1), { timeout: 20_000 });

describe("develop", { timeout: 60_000 }, () => {
  it("builds again what was written in place", async () => {
    await start("one");
    await write("index.ts", "two");
    await latest().toBe("two");
  });

  it("builds again what an editor put in place by a rename, more than once", async () => {
    await start("one");
    for (const text of ["two", "three", "four"]) {
      await write(".index.ts.swp", text);
      await rename(path(".index.ts.swp"), path("index.ts"));
      await latest().toBe(text);
    }
  });

  it("follows a file that is imported, made later, deleted and made again", async () => {
    await start("import deep/other.ts");
    expect(errors).toEqual(["missing"]);
    await mkdir(path("deep"));
    await write("deep/other.ts", "one");
    await latest().toBe("one");
    await rm(path("deep"), { recursive: true });
    await expect.poll(() => errors.length, { timeout: 20_000 }).toBe(2);
    await mkdir(path("deep"));
    await write("deep/other.ts", "two");
    await latest().toBe("two");
  });

  it("serves only the newest of what is saved while it builds", async () => {
    whileBuilding = async () => {
      if (builds <= 3) await write("index.ts", `save ${builds}`);
    };
    await start("save 0");
    await latest().toBe("save 3");
    expect(served).toEqual(["save 3"]);
    expect(errors).toEqual([]);
  });

  it("shows an error once, and goes on from the next save", async () => {
    await start("one");
    await write("index.ts", "broken by hand");
    await latestError().toBe("broken by hand");
    await write("notes.txt", "not a source");
    await write("index.ts", "two");
    await latest().toBe("two");
    expect(errors).toEqual(["broken by hand"]);
    expect(served).toEqual(["one", "two"]);
  });

  it("watches the filter's folder where nobody knows what the build is made of", async () => {
    await start("unknown");
    await write("index.ts", "one");
    await latest().toBe("one");
  });

  it.each(["config.json", "config.schema.json"])("builds again when %s changes", async (name) => {
    await start("one");
    await write(name, "{}");
    await expect.poll(() => served, { timeout: 20_000 }).toEqual(["one", "one"]);
  });

  it("does not build for what is no source, nor for a save that changes nothing", async () => {
    await start("one");
    await write("README.md", "text");
    await write("index.ts", "one");
    // A save that counts, after which the others have been seen.
    await write("index.ts", "two");
    await latest().toBe("two");
    expect(builds).toBe(2);
  });

  it("ends at once with its signal, and builds no more", async () => {
    await start("one");
    end.abort();
    await running;
    await write("index.ts", "two");
    expect(builds).toBe(1);
  });
});
