import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { moduleWithPapers } from "../../oci/modules.js";
import { RegistryServer } from "../../oci/start-registry.js";
import { describeWithRegistry } from "../../oci/with-registry.js";
import { runCli, temporaryFolder } from "../run-cli.js";

describeWithRegistry("sluice push and pull", () => {
  it("say the digest that belongs into sha256, and bring the module back", async () => {
    await using server = await RegistryServer.start();
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    await writeFile(join(cwd, "hello.wasm"), moduleWithPapers());
    const reference = server.reference("acme/hello:1");
    const pushed = await runCli(["push", "hello.wasm", reference, "--json", "--license", "MIT"], { cwd });
    expect(pushed).toMatchObject({ code: 0, stderr: "" });
    const { sha256, digest, url } = JSON.parse(pushed.stdout) as Record<string, string>;
    expect({ digest, url }).toEqual({ digest: `sha256:${sha256}`, url: `oci://${reference}@sha256:${sha256}` });

    const pulled = await runCli(["pull", `oci://${reference}`, "-o", "out.wasm", "--json"], { cwd });
    expect(pulled).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(pulled.stdout)).toMatchObject({ path: "out.wasm", variant: "compat", sha256 });
    expect(await readFile(join(cwd, "out.wasm"))).toEqual(await readFile(join(cwd, "hello.wasm")));
  });

  it("say that a tag was moved, and what it named before", async () => {
    await using server = await RegistryServer.start();
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    for (const name of ["old", "new"]) await writeFile(join(cwd, `${name}.wasm`), moduleWithPapers(name));
    const push = async (module: string) => {
      const { stdout, stderr } = await runCli(["push", module, server.reference("acme/hello:1"), "--json"], { cwd });
      return { stderr, ...(JSON.parse(stdout) as { readonly digest: string; readonly replaced: string | null }) };
    };
    const old = await push("old.wasm");
    expect(old).toMatchObject({ stderr: "", replaced: null });
    expect(await push("old.wasm")).toMatchObject({ stderr: "", replaced: null });
    expect(await push("new.wasm")).toMatchObject({
      stderr: `note: the tag 1 was moved: until now it named ${old.digest}\n`,
      replaced: old.digest,
    });
  });

  it("carry a layout from one registry to another", async () => {
    await using server = await RegistryServer.start();
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    await writeFile(join(cwd, "hello.wasm"), moduleWithPapers());
    const packaged = await runCli(["package", "hello.wasm", "-o", "layout", "--json"], { cwd });
    const { digest } = JSON.parse(packaged.stdout) as { digest: string };
    const pushed = await runCli(["push", "file:layout", server.reference("acme/hello:1")], { cwd });
    expect(pushed.stdout).toContain(`acme/hello:1@${digest}\n`);
    expect(pushed.stdout).toContain("5 uploaded, 0 there already, 0 mounted");
  });

  it("go through the proxy of the environment, and by plain http only when told so", async () => {
    await using server = await RegistryServer.start();
    await using proxy = await startProxy(server.host);
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    const env = {
      http_proxy: proxy.url,
      HTTP_PROXY: undefined,
      https_proxy: proxy.url,
      no_proxy: "",
      NO_PROXY: undefined,
    };
    await writeFile(join(cwd, "hello.wasm"), moduleWithPapers());
    const reference = "registry.internal:80/acme/hello:1";
    const pushed = await runCli(["push", "hello.wasm", reference, "--insecure"], { cwd, env });
    expect(pushed).toMatchObject({ code: 0, stderr: "" });
    expect(new Set(proxy.targets)).toEqual(new Set(["registry.internal:80"]));
    expect(await runCli(["pull", server.reference("acme/hello:1"), "-o", "out.wasm"], { cwd, env })).toMatchObject({
      code: 0,
    });

    const secure = await runCli(["pull", reference, "-o", "out.wasm"], { cwd, env });
    expect(secure.code).toBe(1);
    expect(secure.stderr).toMatch(/^error: registry\.internal:80 cannot be reached: it does not speak TLS/);
  });
});

describe("sluice push and pull", () => {
  it("refuse to package what is packaged already", async () => {
    const { stderr } = await runCli(["push", "file:nowhere", "127.0.0.1:1/hello:1", "--license", "MIT"]);
    expect(stderr).toMatch(/^error: --license is for a module: a layout is packaged already\nhint: /);
    // A variable may stand there for another command of the pipeline.
    const env = { SLUICE_LICENSE: "MIT" };
    const asked = await runCli(["push", "file:nowhere", "127.0.0.1:1/hello:1"], { env });
    expect(asked.stderr).toMatch(/^error: nowhere is no OCI image layout/);
  });

  it("refuse what is no reference, no module and no layout, and write nothing", async () => {
    await using folder = await temporaryFolder();
    const cwd = folder.path;
    for (const args of [
      ["push", "hello.wasm", "hello:1"],
      ["push", "hello.wasm", "127.0.0.1:1/Hello:1"],
      ["push", "hello.wasm", "127.0.0.1:1/hello:1"],
      ["push", "file:nowhere", "127.0.0.1:1/hello:1"],
      ["push", "file:nowhere", "127.0.0.1:1/hello:1", "--variant", "oci"],
      ["push", "hello.wasm", "127.0.0.1:1/hello:1", "--chunk-size", "12"],
      ["pull", "127.0.0.1:1/hello", "-o", "out.wasm"],
      ["pull", "127.0.0.1:1/hello:1"],
    ]) {
      const { code, stdout, stderr } = await runCli(args, { cwd });
      expect({ args, code, stdout }).toEqual({ args, code: 2, stdout: "" });
      expect(stderr).toMatch(/^error: .+\nhint: .+\n$/);
    }
  });
});

/** A forward proxy that leads every name to one address. */
async function startProxy(target: string) {
  const [host = "", port = ""] = target.split(":");
  const targets: string[] = [];
  const server = createServer();
  server.on("connect", (request, client) => {
    targets.push(request.url ?? "");
    const upstream = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.pipe(client);
      client.pipe(upstream);
    });
    const end = (): void => void [upstream.destroy(), client.destroy()];
    upstream.on("error", end).on("close", end);
    client.on("error", end).on("close", end);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    targets,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
