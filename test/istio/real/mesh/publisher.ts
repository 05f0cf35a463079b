import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startUpstream } from "../../../../tooling/testing/upstream.js";
import { runCli } from "../../../tooling/cli/run-cli.js";
import { RegistryServer } from "../../../tooling/oci/start-registry.js";
import { Closers } from "./closers.js";

/** Where a proxy gets a module, and the digest that pins it there. */
export interface ModuleSource {
  readonly url: string;
  readonly sha256: string;
}

export interface PublishedModule {
  /** The module itself. */
  readonly file: string;
  readonly oci: ModuleSource;
  readonly http: ModuleSource;
}

/** The command line's answer, of a command that must succeed. */
export async function sluice(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCli(args);
  if (code !== 0) throw new Error(`sluice ${args.join(" ")} ended with ${code}:\n${stderr}`);
  return stdout;
}

/** Builds filters and brings them where proxies get them: a registry and a web server of its own. */
export class Publisher implements AsyncDisposable {
  readonly #closers = new Closers();
  readonly #published = new Map<string, Promise<PublishedModule>>();
  readonly #folder: string;
  readonly #registry: RegistryServer;
  #site = "";

  private constructor(registry: RegistryServer, folder: string) {
    this.#registry = this.#closers.use(registry);
    this.#folder = folder;
  }

  static async start(): Promise<Publisher> {
    const registry = await RegistryServer.start();
    // Among the registry's files, which go with it however this process ends.
    const publisher = new Publisher(registry, await mkdtemp(join(registry.folder, "published-")));
    const site = await startUpstream(async ({ path }) => new Response(await readFile(join(publisher.#folder, path))));
    publisher.#closers.defer(() => site.close());
    publisher.#site = site.url;
    return publisher;
  }

  /** Host and port of the registry. */
  get registry(): string {
    return this.#registry.host;
  }

  /** Builds a filter's folder, packages and pushes it, once. */
  publish(source: string, name: string): Promise<PublishedModule> {
    const published = this.#published.get(name) ?? this.#publish(source, name);
    this.#published.set(name, published);
    return published;
  }

  /** The same of a filter that is this text. */
  async publishText(text: string, name: string): Promise<PublishedModule> {
    const source = join(this.#folder, name);
    await mkdir(source, { recursive: true });
    await writeFile(join(source, "index.ts"), text);
    return this.publish(source, name);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#closers[Symbol.asyncDispose]();
  }

  async #publish(source: string, name: string): Promise<PublishedModule> {
    const file = join(this.#folder, `${name}.wasm`);
    const layout = join(this.#folder, `${name}.layout`);
    await sluice("build", source, "-o", file);
    await sluice("package", file, "-o", layout);
    const pushed = await sluice("push", `file:${layout}`, `${this.registry}/filters/${name}:1`, "--json");
    const { sha256 } = JSON.parse(pushed) as { sha256: string };
    const module = createHash("sha256")
      .update(await readFile(file))
      .digest("hex");
    return {
      file,
      oci: { url: `oci://${this.registry}/filters/${name}:1`, sha256 },
      http: { url: `${this.#site}/${name}.wasm`, sha256: module },
    };
  }
}
