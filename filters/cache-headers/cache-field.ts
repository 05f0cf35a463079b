import { Headers, PreparedHeader } from "sluice/sdk";
import { Directives } from "./directives";

/** A header that says who may store a response, made ready. */
@final
export class CacheField {
  /** What is wrong with it; empty when nothing is. */
  readonly fault: string;
  /** Whether shared caches may store what has it. */
  readonly isShared: bool;
  /** Whether no cache may. */
  readonly forbidsStoring: bool;
  private readonly header: PreparedHeader | null;
  /** What stands in its place where shared caches may not. */
  private readonly refusal: PreparedHeader | null;

  constructor(name: string, value: string) {
    const directives = new Directives(value, name == "surrogate-control");
    this.fault = directives.fault;
    this.isShared = directives.isShared;
    this.forbidsStoring = directives.forbidsStoring;
    this.header = PreparedHeader.of(name, value);
    this.refusal = PreparedHeader.of(name, "no-store");
  }

  /** Writes it, or `no-store` where that is not for shared caches. */
  write(headers: Headers, isShareable: bool): void {
    const header = isShareable || !this.isShared ? this.header : this.refusal;
    if (header !== null) headers.setPrepared(header);
  }
}
