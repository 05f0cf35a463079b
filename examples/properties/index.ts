/** Tells the upstream what Envoy knows of the client: its address, its connection, its TLS identity if it has one. */
import { ConnectionAttributes, Flow, HttpFilter, register, Request, SourceAttributes, XdsAttributes } from "sluice/sdk";

class Properties extends HttpFilter {
  onRequestHeaders(request: Request): Flow {
    setOrDelete(request, "x-client-address", SourceAttributes.address);
    setOrDelete(request, "x-client-identity", ConnectionAttributes.uriSanPeerCertificate);
    setOrDelete(request, "x-cluster", XdsAttributes.clusterName);
    request.headers.set("x-connection", ConnectionAttributes.id.toString());
    return Flow.Continue;
  }
}

/** What Envoy does not know, a client must not say in its place. */
function setOrDelete(request: Request, name: string, value: string | null): void {
  if (value === null) request.headers.delete(name);
  else request.headers.set(name, value);
}
register("properties", () => new Properties());
