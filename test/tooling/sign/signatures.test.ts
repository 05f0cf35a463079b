import { describe, expect, it } from "vitest";
import { digestOf } from "../../../tooling/oci/digest.js";
import { OCI } from "../../../tooling/oci/media-types.js";
import { Repository } from "../../../tooling/oci/registry/repository.js";
import { addSignature, getSignatures } from "../../../tooling/sign/signatures.js";
import { startServer } from "../oci/fake-registry.js";

const signature = { payload: Buffer.from("what is signed"), signature: Buffer.from("by whom") };
const digest = digestOf(Buffer.from("an image"));
const retry = { attempts: 3, delayMs: 1, delayMsMax: 1 };

describe("addSignature", () => {
  it("sends its content again when the registry, which said that it has it, finds it gone or half written", async () => {
    let stored: string | null = null;
    let refusals = 1;
    await using server = await startServer(({ method, path, body }) => {
      if (path.includes("/manifests/")) {
        if (method === "GET") {
          const headers = { "content-type": OCI.manifest };
          return stored === null ? { status: 404 } : { status: 200, headers, body: stored };
        }
        if (refusals-- > 0) return { status: 400, body: JSON.stringify({ errors: [{ code: "DIGEST_INVALID" }] }) };
        stored = body;
        return { status: 201 };
      }
      if (method === "HEAD") return { status: 200 };
      if (method === "GET") return { status: 200, body: signature.payload };
      return { status: method === "POST" ? 202 : 201, headers: { location: "/v2/acme/x/blobs/uploads/1" } };
    });
    await using registry = new Repository({ retry, registry: server.host, repository: "acme/x", actions: "pull,push" });
    await addSignature(registry, digest, signature);
    const uploads = server.seen.filter(({ method, path }) => method === "PUT" && path.includes("/blobs/uploads/"));
    expect(uploads).toHaveLength(2);
    expect(await getSignatures(registry, digest)).toEqual({ signatures: [signature], damaged: [] });
  });

  it("gives up, with what the registry says, when it is never taken", async () => {
    await using server = await startServer(({ method }) => {
      if (method === "HEAD") return { status: 200 };
      if (method === "GET") return { status: 404 };
      if (method === "POST") return { status: 202, headers: { location: "/v2/acme/x/blobs/uploads/1" } };
      return { status: 400, body: JSON.stringify({ errors: [{ code: "MANIFEST_BLOB_UNKNOWN" }] }) };
    });
    await using registry = new Repository({ retry, registry: server.host, repository: "acme/x", actions: "pull,push" });
    await expect(addSignature(registry, digest, signature)).rejects.toMatchObject({ code: "ERR_REGISTRY" });
  });
});
