import { randomUUID, sign, X509Certificate } from "node:crypto";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Image } from "../../../../tooling/oci/image.js";
import { packageModule } from "../../../../tooling/oci/package-module.js";
import { pullModule } from "../../../../tooling/oci/pull.js";
import { pushImage } from "../../../../tooling/oci/push.js";
import { parseReference } from "../../../../tooling/oci/reference.js";
import { startServer } from "../fake-registry.js";
import { hasOpenssl, makeCertificate } from "../make-certificate.js";
import { moduleWithPapers } from "../modules.js";
import { RegistryServer, USER } from "../start-registry.js";
import { describeWithRegistry } from "../with-registry.js";

const retry = { attempts: 2, delayMs: 1, delayMsMax: 1 };
const AUTH = Buffer.from(`${USER.username}:${USER.password}`).toString("base64");

let folder: string;
let image: Image;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-auth-"));
  const path = join(folder, "hello.wasm");
  await writeFile(path, moduleWithPapers());
  image = await packageModule(path);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Access as Docker's configuration says. */
async function access(config: object, path = process.env["PATH"]) {
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  return { retry, env: { DOCKER_CONFIG: folder, PATH: path } };
}

describeWithRegistry("a registry with htpasswd", () => {
  let server: RegistryServer;
  beforeAll(async () => {
    server = await RegistryServer.start({ htpasswd: true });
  });
  afterAll(() => server[Symbol.asyncDispose]());
  const reference = () => parseReference(server.reference("acme/hello:1"));

  it("takes the user of Docker's configuration", async () => {
    const robot = await access({ auths: { [server.host]: { auth: AUTH } } });
    await pushImage(image, reference(), robot);
    expect((await pullModule(reference(), robot)).digest).toBe(image.manifest.descriptor.digest);
  });

  it("takes the user that a credential helper names", async () => {
    const bin = join(folder, "bin");
    await mkdir(bin, { recursive: true });
    const answer = JSON.stringify({ Username: USER.username, Secret: USER.password });
    await writeFile(join(bin, "docker-credential-test"), `#!/bin/sh\necho '${answer}'\n`);
    await chmod(join(bin, "docker-credential-test"), 0o755);
    const robot = await access({ credHelpers: { [server.host]: "test" } }, `${bin}:/usr/bin:/bin`);
    await pushImage(image, reference(), robot);
  });

  it("refuses nobody, and does not get the password of another host", async () => {
    for (const host of [server.host.replace(/\d$/, ""), `x${server.host}`, "127.0.0.1"]) {
      const wrong = await access({ auths: { [host]: { auth: AUTH } } });
      await expect(pushImage(image, reference(), wrong)).rejects.toMatchObject({
        ...{ code: "ERR_REGISTRY_DENIED", exitCode: 2, hint: `log in first: docker login ${server.host}` },
        message: `${server.host} asks for a user name and password, and there are none for it`,
      });
    }
  });

  it("refuses a wrong password, which stands in no message", async () => {
    const auth = Buffer.from(`${USER.username}:wr0ng-word`).toString("base64");
    const failure = await pushImage(image, reference(), await access({ auths: { [server.host]: { auth } } })).catch(
      (error: unknown) => error as Error,
    );
    expect(failure).toMatchObject({ code: "ERR_REGISTRY_DENIED" });
    expect((failure as Error).message).not.toMatch(/wr0ng-word|robot/);
  });
});

describe.skipIf(!hasOpenssl)("with openssl, which makes a certificate", () => {
  describeWithRegistry("a registry with a token service", () => {
    it("gets tokens for pushing, mounting and pulling, for a user and for nobody", async () => {
      const { key, certificate } = makeCertificate(folder);
      const keys = { key: await readFile(key, "utf8"), certificate: await readFile(certificate) };
      await using service = await startServer(({ path, headers }) => {
        const scopes = new URL(path, "http://x").searchParams.getAll("scope");
        const isRobot = headers.authorization === `Basic ${AUTH}`;
        return { status: 200, body: JSON.stringify({ token: makeToken(keys, scopes, isRobot) }) };
      });
      const token = `{realm: ${service.url}/token, service: test, issuer: test, rootcertbundle: ${certificate}}`;
      await using server = await RegistryServer.start({ configuration: `auth: {token: ${token}}\n` });
      const robot = await access({ auths: { [server.host]: { auth: AUTH } } });
      const reference = parseReference(server.reference("acme/hello:1"));
      await pushImage(image, reference, robot);
      const second = parseReference(server.reference("acme/second:1"));
      const { blobs } = await pushImage(image, second, { ...robot, mountFrom: "acme/hello" });
      expect(blobs.mounted).toBe(5);

      const nobody = await access({});
      expect((await pullModule(reference, nobody)).digest).toBe(image.manifest.descriptor.digest);
      await expect(pushImage(image, reference, nobody)).rejects.toMatchObject({ code: "ERR_REGISTRY_DENIED" });
    });
  });
});

/** A token as the distribution project's specification has it: everything to the robot, pulling to everybody. */
function makeToken(
  { key, certificate }: { readonly key: string; readonly certificate: Buffer },
  scopes: readonly string[],
  isRobot: boolean,
): string {
  const access = scopes.map((scope) => {
    const [type, name, actions = ""] = scope.split(":");
    return { type, name, actions: actions.split(",").filter((action) => isRobot || action === "pull") };
  });
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: "test", sub: "", aud: "test", jti: randomUUID(), access };
  const times = { iat: now, nbf: now - 60, exp: now + 300 };
  const header = { typ: "JWT", alg: "RS256", x5c: [new X509Certificate(certificate).raw.toString("base64")] };
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode(header)}.${encode({ ...claims, ...times })}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}
