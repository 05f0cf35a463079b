import { getNumberProperty, getTextProperty } from "../property";
import { UNKNOWN } from "./unknown";

/**
 * The address that the client connected to (`destination.*`).
 *
 * A text or bytes that Envoy does not know, or not yet, is null, a number -1. Texts are copies; bytes live until the callback returns.
 */
export abstract class DestinationAttributes {
  /** Address and port. */
  static get address(): string | null {
    return getTextProperty("destination\0address");
  }

  /** The port. */
  static get port(): i64 {
    return getNumberProperty("destination\0port", UNKNOWN);
  }
}
