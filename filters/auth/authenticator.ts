import { JsonValue, Request, Stream } from "sluice/sdk";
import { CredentialSource } from "./credential-source";

/** The reason where several credentials stand in one place: the upstream might act on another than was looked at. */
export const MORE_THAN_ONE: string = "more than one token";

/** What an authenticator makes of a request. */
export enum Outcome {
  /** Its credentials are good. */
  Accepted,
  /** It has none for this authenticator. */
  Absent,
  /** They are not good: `reason` says why. */
  Refused,
  /** It can be said once keys are there. */
  Waiting,
  /** It can't be said: there are no keys. */
  Unavailable,
}

/** Who vouches for requests: one provider of the configuration. There is one for all streams: what it tells is about the last request. */
export abstract class Authenticator {
  /** Why it refused, in a closed set of words that hold nothing of the request. */
  reason: string = "";
  /** What a token says; null where there is none. */
  claims: JsonValue | null = null;

  constructor(
    /** Its name, for rules and counters. */
    readonly name: string,
    /** The authentication scheme that its challenge names. */
    readonly scheme: string,
    private readonly sources: Array<CredentialSource>,
    /** Whether accepted credentials go on to the upstream. */
    private readonly forwards: bool,
  ) {}

  /** Begins its work, at the end of `onConfigure`. */
  open(): void {}

  /**
   * What it makes of the request: all credentials that it has must be good, as nobody knows which the upstream would act on. `retried` is whom
   * the request has waited for already.
   */
  check(request: Request, retried: Authenticator | null): Outcome {
    this.claims = null;
    let outcome = Outcome.Absent;
    // Backwards: those of the first source are judged last, and tell who it is.
    for (let i = this.sources.length - 1; i >= 0; --i) {
      const source = this.sources[i];
      const count = source.find(request);
      if (count == 0) continue;
      outcome = count > 1 ? this.refuse(MORE_THAN_ONE) : this.judge(source.start, source.size, retried === this);
      if (outcome != Outcome.Accepted) break;
    }
    return outcome;
  }

  /** Keeps what `check` has just accepted from the upstream, unless it is to go on. */
  hide(request: Request): void {
    for (let i = 0; i < this.sources.length && !this.forwards; ++i) this.sources[i].remove(request);
  }

  /** Tells the upstream who it is, once the request was accepted. */
  abstract forward(request: Request): void;

  /** Lets a stream wait until `check` can say more. */
  wait(stream: Stream): void {}

  /** Judges the credentials at `start`. */
  protected abstract judge(start: usize, size: i32, isRetry: bool): Outcome;

  protected refuse(reason: string): Outcome {
    this.reason = reason;
    return Outcome.Refused;
  }
}
