import { once } from "node:events";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { printManifest } from "./mesh/print-manifest.js";

/** What a TCP client is told by the gateway until the connection ends, whoever ends it. */
async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (heard += chunk));
  socket.on("error", () => undefined).end(text);
  await once(socket, "close");
  return heard;
}

describeOnMesh("a TCP filter", (stage) => {
  it("is not there before its manifest", async () => {
    expect(await say(stage().mesh.tcpPort, "hello")).toBe("hello");
  });

  it.each(["WasmPlugin", "TrafficExtension"] as const)("acts on connections as a %s", async (kind) => {
    const { mesh, publisher } = stage();
    const module = await publisher.publish("examples/tcp-guard", "tcp-guard");
    const manifest = await printManifest({ kind, name: `guard-${kind.toLowerCase()}`, module });
    expect(manifest).toContain("type: NETWORK");
    await mesh.apply(manifest);
    expect(await say(mesh.tcpPort, "open sesame\nhello")).toBe("hello");
    expect(await say(mesh.tcpPort, "open barley\nhello")).toBe("");
  });
});
