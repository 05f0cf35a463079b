import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";
import type { TestGateway } from "sluice/testing";

describe.each(engines)("tcp-guard on %s", (engine) => {
  let gateway: TestGateway;
  let heard = "";

  beforeAll(async () => {
    gateway = await serve({
      engine,
      kind: "network",
      filter: "examples/tcp-guard",
      upstream: (socket) =>
        void socket.on("data", (data) => {
          heard += data.toString();
          socket.write(data);
        }),
    });
  });

  afterAll(() => gateway.close());

  it("passes on what follows the password", async () => {
    const client = await gateway.connect();
    client.write("open ses");
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.write("ame\nhello");
    const [answer] = (await once(client, "data")) as [Buffer];
    expect(answer.toString()).toBe("hello");
    client.write(" again");
    const [next] = (await once(client, "data")) as [Buffer];
    expect(next.toString()).toBe(" again");
    client.destroy();
  });

  it("hangs up on anything else, and the upstream hears nothing of it", async () => {
    heard = "";
    const client = await gateway.connect();
    client.on("error", () => undefined);
    const ended = once(client, "end");
    client.resume();
    client.write("open the door, please");
    await ended;
    client.destroy();
    expect(heard).toBe("");
  });
});
