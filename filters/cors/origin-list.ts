import { Regex, Url } from "sluice/sdk";

/** A longer one is of no browser: a name has 253 characters at most. */
const ORIGIN_LENGTH_MAX: i32 = 512;

/** Which origins are allowed. */
@final
export class OriginList {
  private readonly exact: Set<string> = new Set<string>();
  /** Of `https://*.example.com`, what is before the star and what is behind it. */
  private readonly prefixes: string[] = [];
  private readonly suffixes: string[] = [];
  private readonly patterns: Regex[] = [];
  /** Whether every origin is allowed. */
  allowsAll: bool = false;
  /** What is wrong with the configuration, with its JSON path; null when nothing is. */
  problem: string | null = null;

  constructor(origins: string[], patterns: string[]) {
    for (let i = 0; i < origins.length && this.problem === null; ++i) {
      if (!this.add(origins[i])) this.problem = "$.allow_origins[" + i.toString() + "]: " + NO_ORIGIN;
    }
    for (let i = 0; i < patterns.length && this.problem === null; ++i) {
      const result = Regex.compile("^(?:" + patterns[i] + ")$");
      const regex = result.regex;
      if (regex !== null) this.patterns.push(regex);
      else this.problem = "$.allow_origin_patterns[" + i.toString() + "]: " + result.error;
    }
  }

  get isEmpty(): bool {
    return !this.allowsAll && this.exact.size == 0 && this.prefixes.length == 0 && this.patterns.length == 0;
  }

  has(origin: string): bool {
    if (origin.length > ORIGIN_LENGTH_MAX) return false;
    if (this.allowsAll || this.exact.has(origin)) return true;
    for (let i = 0; i < this.prefixes.length; ++i) {
      if (isBelow(origin, this.prefixes[i], this.suffixes[i])) return true;
    }
    for (let i = 0; i < this.patterns.length; ++i) {
      if (this.patterns[i].test(origin)) return true;
    }
    return false;
  }

  private add(origin: string): bool {
    if (origin == "*") {
      this.allowsAll = true;
      return true;
    }
    const star = origin.indexOf("://*.");
    if (origin != "null" && !isOrigin(star < 0 ? origin : origin.replace("*.", ""))) return false;
    if (star < 0) {
      this.exact.add(origin);
    } else {
      this.prefixes.push(origin.substring(0, star + 3));
      this.suffixes.push(origin.substring(star + 4));
    }
    return true;
  }
}

/** Whether there is a host's name, of one label or more, between `prefix` and `suffix`, and nothing else. */
function isBelow(origin: string, prefix: string, suffix: string): bool {
  const end = origin.length - suffix.length;
  if (end <= prefix.length || !origin.startsWith(prefix) || !origin.endsWith(suffix)) return false;
  for (let i = prefix.length; i < end; ++i) {
    const unit = <u32>origin.charCodeAt(i);
    const isName = (unit | 0x20) - 0x61 < 26 || unit - 0x30 < 10 || unit == 0x2d || unit == 0x2e || unit == 0x5f;
    if (!isName) return false;
  }
  return true;
}

/** Whether an origin is written as browsers write it: then it is that of itself as a URL (RFC 6454 §6.2). */
function isOrigin(text: string): bool {
  const schemeEnd = text.indexOf("://");
  if (schemeEnd <= 0) return false;
  const scheme = text.substring(0, schemeEnd);
  if (scheme == "http" || scheme == "https") {
    const url = Url.parse(text);
    return url !== null && url.origin == text;
  }
  // Of apps and extensions: `capacitor://localhost`, `chrome-extension://id`.
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i);
    if (unit <= 0x20 || unit >= 0x7f || unit == 0x2a || unit == 0x2c || (unit == 0x2f && i > schemeEnd + 2)) {
      return false;
    }
  }
  return text.length > schemeEnd + 3;
}

const NO_ORIGIN: string =
  "is no origin as browsers write it, such as https://app.example.com: lower case, no path, no default port";
