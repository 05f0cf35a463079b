import { JsonValue, Request, Stream } from "sluice/sdk";
import { CredentialSource, Found } from "./credential-source";

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
  /** The headers that `forward` sets: nobody else may. */
  readonly forwarded: Array<string> = [];

  constructor(
    /** Its name, for rules and counters. */
    readonly name: string,
    /** The authentication scheme that its challenge names. */
    readonly scheme: string,
    private readonly sources: Array<CredentialSource>,
  ) {}

  /** Begins its work, at the end of `onConfigure`. */
  open(): void {}

  /** What it makes of the request. `retried` is whom the request has waited for already. */
  check(request: Request, retried: Authenticator | null): Outcome {
    this.claims = null;
    for (let i = 0; i < this.sources.length; ++i) {
      const source = this.sources[i];
      const found = source.find(request);
      if (found == Found.Several) return this.refuse("more than one token");
      if (found == Found.One) return this.judge(source.start, source.size, retried === this);
    }
    return Outcome.Absent;
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
