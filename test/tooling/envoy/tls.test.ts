import { execFileSync, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { startEnvoy } from "../../../tooling/envoy/index.js";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

describe.skipIf(!hasOpenssl)("an https upstream (skipped without openssl, which makes its certificate)", () => {
  let folder: string;
  let certificate: string;
  let server: Server;
  let port: number;
  let serverName: string | false | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "tls-test-"));
    certificate = join(folder, "certificate.pem");
    const key = join(folder, "key.pem");
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const options = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
    execFileSync("openssl", ["req", ...options, "-keyout", key, "-out", certificate, ...names], { stdio: "ignore" });
    server = createServer({ key: await readFile(key), cert: await readFile(certificate) }, (request, response) => {
      serverName = (request.socket as { servername?: string | false }).servername;
      response.end("over TLS");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });

  afterEach(() => vi.unstubAllEnvs());

  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  });

  it("is reached when its certificate is trusted and valid for its name", async () => {
    vi.stubEnv("NODE_EXTRA_CA_CERTS", certificate);
    await using gateway = await startEnvoy({ plugins: [], upstream: `https://localhost:${port}` });
    expect(await (await fetch(gateway.url)).text()).toBe("over TLS");
    expect(serverName).toBe("localhost");
  });

  it("is not reached when its certificate is for another name", async () => {
    vi.stubEnv("NODE_EXTRA_CA_CERTS", certificate);
    await using gateway = await startEnvoy({ plugins: [], upstream: `https://127.0.0.1:${port}` });
    expect((await fetch(gateway.url)).status).toBe(503);
  });

  it("is not reached when its certificate is not trusted", async () => {
    vi.stubEnv("NODE_EXTRA_CA_CERTS", "");
    await using gateway = await startEnvoy({ plugins: [], upstream: `https://localhost:${port}` });
    expect((await fetch(gateway.url)).status).toBe(503);
  });

  it("needs the file that NODE_EXTRA_CA_CERTS names", async () => {
    const missing = join(folder, "missing.pem");
    vi.stubEnv("NODE_EXTRA_CA_CERTS", missing);
    await expect(startEnvoy({ plugins: [], upstream: `https://localhost:${port}` })).rejects.toMatchObject({
      code: "ERR_FILE_UNREADABLE",
      message: `NODE_EXTRA_CA_CERTS: ${missing} cannot be read`,
    });
  });
});
