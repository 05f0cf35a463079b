import { Bytes } from "../../assembly/bytes";
import { getNumberProperty, getProperty, getTextProperty } from "../property";
import { UNKNOWN } from "./unknown";

/**
 * The connection to the upstream (`upstream.*`), once there is one.
 *
 * A text or bytes that Envoy does not know, or not yet, is null, a number -1. Texts are copies; bytes live until the callback returns.
 */
export abstract class UpstreamAttributes {
  /** Address and port of the host. */
  static get address(): string | null {
    return getTextProperty("upstream\0address");
  }

  /** The port of the host. */
  static get port(): i64 {
    return getNumberProperty("upstream\0port", UNKNOWN);
  }

  /** Envoy's own address on this connection. */
  static get localAddress(): string | null {
    return getTextProperty("upstream\0local_address");
  }

  /** `TLSv1.2` or `TLSv1.3`. */
  static get tlsVersion(): string | null {
    return getTextProperty("upstream\0tls_version");
  }

  /** The subject of Envoy's own certificate. */
  static get subjectLocalCertificate(): string | null {
    return getTextProperty("upstream\0subject_local_certificate");
  }

  /** The subject of the peer's certificate. */
  static get subjectPeerCertificate(): string | null {
    return getTextProperty("upstream\0subject_peer_certificate");
  }

  /** The first DNS name in Envoy's own certificate. */
  static get dnsSanLocalCertificate(): string | null {
    return getTextProperty("upstream\0dns_san_local_certificate");
  }

  /** The first DNS name in the peer's certificate. */
  static get dnsSanPeerCertificate(): string | null {
    return getTextProperty("upstream\0dns_san_peer_certificate");
  }

  /** The first URI in Envoy's own certificate. */
  static get uriSanLocalCertificate(): string | null {
    return getTextProperty("upstream\0uri_san_local_certificate");
  }

  /** The first URI in the peer's certificate: in Istio its SPIFFE identity. */
  static get uriSanPeerCertificate(): string | null {
    return getTextProperty("upstream\0uri_san_peer_certificate");
  }

  /** The peer's certificate, as PEM in percent-encoding. Null also on an Envoy that does not know the attribute, as before 1.38. */
  static get peerCertificate(): string | null {
    return getTextProperty("upstream\0peer_certificate");
  }

  /** SHA-256 of the peer's certificate, in hex. */
  static get sha256PeerCertificateDigest(): string | null {
    return getTextProperty("upstream\0sha256_peer_certificate_digest");
  }

  /** Why TLS failed. */
  static get transportFailureReason(): string | null {
    return getTextProperty("upstream\0transport_failure_reason");
  }

  /** How often the request was tried. */
  static get requestAttemptCount(): i64 {
    return getNumberProperty("upstream\0request_attempt_count", UNKNOWN);
  }

  /** Nanoseconds until the connection pool had a connection. */
  static get cxPoolReadyDuration(): i64 {
    return getNumberProperty("upstream\0cx_pool_ready_duration", UNKNOWN);
  }

  /** How many hosts its cluster has. */
  static get numEndpoints(): i64 {
    return getNumberProperty("upstream\0num_endpoints", UNKNOWN);
  }

  /** The locality of the host, a serialized `envoy.config.core.v3.Locality`. */
  static get locality(): Bytes | null {
    return getProperty("upstream\0locality");
  }
}
