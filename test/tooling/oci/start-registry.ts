import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Digest, hexOf } from "../../../tooling/oci/digest.js";
import { startWatchdog } from "../../../tooling/envoy/watchdog.js";
import { dockerRegistry } from "./docker-registry.js";

/** The one user of a registry with `htpasswd`. */
export const USER = { username: "robot", password: "pass:word with space" };
const HTPASSWD = "robot:$2y$04$ZjMkZId0dKdPt9s4RQ6AZ.ZNiZHnzmpOyv2I0dlskfysreruCf3b6\n";

export interface RegistryServerOptions {
  /** Only {@link USER} may read and write. */
  readonly htpasswd?: boolean;
  /** Uploads survive a restart: what the registry signs their state with stays the same. Default true. */
  readonly isSecretKept?: boolean;
  /** Files in PEM; without them it speaks plain http. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** Further lines of the configuration. */
  readonly configuration?: string;
}

/** A real registry on a port of this machine. */
export class RegistryServer implements AsyncDisposable {
  /** Its files; `data/docker/registry/v2` has the blobs. */
  readonly folder: string;
  host = "";
  #child: ChildProcess | null = null;
  readonly #options: RegistryServerOptions;

  private constructor(folder: string, options: RegistryServerOptions) {
    this.folder = folder;
    this.#options = options;
  }

  static async start(options: RegistryServerOptions = {}): Promise<RegistryServer> {
    const folder = await mkdtemp(join(tmpdir(), "sluice-registry-"));
    const server = new RegistryServer(folder, options);
    await writeFile(join(folder, "htpasswd"), HTPASSWD);
    await server.#listen("127.0.0.1:0");
    return server;
  }

  /** A reference to an image in it. */
  reference(path: string): string {
    return `${this.host}/${path}`;
  }

  /** The file of some content on its disk. */
  blobFile(digest: Digest): string {
    const hex = hexOf(digest);
    return join(this.folder, "data/docker/registry/v2/blobs/sha256", hex.slice(0, 2), hex, "data");
  }

  /** Ends it at once, whatever it is doing. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
  }

  /** Kills it, and starts it again on the same port with the same files. */
  async restart(): Promise<void> {
    await this.kill();
    await this.#listen(this.host);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  async #listen(address: string): Promise<void> {
    if ("missing" in dockerRegistry) throw new Error(dockerRegistry.missing);
    const file = join(this.folder, "config.yml");
    await writeFile(file, this.#configuration(address));
    const watchdog = startWatchdog(this.folder);
    const child = spawn(dockerRegistry.path, ["serve", file], { stdio: ["ignore", "ignore", "pipe"] });
    if (child.pid !== undefined) watchdog.watch(child.pid);
    child.once("exit", () => watchdog.dismiss());
    this.#child = child;
    this.host = await listening(child);
  }

  #configuration(address: string): string {
    const { htpasswd = false, isSecretKept = true, tls, configuration = "" } = this.#options;
    const auth = htpasswd ? `auth: {htpasswd: {realm: test, path: ${join(this.folder, "htpasswd")}}}\n` : "";
    const secret = isSecretKept ? ", secret: kept" : "";
    const secured = tls === undefined ? "" : `, tls: {certificate: ${tls.certificate}, key: ${tls.key}}`;
    return [
      "version: 0.1",
      "log: {level: info}",
      `storage: {filesystem: {rootdirectory: ${join(this.folder, "data")}}}`,
      `http: {addr: "${address}"${secret}${secured}}`,
      auth + configuration,
    ].join("\n");
  }
}

/** The address that a registry says it listens on. Its log is read on, so that the pipe does not fill. */
function listening(child: ChildProcess): Promise<string> {
  const { stderr } = child;
  if (stderr === null) throw new Error("the registry has no log");
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    createInterface({ input: stderr }).on("line", (line) => {
      lines.push(line);
      const [, address] = /msg="listening on ([^\s,"]+)/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`the registry ended:\n${lines.join("\n")}`)));
  });
}
