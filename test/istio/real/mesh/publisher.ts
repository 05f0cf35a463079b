import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { ManifestObject } from "../../../../istio/index.js";
import { startUpstream } from "../../../../tooling/testing/upstream.js";
import { runCli } from "../../../tooling/cli/run-cli.js";
import { RegistryServer } from "../../../tooling/oci/start-registry.js";
import { findDebianPart } from "../../../real-parts/debian.js";
import { NGINX } from "../../../real-parts/parts.js";
import { serveRegistry } from "../../serve-registry.js";
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

const nginx = await findDebianPart(NGINX);

/**
 * Builds filters and brings them where proxies get them: a registry, and by http what a plugin registry's manifest makes of nginx, or a web
 * server of its own where there is no nginx.
 */
export class Publisher implements AsyncDisposable {
  readonly #closers = new Closers();
  readonly #published = new Map<string, Promise<PublishedModule>>();
  readonly #folder: string;
  readonly #registry: RegistryServer;

  private constructor(registry: RegistryServer, folder: string) {
    this.#registry = this.#closers.use(registry);
    this.#folder = folder;
  }

  static async start(): Promise<Publisher> {
    const registry = await RegistryServer.start();
    // Among the registry's files, which go with it however this process ends.
    return new Publisher(registry, await mkdtemp(join(registry.folder, "published-")));
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
    const bytes = await readFile(file);
    const module = createHash("sha256").update(bytes).digest("hex");
    return {
      file,
      oci: { url: `oci://${this.registry}/filters/${name}:1`, sha256 },
      http: { url: `${await this.#serve(file, name, bytes)}/${name}.wasm`, sha256: module },
    };
  }

  /** Serves a module by http; the origin. */
  async #serve(file: string, name: string, bytes: Buffer): Promise<string> {
    if ("path" in nginx) {
      const manifest = await sluice("manifest", file, "--kind", "registry", "--name", name);
      const objects = parseAllDocuments(manifest).map((each) => each.toJS() as ManifestObject);
      return this.#closers.use(await serveRegistry(nginx.path, objects)).url;
    }
    const site = await startUpstream(() => new Response(new Uint8Array(bytes)));
    this.#closers.defer(() => site.close());
    return site.url;
  }
}
