import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

/** A server that says its name to whoever connects. */
async function named(name: string): Promise<Server & AsyncDisposable & { origin: string }> {
  const server = createServer((socket) => socket.on("error", () => undefined).end(name));
  await once(server.listen(0, "127.0.0.1"), "listening");
  return Object.assign(server, { origin: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

describe.each(engines)("tcp-routing on %s", (engine) => {
  it("sends connections to both in turn", async () => {
    await using even = await named("even");
    await using odd = await named("odd");
    await using gateway = await serve({
      engine,
      kind: "network",
      filter: "examples/tcp-routing",
      clusters: { even: even.origin, odd: odd.origin },
    });
    const names: string[] = [];
    for (let i = 0; i < 6; ++i) {
      const client = await gateway.connect();
      const [said] = (await once(client, "data")) as [Buffer];
      names.push(said.toString());
      client.destroy();
    }
    expect(names).toEqual(["odd", "even", "odd", "even", "odd", "even"]);
  });
});
