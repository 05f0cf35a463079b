import { Context } from "./contexts";
import { LiveContext } from "./live-context";
import { IdTable } from "./id-table";

/**
 * A callout under way: who asked, and who gets the answer. That is kept here and not with the handler, which may wait for several
 * callouts at once.
 */
export class Callout {
  /** The next one of the same context. */
  next: Callout | null = null;

  constructor(
    readonly token: u32,
    readonly origin: LiveContext,
    readonly handler: Context,
  ) {}

  /** Has the host's words on it handed over from now on. */
  begin(): void {
    const origin = this.origin;
    this.next = origin.firstCallout;
    origin.firstCallout = this;
    callouts.set(this.token, this);
  }

  /** Whether more than one callback may come. */
  get isStream(): bool {
    return false;
  }

  /** Forgets the callout: the host's next word on it is not for anybody. */
  end(): void {
    callouts.delete(this.token);
    let before = this.origin.firstCallout;
    if (before === this) this.origin.firstCallout = this.next;
    while (before !== null && before.next !== this) before = before.next;
    if (before !== null) before.next = this.next;
  }

  /** Its context is gone. An HTTP callout can't be cancelled: its answer will find nobody. */
  abandon(): void {
    callouts.delete(this.token);
  }
}

/** Every callout under way, by the host's token. */
// @ts-ignore: decorator
@lazy
export const callouts: IdTable<Callout> = new IdTable<Callout>();
