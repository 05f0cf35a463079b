import { describe, expect, it } from "vitest";
import { Host, type HostOptions } from "../../../../tooling/host/host.js";
import type { NetworkFilterChain, NetworkPeer } from "../../../../tooling/host/stream/network-filter-chain.js";
import { messages, probePlugin } from "../probe.js";

/** One end of the connection, played by the test. */
class Peer implements NetworkPeer {
  readonly events: string[] = [];
  isSlow = false;

  write(chunk: Buffer): boolean {
    this.events.push(chunk.toString());
    return !this.isSlow;
  }

  hold(reason: string, isHeld: boolean): void {
    this.events.push(`${isHeld ? "hold" : "release"} ${reason}`);
  }

  readonly end = (): void => void this.events.push("end");
  readonly closeAfterWrite = (): void => void this.events.push("close");
  readonly closeNow = (): void => void this.events.push("close now");
  readonly reset = (): void => void this.events.push("reset");
}

interface Connection {
  readonly host: Host;
  readonly chain: NetworkFilterChain;
  readonly client: Peer;
  readonly upstream: Peer;
}

const LOCAL = { address: "127.0.0.1", port: 1 };

async function open(script: string, options: HostOptions = {}): Promise<Connection> {
  const host = new Host(options);
  await host.loadPlugin(await probePlugin({ kind: "network", script }));
  host.start();
  host.logs.length = 0;
  const [client, upstream] = [new Peer(), new Peer()];
  const chain = host.openConnection({ downstream: client, connect: () => upstream });
  chain.open();
  return { host, chain, client, upstream };
}

describe("a connection through network filters", () => {
  it("reads nothing from the client before the upstream is connected", async () => {
    const { chain, client } = await open("");
    expect(client.events).toEqual(["hold connecting"]);
    chain.onConnected(LOCAL, LOCAL);
    expect(client.events).toEqual(["hold connecting", "release connecting"]);
  });

  it("holds the client while more than the limit waits for a filter", async () => {
    const { chain, client, upstream } = await open("downstream_data return_below 100 1", { bufferLimitBytes: 64 });
    chain.receiveFromClient(Buffer.alloc(64, "a"), false);
    expect(client.events).toEqual(["hold connecting"]);
    chain.receiveFromClient(Buffer.from("b"), false);
    expect(client.events).toEqual(["hold connecting", "hold buffer"]);
    chain.receiveFromClient(Buffer.alloc(35, "c"), false);
    expect(client.events.at(-1)).toBe("release buffer");
    expect(upstream.events.join("")).toHaveLength(100);
  });

  it("holds one side while the other takes no more", async () => {
    const { chain, client, upstream } = await open("");
    client.isSlow = true;
    upstream.isSlow = true;
    chain.receiveFromClient(Buffer.from("a"), false);
    chain.receiveFromUpstream(Buffer.from("b"), false);
    expect(client.events).toEqual(["hold connecting", "hold writing", "b"]);
    expect(upstream.events).toEqual(["a", "hold writing"]);
    chain.onUpstreamDrain();
    chain.onClientDrain();
    expect(client.events.at(-1)).toBe("release writing");
    expect(upstream.events.at(-1)).toBe("release writing");
  });

  it("ends once, whatever comes after", async () => {
    const { host, chain, client, upstream } = await open("");
    chain.onClientReset();
    expect([client.events.at(-1), upstream.events]).toEqual(["close", ["reset", "close"]]);
    chain.receiveFromClient(Buffer.from("late"), true);
    chain.receiveFromUpstream(Buffer.from("late"), true);
    chain.onUpstreamFailure(true);
    chain.close();
    chain.onClientReset();
    expect(messages(host).slice(-4)).toEqual(["downstream_close 2 2", "done 2", "log 2", "delete 2"]);
    expect(upstream.events).not.toContain("late");
  });

  it("closes at once what a filter closes, and tells of no connection that it never saw", async () => {
    const { host, client } = await open("new_connection close 2");
    expect(client.events.at(-1)).toBe("close");
    expect(messages(host)).toEqual([
      ...["context_create 2 1", "new_connection 2", "new_connection: close 2 = 0"],
      ...["downstream_close 2 1", "done 2", "log 2", "delete 2"],
    ]);
  });
});
