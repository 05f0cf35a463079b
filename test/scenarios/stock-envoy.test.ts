import { spawn } from "node:child_process";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileFilter, findEnvoy } from "sluice";
import { engines } from "sluice/testing";

describe.each(engines.filter((engine) => engine === "envoy"))("a stock Envoy with none of our tooling on %s", () => {
  it("loads a module that the build made, from a configuration written by hand", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sluice-stock-"));
    const { module } = await compileFilter({ filter: "test/fixtures/filters/hello" });
    await writeFile(join(folder, "hello.wasm"), module);
    await copyFile("test/fixtures/stock-envoy.yaml", join(folder, "envoy.yaml"));
    const { path } = await findEnvoy();
    const arguments_ = ["-c", "envoy.yaml", "--admin-address-path", "admin", "--disable-hot-restart", "-l", "error"];
    const envoy = spawn(path, arguments_, { cwd: folder, stdio: "ignore" });
    const ended = new Promise((resolve) => envoy.once("exit", resolve));
    try {
      await expect
        .poll(() => readFile(join(folder, "admin"), "utf8").catch(() => ""), { timeout: 10_000 })
        .toMatch(/:\d+$/);
      const admin = await readFile(join(folder, "admin"), "utf8");
      const listening = async (): Promise<number> => {
        const response = await fetch(`http://${admin}/listeners?format=json`).catch(() => null);
        const status = (await response?.json()) as ListenerStatus | undefined;
        return status?.listener_statuses?.[0]?.local_address.socket_address.port_value ?? 0;
      };
      await expect.poll(listening, { timeout: 10_000 }).toBeGreaterThan(0);
      const response = await fetch(`http://127.0.0.1:${await listening()}/`);
      expect(response.headers.get("hello")).toBe("world!");
      expect(await response.text()).toBe("from envoy");
    } finally {
      envoy.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true });
    }
  });
});

interface ListenerStatus {
  readonly listener_statuses?: readonly {
    readonly local_address: { readonly socket_address: { readonly port_value: number } };
  }[];
}
