import { HeaderMapType } from "../assembly/shared/abi";
import { fetchHeaderMapPairs } from "../assembly/hostcalls/headers";
import { PairReader } from "../assembly/pairs";
import { copyWhole, resultBytes } from "../assembly/bytes";
import { decodeText } from "./encoding/text";
import { CalloutOutcome, CalloutResponse } from "./fetch";

/** A copy of the answer to a callout, which may be kept. */
@final
export class CalloutAnswer {
  /** What became of the callout. */
  outcome: CalloutOutcome = CalloutOutcome.NotSent;
  /** `:status`; 0 when there was no answer. */
  status: u32 = 0;
  /** Null when there was no answer, or when the module's memory can't hold it. */
  body: Uint8Array | null = null;
  private head: Uint8Array = new Uint8Array(0);

  /** The body as UTF-8; null where `body` is. */
  text(): string | null {
    const body = this.body;
    return body === null ? null : decodeText(body);
  }

  /** Whether the status is 200 to 299. */
  get ok(): bool {
    return this.status >= 200 && this.status < 300;
  }

  /** The first value of the header `name`, null when there is none, or when the module's memory can't hold the headers. */
  header(name: string): string | null {
    const pairs = new PairReader(this.head.dataStart, this.head.byteLength);
    while (pairs.next()) {
      if (pairs.isNamed(name)) return pairs.value.toString();
    }
    return null;
  }

  /**
   * Copies what a response tells, as long as it can be read.
   *
   * @internal
   */
  take(response: CalloutResponse): void {
    this.outcome = response.outcome;
    this.status = response.status;
    if (this.outcome == CalloutOutcome.Reset) return;
    fetchHeaderMapPairs(HeaderMapType.HttpCallResponseHeaders);
    this.head = resultBytes().toUint8Array();
    const body = response.body.bytes();
    if (body !== null) this.body = copyWhole(body);
  }
}
