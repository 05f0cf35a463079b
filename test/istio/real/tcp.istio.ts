import { once } from "node:events";
import { connect } from "node:net";
import { expect, it } from "vitest";
import { describeOnMesh } from "./mesh/describe-on-mesh.js";
import { type Kind, printManifest } from "./mesh/print-manifest.js";

/** What a TCP client is told by the gateway until the connection ends, whoever ends it. */
async function say(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.setEncoding("utf8").on("data", (chunk: string) => (heard += chunk));
  socket.on("error", () => undefined).end(text);
  await once(socket, "close");
  return heard;
}

const FORMS: readonly (readonly [kind: Kind, transport: "oci" | "http"])[] = [
  ["WasmPlugin", "oci"],
  ["TrafficExtension", "http"],
  ["EnvoyFilter", "oci"],
  ["EnvoyFilter, inline", "http"],
];

describeOnMesh("a TCP filter", (stage) => {
  it("is not there before its manifest", async () => {
    expect(await say(stage().mesh.tcpPort, "hello")).toBe("hello");
  });

  it.each(FORMS)("acts on connections as a %s by %s", async (kind, transport) => {
    const { mesh, publisher } = stage();
    const module = await publisher.publish("examples/tcp-guard", "tcp-guard");
    const name = `guard-${FORMS.findIndex((form) => form[0] === kind)}`;
    await mesh.apply(await printManifest({ kind, name, module, source: module[transport] }));
    expect(await say(mesh.tcpPort, "open sesame\nhello")).toBe("hello");
    expect(await say(mesh.tcpPort, "open barley\nhello")).toBe("");
    // Istio itself puts a plugin before the filters of every listener.
    if (kind.startsWith("EnvoyFilter")) expect((await mesh.fetch("/")).status).toBe(200);
    else await expect(mesh.fetch("/")).rejects.toThrow();
  });

  it.each(["WasmPlugin", "EnvoyFilter"] as const)("closes all connections as a %s that can't be had", async (kind) => {
    const { mesh, publisher } = stage();
    const module = await publisher.publish("examples/tcp-guard", "tcp-guard");
    const wrong = { ...module.oci, sha256: "ab".repeat(32) };
    await mesh.apply(await printManifest({ kind, name: `closed-${kind.toLowerCase()}`, module, source: wrong }));
    expect(await say(mesh.tcpPort, "open sesame\nhello")).toBe("");
  });
});
