import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blobOf, writeIndex } from "../../../../tooling/oci/descriptor.js";
import { OCI } from "../../../../tooling/oci/media-types.js";
import { packageModule } from "../../../../tooling/oci/package-module.js";
import { pullModule } from "../../../../tooling/oci/pull.js";
import { pushImage } from "../../../../tooling/oci/push.js";
import { parseReference } from "../../../../tooling/oci/reference.js";
import { getReferrers } from "../../../../tooling/oci/registry/referrers.js";
import { TemporaryFailure } from "../../../../tooling/oci/registry/http.js";
import { withRetries } from "../../../../tooling/oci/registry/retry.js";
import { Repository, type RegistryAccess } from "../../../../tooling/oci/registry/repository.js";
import type { Image } from "../../../../tooling/oci/image.js";
import { type Answer, type SeenRequest, startServer } from "../fake-registry.js";
import { moduleWithPapers } from "../modules.js";

const SECRET = "s3cr3t-word";
const TOKEN = "t0k3n";
const retry = { attempts: 3, delayMs: 1, delayMsMax: 1 };

let folder: string;
let image: Image;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-registry-"));
  const path = join(folder, "hello.wasm");
  await writeFile(path, moduleWithPapers());
  image = await packageModule(path, { variant: "oci" });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const module = () => image.blobs.at(-1) ?? blobOf(Buffer.alloc(0), "");
const reference = (host: string) => parseReference(`${host}/acme/hello:1`);
const isManifest = ({ path }: SeenRequest): boolean => path.includes("/manifests/");
const manifest = (): Answer => ({
  status: 200,
  headers: { "content-type": image.manifest.descriptor.mediaType },
  body: image.manifest.bytes,
});

/** Access with the credentials of `robot` for a host. */
async function loggedIn(host: string): Promise<RegistryAccess> {
  const auth = Buffer.from(`robot:${SECRET}`).toString("base64");
  await writeFile(join(folder, "config.json"), JSON.stringify({ auths: { [host]: { auth } } }));
  return { retry, env: { DOCKER_CONFIG: folder } };
}
const anonymous = (): RegistryAccess => ({ retry, env: { DOCKER_CONFIG: join(folder, "none") } });

