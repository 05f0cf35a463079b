import { Headers } from "sluice/sdk";
import { MessageOperation } from "./message-operation";
import { StreamValues } from "./stream-values";
import { Value } from "./value";

const NAME: string = "strict-transport-security";

const YEAR: string = "max-age=31536000";

/** Tells browsers to come by https for a year; over http nobody may be told so (RFC 6797 §7.2). */
@final
export class StrictTransportSecurity extends MessageOperation {
  private readonly value: string;

  constructor(
    private readonly scheme: Value,
    includesSubdomains: bool,
    private readonly keep: bool,
  ) {
    super();
    this.value = includesSubdomains ? YEAR + "; includeSubDomains" : YEAR;
  }

  apply(headers: Headers, values: StreamValues): bool {
    if (this.scheme.text(values) == "https" && !(this.keep && headers.has(NAME))) headers.set(NAME, this.value);
    return true;
  }
}
