import type { JsonObject } from "./kubernetes.js";
import type { PluginUrl } from "./plugin-url.js";

const TLS_CONTEXT_TYPE = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext";

/** Where Istio's proxy images keep the roots of public certificate authorities. */
const TRUSTED_ROOTS = "/etc/ssl/certs/ca-certificates.crt";

const IP_ADDRESS = /^(?:[\d.]+|[\da-f:.]*:[\da-f:.]*)$/;

/**
 * An Envoy cluster of one host: the one that serves the module. TLS, with the host's certificate verified, for `https`;
 * plain otherwise, and outside the mesh's mutual TLS in any case.
 */
export function moduleCluster(name: string, { scheme, host, port }: PluginUrl): JsonObject {
  const endpoint = { endpoint: { address: { socket_address: { address: host, port_value: port } } } };
  return {
    name,
    // With both families Envoy tries each address: by default it keeps to IPv6 where the name has one.
    ...(IP_ADDRESS.test(host) ? { type: "STATIC" } : { type: "STRICT_DNS", dns_lookup_family: "ALL" }),
    connect_timeout: "5s",
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [endpoint] }] },
    ...(scheme === "https" ? { transport_socket: tls(host) } : {}),
  };
}

function tls(host: string): JsonObject {
  const isAddress = IP_ADDRESS.test(host);
  const validation_context = {
    trusted_ca: { filename: TRUSTED_ROOTS },
    match_typed_subject_alt_names: [{ san_type: isAddress ? "IP_ADDRESS" : "DNS", matcher: { exact: host } }],
  };
  return {
    name: "envoy.transport_sockets.tls",
    // A server name is a DNS name: RFC 6066 section 3 allows no address in it.
    typed_config: {
      "@type": TLS_CONTEXT_TYPE,
      ...(isAddress ? {} : { sni: host }),
      common_tls_context: { validation_context },
    },
  };
}