describe("a registry's authorization", () => {
  it("goes to the registry alone: not to the storage that it redirects to, nor to where it has content uploaded", async () => {
    await using storage = await startServer(({ method }) => {
      return method === "PUT" ? { status: 201 } : { status: 200, body: Buffer.from(module().bytes) };
    });
    await using registry = await startServer((request) => {
      if (request.headers.authorization === undefined) {
        return { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } };
      }
      if (request.method === "HEAD") return { status: 404 };
      if (request.method === "POST") return { status: 202, headers: { location: `${storage.url}/upload?signature=1` } };
      if (request.method === "PUT") return { status: 201, headers: { "oci-subject": "x" } };
      return isManifest(request)
        ? manifest()
        : { status: 307, headers: { location: `${storage.url}/blob?signature=1` } };
    });
    const access = await loggedIn(registry.host);
    await pushImage(image, reference(registry.host), access);
    const pulled = await pullModule(reference(registry.host), access);
    expect(Buffer.from(pulled.module)).toEqual(Buffer.from(module().bytes));
    expect(storage.seen.map(({ method }) => method)).toContain("PUT");
    expect(storage.seen.map(({ method }) => method)).toContain("GET");
    expect(storage.seen.filter(({ headers }) => headers.authorization !== undefined)).toEqual([]);
    expect(registry.seen.filter(({ headers }) => headers.authorization !== undefined).length).toBeGreaterThan(5);
  });

  it("is not given away to a storage that asks for it", async () => {
    await using service = await startServer(() => ({ status: 200, body: JSON.stringify({ token: TOKEN }) }));
    await using storage = await startServer(() => ({
      ...{ status: 401, headers: { "www-authenticate": `Bearer realm="${service.url}/token"` } },
    }));
    await using registry = await startServer((request) => {
      return isManifest(request) ? manifest() : { status: 307, headers: { location: `${storage.url}/blob` } };
    });
    await expect(pullModule(reference(registry.host), await loggedIn(registry.host))).rejects.toMatchObject({
      code: "ERR_REGISTRY_DENIED",
      message: `${registry.host} leads to ${storage.host}, which denies: 401`,
    });
    expect(service.seen).toEqual([]);
    expect(storage.seen).toHaveLength(1);
  });

  it("is asked for again where the token service can't give it now", async () => {
    let answers = 0;
    await using service = await startServer(() => {
      return ++answers === 1 ? { status: 503 } : { status: 200, body: JSON.stringify({ token: TOKEN }) };
    });
    await using registry = await startServer((request) => {
      if (request.headers.authorization === `Bearer ${TOKEN}`) {
        return isManifest(request) ? manifest() : { status: 200, body: Buffer.from(module().bytes) };
      }
      return { status: 401, headers: { "www-authenticate": `Bearer realm="${service.url}/token"` } };
    });
    await pullModule(reference(registry.host), anonymous());
    expect(answers).toBe(2);
  });

  it("is a token for the repository, got with the password, and got again when it has run out", async () => {
    let token = 0;
    await using service = await startServer(() => ({
      status: 200,
      body: JSON.stringify({ token: `${TOKEN}${++token}` }),
    }));
    await using registry = await startServer((request) => {
      const isFresh = request.headers.authorization === `Bearer ${TOKEN}${isManifest(request) ? 1 : 2}`;
      if (isFresh) return isManifest(request) ? manifest() : { status: 200, body: Buffer.from(module().bytes) };
      const challenge = `Bearer realm="${service.url}/token?a=b",service="s",scope="repository:acme/hello:pull"`;
      return { status: 401, headers: { "www-authenticate": challenge } };
    });
    await pullModule(reference(registry.host), await loggedIn(registry.host));
    const { path, headers } = service.seen[0] ?? { path: "", headers: {} };
    expect(path).toBe("/token?a=b&service=s&scope=repository%3Aacme%2Fhello%3Apull");
    expect(headers.authorization).toBe(`Basic ${Buffer.from(`robot:${SECRET}`).toString("base64")}`);
    expect(service.seen).toHaveLength(2);
    expect(registry.seen.some(({ headers: sent }) => sent.authorization?.startsWith("Basic"))).toBe(false);
  });

  it("is an anonymous token where nobody is logged in", async () => {
    await using service = await startServer(() => ({ status: 200, body: JSON.stringify({ access_token: TOKEN }) }));
    await using registry = await startServer((request) => {
      if (request.headers.authorization === `Bearer ${TOKEN}`) {
        return isManifest(request) ? manifest() : { status: 200, body: Buffer.from(module().bytes) };
      }
      return { status: 401, headers: { "www-authenticate": `Bearer realm="${service.url}/token"` } };
    });
    await pullModule(reference(registry.host), anonymous());
    expect(service.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it("is got for an identity token by OAuth2", async () => {
    await using service = await startServer(() => ({ status: 200, body: JSON.stringify({ access_token: TOKEN }) }));
    await using registry = await startServer((request) => {
      if (request.headers.authorization === `Bearer ${TOKEN}`) {
        return isManifest(request) ? manifest() : { status: 200, body: Buffer.from(module().bytes) };
      }
      return { status: 401, headers: { "www-authenticate": `Bearer realm="${service.url}/token",service="s"` } };
    });
    await writeFile(
      join(folder, "config.json"),
      JSON.stringify({ auths: { [registry.host]: { identitytoken: SECRET } } }),
    );
    await pullModule(reference(registry.host), { retry, env: { DOCKER_CONFIG: folder } });
    expect(service.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /token"]);
    expect(Object.fromEntries(new URLSearchParams(service.seen[0]?.body))).toEqual({
      ...{ grant_type: "refresh_token", client_id: "sluice", refresh_token: SECRET, service: "s" },
      scope: "repository:acme/hello:pull",
    });
  });

  it.each([
    [
      "a token service by plain http",
      'Bearer realm="http://auth.example.com/token"',
      "names a token service that is not reached by https",
    ],
    ["no token service", "Bearer", "names a token service that is not reached by https"],
    ["a scheme that nobody knows", "Negotiate", "asks for what sluice does not know"],
    ["nothing", "", "asks for what sluice does not know"],
  ])("is refused to a registry that names %s", async (_what, challenge, message) => {
    await using registry = await startServer(() => ({ status: 401, headers: { "www-authenticate": challenge } }));
    await expect(pullModule(reference(registry.host), await loggedIn(registry.host))).rejects.toMatchObject({
      code: "ERR_REGISTRY_DENIED",
      message: `${registry.host} ${message}`,
    });
  });

  it("stands in no error and no progress", async () => {
    await using service = await startServer(() => ({ status: 200, body: JSON.stringify({ token: TOKEN }) }));
    await using registry = await startServer(({ headers }) => {
      if (headers.authorization !== undefined) return { status: 403 };
      return { status: 401, headers: { "www-authenticate": `Bearer realm="${service.url}/token"` } };
    });
    const said: string[] = [];
    const access = { ...(await loggedIn(registry.host)), onProgress: (message: string) => said.push(message) };
    const failure = await pushImage(image, reference(registry.host), access).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({
      code: "ERR_REGISTRY_DENIED",
      message: `${registry.host}/acme/hello: access denied: 403`,
    });
    const text = JSON.stringify([said, failure, (failure as Error).stack]);
    for (const secret of [SECRET, TOKEN, Buffer.from(`robot:${SECRET}`).toString("base64")]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe("a registry with the referrers API", () => {
  it("lists what has a subject itself: no tag is written for it", async () => {
    const listed = image.referrers.map(({ manifest: { descriptor } }) => descriptor);
    await using registry = await startServer(({ method, path }) => {
      if (method === "PUT") return { status: 201, headers: { "oci-subject": image.manifest.descriptor.digest } };
      if (!path.includes("/referrers/")) return { status: 200 };
      return { status: 200, headers: { "content-type": OCI.index }, body: Buffer.from(writeIndex(listed)) };
    });
    await pushImage(image, reference(registry.host), anonymous());
    const manifests = registry.seen.filter(({ method }) => method === "PUT").map(({ path }) => path.split("/").at(-1));
    expect(manifests).toEqual([...listed.map(({ digest }) => digest), "1"]);
    await using client = new Repository({
      ...anonymous(),
      registry: registry.host,
      repository: "acme/hello",
      actions: "pull",
    });
    expect(await getReferrers(client, image.manifest.descriptor.digest)).toEqual(listed);
  });

  it.each([
    ["read to the end", '</v2/acme/hello/referrers/x?last=2>; rel="next"', null],
    ["not read at another's", '<http://127.0.0.1:1/next>; rel="next"', "names a next page that is not its own"],
    ["not read for ever", "<?again>; rel=next", "too much is attached"],
  ])("gives pages of them, which are %s", async (_what, link, refusal) => {
    const listed = image.referrers.map(({ manifest: { descriptor } }) => descriptor);
    await using server = await startServer(({ path }) => {
      const [page, isLast] = path.endsWith("last=2") ? [listed.slice(1), true] : [listed.slice(0, 1), false];
      const headers = { "content-type": OCI.index, ...(isLast ? {} : { link }) };
      return { status: 200, headers, body: Buffer.from(writeIndex(page)) };
    });
    await using client = new Repository({
      ...{ ...anonymous(), registry: server.host, repository: "acme/hello", actions: "pull" as const },
    });
    const found = getReferrers(client, image.manifest.descriptor.digest);
    if (refusal === null) expect(await found).toEqual(listed);
    else {
      await expect(found).rejects.toMatchObject({
        ...{ code: "ERR_REGISTRY", message: expect.stringContaining(refusal) as string },
      });
    }
    expect(server.seen.length).toBeLessThan(30);
  });
});

describe("a registry that fails", () => {
  it.each([429, 503, 500, 408])("is asked again after %d", async (status) => {
    let failures = 2;
    await using registry = await startServer((request) => {
      if (failures-- > 0) return { status, headers: { "retry-after": "0" } };
      return isManifest(request) ? manifest() : { status: 200, body: Buffer.from(module().bytes) };
    });
    const pulled = await pullModule(reference(registry.host), anonymous());
    expect(pulled.digest).toBe(image.manifest.descriptor.digest);
  });

  it("is asked again after it cut the connection, and given up in the end", async () => {
    await using registry = await startServer((_request, response) => {
      response.destroy();
      return null;
    });
    await expect(pullModule(reference(registry.host), anonymous())).rejects.toMatchObject({
      code: "ERR_REGISTRY",
      message: `${registry.host} cannot be reached: the connection was cut`,
    });
    expect(registry.seen).toHaveLength(retry.attempts);
  });

  it.each([
    ["by seconds", () => "3600"],
    ["by a date", () => new Date(Date.now() + 3_600_000).toUTCString()],
  ])("is not waited for when it asks for an hour: %s", async (_how, retryAfter) => {
    await using registry = await startServer(() => ({ status: 503, headers: { "retry-after": retryAfter() } }));
    await expect(pullModule(reference(registry.host), anonymous())).rejects.toMatchObject({
      message: `${registry.host} answered 503 to GET /v2/acme/hello/manifests/1`,
    });
    expect(registry.seen).toHaveLength(1);
  });
});

describe("a registry that lies", () => {
  const other = blobOf(Buffer.from("{}"), "");

  it.each<[string, (request: SeenRequest) => Answer, string]>([
    [
      "a manifest of another digest than it says",
      () => ({ ...manifest(), headers: { ...manifest().headers, "docker-content-digest": other.descriptor.digest } }),
      "is not what its digest says",
    ],
    [
      "an index",
      () => ({
        status: 200,
        headers: { "content-type": "application/vnd.oci.image.index.v1+json" },
        body: '{"manifests":[]}',
      }),
      "is an index of images, not an image",
    ],
    ["no JSON", () => ({ status: 200, body: "<html>" }), "is not JSON"],
    [
      "a manifest that never ends",
      () => ({ status: 200, body: Buffer.alloc(5_000_000) }),
      "answered with more than 4194304 bytes",
    ],
    [
      "too much of a blob",
      (request) => (isManifest(request) ? manifest() : { status: 200, body: Buffer.alloc(100_000) }),
      "answered with more than",
    ],
    [
      "too little of a blob",
      (request) => (isManifest(request) ? manifest() : { status: 200, body: Buffer.from(module().bytes).subarray(1) }),
      "bytes instead of",
    ],
    [
      "a layer of 1 TB",
      () => ({
        status: 200,
        body: manifestWith({ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", size: 1e12 }),
      }),
      "has 1000000000000 bytes: more than",
    ],
    [
      "a layer that Istio does not read",
      () => ({
        status: 200,
        body: manifestWith({ mediaType: "application/vnd.oci.image.layer.v1.tar+zstd", size: 1 }),
      }),
      "no proxy reads a module from; its layers: application/vnd.oci.image.layer.v1.tar+zstd",
    ],
    ["redirects in a circle", () => ({ status: 302, headers: { location: "/again" } }), "redirects more than 5 times"],
    [
      "a redirect to a file",
      () => ({ status: 302, headers: { location: "file:///etc/passwd" } }),
      "leads from http:// to file:",
    ],
  ])("with %s is refused", async (_what, answer, message) => {
    await using registry = await startServer(answer);
    await expect(pullModule(reference(registry.host), anonymous())).rejects.toMatchObject({
      message: expect.stringContaining(message) as string,
    });
  });

  it("is asked twice, not more, where it is silent", async () => {
    let attempts = 0;
    const silent = new TemporaryFailure("silent", { attemptsMax: 2 });
    const work = (): Promise<never> => (attempts++, Promise.reject(silent));
    await expect(withRetries(work, retry, () => undefined)).rejects.toMatchObject({ message: "silent" });
    expect(attempts).toBe(2);
  });

  it("gives a manifest of another digest than was asked for", async () => {
    await using registry = await startServer(() => ({ status: 200, body: "{}" }));
    const pinned = parseReference(`${registry.host}/acme/hello@${image.manifest.descriptor.digest}`);
    await expect(pullModule(pinned, anonymous())).rejects.toMatchObject({
      code: "ERR_IMAGE_INVALID",
      message: expect.stringContaining("is not what its digest says") as string,
    });
  });

  it("ends a push of which it takes a byte of each piece", async () => {
    await using registry = await startServer(({ method, headers }) => {
      const location = "/v2/acme/hello/blobs/uploads/1";
      if (method === "POST") return { status: 202, headers: { location } };
      if (method !== "PATCH") return { status: method === "PUT" ? 201 : 404 };
      const [, start] = /^(\d+)-/.exec(headers["content-range"] ?? "") ?? [];
      // The first byte is acknowledged as none, so the second comes along.
      return { status: 202, headers: { location, range: `0-${Number(start) + 1}` } };
    });
    await expect(pushImage(image, reference(registry.host), { ...anonymous(), chunkBytes: 100 })).rejects.toMatchObject(
      {
        code: "ERR_REGISTRY",
        message: `${registry.host} takes next to nothing of each piece of a blob`,
      },
    );
    expect(registry.seen.filter(({ method }) => method === "PATCH").length).toBeLessThan(40);
  });

  it("never ends a push that it takes nothing of", async () => {
    await using registry = await startServer(({ method }) => {
      if (method === "POST") return { status: 202, headers: { location: "/v2/acme/hello/blobs/uploads/1" } };
      if (method === "PATCH") {
        return { status: 202, headers: { location: "/v2/acme/hello/blobs/uploads/1", range: "0-0" } };
      }
      return { status: 404 };
    });
    await expect(pushImage(image, reference(registry.host), { ...anonymous(), chunkBytes: 100 })).rejects.toMatchObject(
      {
        message: `${registry.host} no longer knows the upload`,
      },
    );
  });
});

/** An image of one layer that the descriptor says it has. */
function manifestWith(layer: { readonly mediaType: string; readonly size: number }): string {
  const digest = `sha256:${"0".repeat(64)}`;
  const config = { mediaType: "application/vnd.oci.image.config.v1+json", digest, size: 2 };
  return JSON.stringify({ schemaVersion: 2, config, layers: [{ ...layer, digest }] });
}
