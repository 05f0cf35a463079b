import { getNumberProperty, getTextProperty } from "../property";
import { UNKNOWN } from "./unknown";

/**
 * The client's address as Envoy sees it (`source.*`).
 *
 * A text or bytes that Envoy does not know, or not yet, is null, a number -1. Texts are copies; bytes live until the callback returns.
 */
export abstract class SourceAttributes {
  /** Address and port, as `192.0.2.1:40000`. */
  static get address(): string | null {
    return getTextProperty("source\0address");
  }

  /** The port. */
  static get port(): i64 {
    return getNumberProperty("source\0port", UNKNOWN);
  }
}
