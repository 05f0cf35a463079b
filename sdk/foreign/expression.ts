import { Status } from "../../assembly/shared/abi";
import { Bytes } from "../../assembly/bytes";
import { callForeignFunction } from "./call";

/**
 * A CEL expression over Envoy's attributes, compiled and evaluated by Envoy: `request.path.startsWith("/admin")`. Compile it once, in
 * `onConfigure`: it stays in the VM until `delete`. It is always about whom the callback is for: a `Stream` that was made effective does not
 * change that.
 *
 * @example
 * const expression = Expression.compile('request.method == "GET" && connection.mtls');
 * if (expression === null) return new Refusal("$.when: is no expression");
 */
@final
export class Expression {
  private constructor(private readonly token: Uint8Array) {}

  /** Compiles `text`; null when it is no expression, or when the host knows none. */
  static compile(text: string): Expression | null {
    const result = callForeignFunction<string>("expr_create", text);
    return result.status == Status.Ok && result.bytes.byteLength == 4
      ? new Expression(result.bytes.toUint8Array())
      : null;
  }

  /** What it is for the stream now: bytes as `getProperty` gives them; null when it can't be evaluated. Lives until the callback returns. */
  evaluate(): Bytes | null {
    const result = callForeignFunction<Uint8Array>("expr_evaluate", this.token);
    return result.status == Status.Ok ? result.bytes : null;
  }

  /** Whether it is true for the stream now; false also when it can't be evaluated or is no bool. */
  test(): bool {
    const value = this.evaluate();
    return value !== null && value.byteLength == 1 && value.at(0) == 1;
  }

  /** Lets it go. */
  delete(): Status {
    return callForeignFunction<Uint8Array>("expr_delete", this.token).status;
  }
}
