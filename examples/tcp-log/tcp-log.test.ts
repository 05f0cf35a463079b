import { once } from "node:events";
import { describe, expect, it } from "vitest";
import { engines, serve } from "sluice/testing";

describe.each(engines)("tcp-log on %s", (engine) => {
  it("counts the bytes of each way and says who hangs up", async () => {
    await using gateway = await serve({
      engine,
      kind: "network",
      filter: "examples/tcp-log",
      upstream: (socket) => {
        socket.on("data", (data) => socket.write(`you said ${data.toString()}`));
        socket.on("end", () => socket.end());
      },
    });
    const client = await gateway.connect();
    client.write("hello");
    const [answer] = (await once(client, "data")) as [Buffer];
    expect(answer.toString()).toBe("you said hello");
    client.end();
    const messages = (): string[] => gateway.logs.map((entry) => entry.message);
    await expect.poll(messages).toContain("received 5 and sent 14 bytes");
    // Both sides had said all they had to say, so it was the gateway that closed.
    expect(messages()).toContain("closed by the gateway");
    expect(messages().some((message) => /^connected: 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+$/.test(message))).toBe(true);
  });

  it("says that a client broke off", async () => {
    await using gateway = await serve({ engine, kind: "network", filter: "examples/tcp-log" });
    const client = await gateway.connect();
    client.write("hello");
    await once(client, "data");
    client.resetAndDestroy();
    await expect.poll(() => gateway.logs.map((entry) => entry.message)).toContain("closed by the client");
  });
});
