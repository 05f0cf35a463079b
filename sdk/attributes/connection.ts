import { getBooleanProperty, getNumberProperty, getTextProperty } from "../property";
import { UNKNOWN } from "./unknown";

/**
 * The client's connection (`connection.*`).
 *
 * A text or bytes that Envoy does not know, or not yet, is null, a number -1. Texts are copies; bytes live until the callback returns.
 */
export abstract class ConnectionAttributes {
  /** Envoy's number of the connection. */
  static get id(): i64 {
    return getNumberProperty("connection\0id", UNKNOWN);
  }

  /**
   * Whether the connection is TLS and the client showed a certificate. Where the listener accepts untrusted ones (`ACCEPT_UNTRUSTED`), it
   * may be anybody's: see `peerCertificateValid`.
   */
  static get mtls(): bool {
    return getBooleanProperty("connection\0mtls");
  }

  /** Whether the client showed a certificate that was verified. False also on an Envoy that does not know the attribute, as before 1.40. */
  static get peerCertificateValid(): bool {
    return getBooleanProperty("connection\0peer_certificate_valid");
  }

  /** The peer's certificate, as PEM in percent-encoding. Null also on an Envoy that does not know the attribute, as before 1.38. */
  static get peerCertificate(): string | null {
    return getTextProperty("connection\0peer_certificate");
  }

  /** The name that the client asked for (SNI). */
  static get requestedServerName(): string | null {
    return getTextProperty("connection\0requested_server_name");
  }

  /** `TLSv1.2` or `TLSv1.3`. */
  static get tlsVersion(): string | null {
    return getTextProperty("connection\0tls_version");
  }

  /** The subject of Envoy's own certificate. */
  static get subjectLocalCertificate(): string | null {
    return getTextProperty("connection\0subject_local_certificate");
  }

  /** The subject of the peer's certificate. */
  static get subjectPeerCertificate(): string | null {
    return getTextProperty("connection\0subject_peer_certificate");
  }

  /** The first DNS name in Envoy's own certificate. */
  static get dnsSanLocalCertificate(): string | null {
    return getTextProperty("connection\0dns_san_local_certificate");
  }

  /** The first DNS name in the peer's certificate. */
  static get dnsSanPeerCertificate(): string | null {
    return getTextProperty("connection\0dns_san_peer_certificate");
  }

  /** The first URI in Envoy's own certificate. */
  static get uriSanLocalCertificate(): string | null {
    return getTextProperty("connection\0uri_san_local_certificate");
  }

  /** The first URI in the peer's certificate: in Istio its SPIFFE identity. */
  static get uriSanPeerCertificate(): string | null {
    return getTextProperty("connection\0uri_san_peer_certificate");
  }

  /** SHA-256 of the peer's certificate, in hex. */
  static get sha256PeerCertificateDigest(): string | null {
    return getTextProperty("connection\0sha256_peer_certificate_digest");
  }

  /** Why TLS failed. */
  static get transportFailureReason(): string | null {
    return getTextProperty("connection\0transport_failure_reason");
  }

  /** Why Envoy closed the connection. */
  static get terminationDetails(): string | null {
    return getTextProperty("connection\0termination_details");
  }
}
