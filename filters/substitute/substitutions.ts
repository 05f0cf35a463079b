import { isFieldText, lowerCase, mayRemoveHeader, mayWriteHeader, Regex } from "sluice/sdk";
import { BodySubstitution } from "./body-substitution";
import { Substitution as SubstitutionConfig, SubstituteConfig } from "./config";
import { HeaderSubstitution } from "./header-substitution";
import { Substitution } from "./substitution";

/** What a configuration says, made ready once. */
@final
export class Substitutions {
  readonly requestHeaders: HeaderSubstitution[] = [];
  readonly responseHeaders: HeaderSubstitution[] = [];
  readonly paths: Substitution[] = [];
  readonly requestBodies: BodySubstitution[] = [];
  readonly responseBodies: BodySubstitution[] = [];
  readonly bodyBytesMax: i32;
  /** Whether a body that can't be changed is refused. */
  readonly refuses: bool;
  /** What the schema can't say, by its JSON path; null when there is nothing. */
  problem: string | null = null;
  /** Headers of requests that were written into already: what an earlier substitution made of another header stays. */
  private readonly targets: Set<string> = new Set<string>();

  constructor(config: SubstituteConfig) {
    this.bodyBytesMax = config.maxBodyBytes;
    this.refuses = config.otherwise == "refuse";
    for (let i = 0; i < config.substitutions.length && this.problem === null; ++i) {
      this.add("$.substitutions[" + i.toString() + "]", config.substitutions[i]);
    }
  }

  private add(path: string, config: SubstitutionConfig): void {
    const isBody = config.in.endsWith("_body");
    const isLiteral = isBody && config.pattern.length == 0;
    if (isBody && (config.text.length == 0) == isLiteral) {
      this.problem = path + ": needs either text or pattern";
      return;
    }
    const result = Regex.compile(isLiteral ? escapePattern(config.text) : config.pattern);
    const pattern = result.regex;
    if (pattern === null) {
      this.problem = path + (isLiteral ? ".text: " : ".pattern: ") + result.error;
      return;
    }
    const replacement = isLiteral ? config.replacement.replaceAll("$", "$$") : config.replacement;
    if (!isBody && !isFieldText(replacement)) {
      this.problem = path + ".replacement: must have no control character";
      return;
    }
    const substitution = new Substitution(pattern, replacement);
    if (isBody) this.addBody(config, substitution);
    else if (config.in == "path") this.addPath(path, substitution);
    else this.addHeader(path, config, substitution);
  }

  private addBody(config: SubstitutionConfig, substitution: Substitution): void {
    const types: string[] = [];
    for (let i = 0; i < config.contentTypes.length; ++i) types.push(lowerCase(config.contentTypes[i]));
    const list = config.in == "request_body" ? this.requestBodies : this.responseBodies;
    list.push(new BodySubstitution(types, substitution));
  }

  private addPath(path: string, substitution: Substitution): void {
    if (substitution.replacement.includes("?") || substitution.replacement.includes("#")) {
      this.problem = path + ".replacement: must have no query: what a group holds would be read as parameters";
    }
    this.paths.push(substitution);
  }

  private addHeader(path: string, config: SubstitutionConfig, substitution: Substitution): void {
    const name = lowerCase(config.name);
    const to = config.to;
    const target = to === null ? name : lowerCase(to);
    if (!mayWriteHeader(target) || (target != "host" && !mayRemoveHeader(target))) {
      this.problem =
        path + (to === null ? ".name" : ".to") + ": must not be a header that Envoy itself writes or needs";
    }
    const isRequest = config.in == "request_header";
    const clears = isRequest && to !== null && target != "host" && !this.targets.has(target);
    if (clears) this.targets.add(target);
    const list = isRequest ? this.requestHeaders : this.responseHeaders;
    list.push(new HeaderSubstitution(name, to === null ? "" : target, clears, substitution));
  }
}

/** A pattern that matches the text as it stands. */
function escapePattern(text: string): string {
  let pattern = "";
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charAt(i);
    pattern += "\\^$.*+?()[]{}|/".includes(unit) ? "\\" + unit : unit;
  }
  return pattern;
}
