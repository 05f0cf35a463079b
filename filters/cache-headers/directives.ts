/** What a cache takes for infinity (RFC 9111 §1.2.2). */
const SECONDS_MAX: i64 = 2147483648;

const TIMES: StaticArray<string> = ["max-age", "s-maxage", "stale-while-revalidate", "stale-if-error"];

const FLAGS: StaticArray<string> = [
  "no-store",
  "no-cache",
  "private",
  "public",
  "must-revalidate",
  "proxy-revalidate",
  "no-transform",
  "must-understand",
  "immutable",
];

/** Of the Edge Architecture, and what CDNs took over from RFC 5861. */
const SURROGATE_TIMES: StaticArray<string> = ["max-age", "stale-while-revalidate", "stale-if-error"];
const SURROGATE_FLAGS: StaticArray<string> = ["no-store", "no-store-remote"];

/** Pairs of which a cache can obey one only. A time counts where it is over 0: `no-store, max-age=0` says one thing twice. */
const CONTRADICTIONS: StaticArray<string> = [
  "no-store",
  "public",
  "no-store",
  "immutable",
  "no-store",
  "max-age",
  "no-store",
  "s-maxage",
  "no-store",
  "stale-while-revalidate",
  "no-store",
  "stale-if-error",
  "private",
  "public",
  "private",
  "s-maxage",
  "no-cache",
  "immutable",
  "no-cache",
  "stale-while-revalidate",
  "no-cache",
  "stale-if-error",
  "must-revalidate",
  "stale-while-revalidate",
  "must-revalidate",
  "stale-if-error",
];

/** The directives of a field, read strictly: caches ignore what they don't know, so a slip would never be seen. */
@final
export class Directives {
  /** What is wrong; empty when nothing is. */
  fault: string = "";
  private readonly names: string[] = [];
  /** For each of them its seconds; 0 for one without. */
  private readonly seconds: i64[] = [];

  constructor(value: string, isSurrogate: bool) {
    const parts = value.split(",");
    for (let i = 0; i < parts.length && this.fault.length == 0; ++i) {
      const fault = this.add(parts[i].trim(), isSurrogate);
      if (fault.length > 0) this.fault = "directive " + (i + 1).toString() + " " + fault;
    }
    if (this.fault.length == 0) this.fault = this.findContradiction();
  }

  /** Whether shared caches may store it. */
  get isShared(): bool {
    return !this.names.includes("private") && !this.forbidsStoring;
  }

  /** `must-understand` takes `no-store` back for a cache that knows the status (RFC 9111 §5.2.2.3). */
  get forbidsStoring(): bool {
    return this.names.includes("no-store") && !this.names.includes("must-understand");
  }

  private add(text: string, isSurrogate: bool): string {
    const equals = text.indexOf("=");
    const name = equals < 0 ? text : text.substring(0, equals);
    const argument = equals < 0 ? "" : text.substring(equals + 1);
    const times = isSurrogate ? SURROGATE_TIMES : TIMES;
    const flags = isSurrogate ? SURROGATE_FLAGS : FLAGS;
    if (this.names.includes(name)) return "is there twice";
    let seconds: i64 = 0;
    if (times.includes(name)) {
      seconds = readSeconds(argument);
      if (seconds < 0) return "must have whole seconds up to 2147483648, as in max-age=60";
    } else if (isSurrogate && name == "content") {
      if (!isQuoted(argument)) return 'must have a text in quotes, as in content="ESI/1.0"';
    } else if (!flags.includes(name)) {
      return "is not one of this field, in lower case";
    } else if (equals >= 0) {
      return "must have no value";
    }
    this.names.push(name);
    this.seconds.push(seconds);
    return "";
  }

  private findContradiction(): string {
    for (let i = 0; i < CONTRADICTIONS.length; i += 2) {
      const one = CONTRADICTIONS[i];
      const other = CONTRADICTIONS[i + 1];
      if (!this.counts(one) || !this.counts(other)) continue;
      if (one == "no-store" && !this.forbidsStoring) continue;
      return one + " contradicts " + other;
    }
    const isFresh = this.counts("max-age") || this.counts("s-maxage");
    return this.names.includes("immutable") && !isFresh ? "immutable means nothing without a max-age over 0" : "";
  }

  private counts(name: string): bool {
    const at = this.names.indexOf(name);
    return at >= 0 && (!TIMES.includes(name) || this.seconds[at] > 0);
  }
}

/** -1 for what is no number of seconds. */
function readSeconds(text: string): i64 {
  if (text.length == 0 || text.length > 10) return -1;
  let seconds: i64 = 0;
  for (let i = 0; i < text.length; ++i) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    seconds = seconds * 10 + digit;
  }
  return seconds <= SECONDS_MAX ? seconds : -1;
}

function isQuoted(text: string): bool {
  const end = text.length - 1;
  return end > 0 && text.startsWith('"') && text.indexOf('"', 1) == end;
}
