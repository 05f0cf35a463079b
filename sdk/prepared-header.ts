import { isField } from "../assembly/field-value";
import { encodeText } from "./encoding/text";

/**
 * A header made ready once, to be set on many messages: `Headers.setPrepared` writes and checks nothing anew.
 *
 * @example
 * const region = PreparedHeader.of("x-region", "eu-1"); // in onConfigure
 * if (region === null) return new Refusal("$.region: has a line break");
 * request.headers.setPrepared(region); // for each request
 */
@final
export class PreparedHeader {
  private constructor(
    /** @internal */
    readonly name: Uint8Array,
    /** @internal */
    readonly value: Uint8Array,
  ) {}

  /**
   * Null for a name and value that `Headers.set` would refuse, and where the module's memory can't hold them. Callable everywhere, also in
   * top-level code.
   */
  static of(name: string, value: string): PreparedHeader | null {
    const nameBytes = encodeText(name);
    const valueBytes = encodeText(value);
    if (!isField(nameBytes.dataStart, nameBytes.length, valueBytes.dataStart, valueBytes.length)) return null;
    if (valueBytes.length == 0 && value.length > 0) return null;
    return new PreparedHeader(nameBytes, valueBytes);
  }
}
