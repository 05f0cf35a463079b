import { chmod, chown, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { ConfigMap, Deployment, JsonObject, ManifestObject } from "../../istio/index.js";
import { toYaml } from "../../tooling/manifest/index.js";
import { freePorts } from "./real/mesh/free-ports.js";
import { Supervised } from "./real/mesh/supervised.js";
import { until } from "./real/mesh/until.js";

/** Ports are asked for and then given: another program may take one between the two. */
const ATTEMPTS = 3;

/** The server of a plugin registry's one container. */
export interface RegistryServer extends AsyncDisposable {
  /** Origin that stands for that of the Service. */
  readonly url: string;
  /** Has a folder for each volume, of the volume's name. */
  readonly folder: string;
  /** What the server wrote. */
  readonly lines: readonly string[];
}

/**
 * Runs the container of a registry's manifest with the real nginx, as a node would: its own command, its volumes where the command
 * looks for them (below a folder of this machine), its own user where this process is root and none of its own rights otherwise, and on a
 * port of this machine in the place of the container's.
 *
 * @param nginx the program
 */
export async function serveRegistry(nginx: string, manifest: readonly ManifestObject[]): Promise<RegistryServer> {
  const objects = parseAllDocuments(toYaml(manifest), { version: "1.1" }).map((each) => each.toJS() as ManifestObject);
  for (let attempt = 1; ; attempt++) {
    const folder = await mkdtemp(join(tmpdir(), "sluice-nginx-"));
    try {
      return await start(nginx, objects, folder);
    } catch (error) {
      await rm(folder, { recursive: true });
      if (attempt === ATTEMPTS || !String(error).includes("Address already in use")) throw error;
    }
  }
}

async function start(nginx: string, objects: readonly ManifestObject[], folder: string): Promise<RegistryServer> {
  const spec = objects.find((object): object is Deployment => object.kind === "Deployment")?.spec.template.spec;
  const [container] = spec?.containers ?? [];
  if (spec === undefined || container === undefined) throw new Error("the manifest has no container");
  const userId = process.getuid?.() === 0 ? Number(spec.securityContext["runAsUser"]) : undefined;
  const [port = 0] = await freePorts(1);
  const places = new Map(container.volumeMounts.map(({ name, mountPath }) => [mountPath, join(folder, name)]));
  const local = (text: string): string =>
    text
      .replaceAll(new RegExp([...places.keys()].join("|"), "g"), (path) => places.get(path) ?? path)
      .replace(`listen ${container.ports[0]?.containerPort};`, `listen 127.0.0.1:${port};`);

  // The user may be unable to reach the program where it lies.
  await chmod(folder, 0o755);
  await copyFile(nginx, join(folder, "nginx"));
  for (const volume of spec.volumes) {
    const path = join(folder, volume.name);
    await mkdir(path);
    if (userId !== undefined && "emptyDir" in volume) await chown(path, userId, userId);
    if ("configMap" in volume) await mount(path, volume["configMap"] as JsonObject, objects, local);
  }
  const [, ...args] = container.command.map(local);
  const server = new Supervised({
    ...{ path: join(folder, "nginx"), args, folder },
    ...(userId === undefined ? {} : { userId }),
  });
  const url = `http://127.0.0.1:${port}`;
  const isUp = async (): Promise<true | null> => {
    server.mustRun();
    return fetch(`${url}/healthz`).then(
      () => true,
      () => null,
    );
  };
  try {
    await until(isUp, () => `nginx serves\n${server.lines.join("\n")}`);
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  const stop = async (): Promise<void> => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  };
  return { url, folder, lines: server.lines, [Symbol.asyncDispose]: stop };
}

/** Fills the folder of a ConfigMap's volume as a node does, by links that it can turn at once. */
async function mount(
  folder: string,
  { name, items }: JsonObject,
  objects: readonly ManifestObject[],
  local: (text: string) => string,
): Promise<void> {
  const isMeant = (object: ManifestObject): object is ConfigMap =>
    object.kind === "ConfigMap" && object.metadata.name === name;
  const { data = {}, binaryData = {} } = objects.find(isMeant) ?? {};
  await mkdir(join(folder, "..1"));
  await symlink("..1", join(folder, "..data"));
  for (const { key, path } of items as unknown as readonly { key: string; path: string }[]) {
    const content = key in data ? local(data[key] ?? "") : Buffer.from(binaryData[key] ?? "", "base64");
    await writeFile(join(folder, "..1", path), content);
    await symlink(join("..data", path), join(folder, path));
  }
}
