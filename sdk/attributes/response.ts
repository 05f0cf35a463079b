import { Bytes } from "../../assembly/bytes";
import { getNumberProperty, getProperty, getTextProperty } from "../property";
import { UNKNOWN } from "./unknown";

/**
 * What Envoy knows of the response (`response.*`).
 *
 * A text or bytes that Envoy does not know, or not yet, is null, a number -1. Texts are copies; bytes live until the callback returns.
 */
export abstract class ResponseAttributes {
  /** The status that the client gets. */
  static get code(): i64 {
    return getNumberProperty("response\0code", UNKNOWN);
  }

  /** Where the status comes from: `via_upstream`, or why Envoy answered itself. */
  static get codeDetails(): string | null {
    return getTextProperty("response\0code_details");
  }

  /** The bits of Envoy's response flags. */
  static get flags(): i64 {
    return getNumberProperty("response\0flags", UNKNOWN);
  }

  /** The gRPC status, of a gRPC response. */
  static get grpcStatus(): i64 {
    return getNumberProperty("response\0grpc_status", UNKNOWN);
  }

  /** Bytes of the body. */
  static get size(): i64 {
    return getNumberProperty("response\0size", UNKNOWN);
  }

  /** Bytes of head, body and trailers; from `onLog` on. */
  static get totalSize(): i64 {
    return getNumberProperty("response\0total_size", UNKNOWN);
  }

  /** Nanoseconds from the first byte sent to the upstream to the last that came back. */
  static get backendLatency(): i64 {
    return getNumberProperty("response\0backend_latency", UNKNOWN);
  }

  /** Bytes of the names and values of all headers; 0 while there are none to be read. */
  static get headersBytes(): i64 {
    return getNumberProperty("response\0headers_bytes", UNKNOWN);
  }

  /** All headers as a serialized map. */
  static get headers(): Bytes | null {
    return getProperty("response\0headers");
  }

  /** All trailers as a serialized map. */
  static get trailers(): Bytes | null {
    return getProperty("response\0trailers");
  }
}
