import { canHold } from "../../assembly/memory";
import { sourceOf } from "./names";
import { SourceKind, TemplateSource } from "./source";

/** How many placeholders a template may have. */
const PLACEHOLDERS_MAX: i32 = 32;

/** How long an expanded text gets at most, in UTF-16 units: Envoy's own limit for all headers of a request is 60 KiB. */
const LENGTH_MAX: i32 = 65536;

/** A template, or the reason why there is none. */
@final
export class TemplateResult {
  /** @internal */
  constructor(
    /** Null exactly when `error` is not empty. */
    readonly template: Template | null,
    /** What is wrong and where, such as `stands for nothing: ${…} at index 3`; never a piece of the text. */
    readonly error: string,
  ) {}
}

/**
 * A text with placeholders that are filled in for each stream: `${request.header.x-tenant}/${uuid}`. It is taken apart once, in
 * `Plugin.onConfigure`; a name that stands for nothing is an error there.
 *
 * | placeholder                                        | stands for                                                                    |
 * | -------------------------------------------------- | ----------------------------------------------------------------------------- |
 * | `request.method`, `.path`, `.host`, `.scheme`      | the pseudo-headers; `path` has its query, `host` its port                     |
 * | `request.url_path`, `.query`, `.hostname`          | the path without its query, the query without `?`, the host without its port  |
 * | `request.header.NAME`, `.query.NAME`, `.cookie.NAME` | the first value; a parameter's is decoded                                     |
 * | `request.id`, `request.protocol`                   | `x-request-id`; `HTTP/1.1`, `HTTP/2` …                                        |
 * | `response.status`, `response.header.NAME`          | only in the callbacks of the response                                         |
 * | `source.ip`, `.address`, `.port`                   | of the client, as Envoy sees it                                               |
 * | `destination.address`, `.port`, `upstream.address` | as Envoy's attributes                                                         |
 * | `connection.requested_server_name`, `.tls_version` | Envoy's attributes of TLS                                                     |
 * | `connection.NAME_peer_certificate`                 | the same, with `subject`, `dns_san` or `uri_san` for `NAME`                   |
 * | `connection.sha256_peer_certificate_digest`        | the same                                                                      |
 * | `route`, `cluster`                                 | their names                                                                   |
 * | `uuid`                                             | a random UUID, another one each time                                          |
 * | `time`, `time.seconds`, `time.milliseconds`        | now: RFC 3339, or since 1970                                                  |
 * | `env.NAME`                                         | a variable of the VM's environment, read when the template is compiled        |
 *
 * `${NAME:-text}` has a text for when there is nothing, which may be empty. `$${` is `${`; any other `$` stands for itself.
 *
 * @example
 * const result = Template.compile("${source.ip} ${request.header.user-agent:-none}");
 * if (result.template === null) return new Refusal("$.value: " + result.error);
 */
@final
export class Template {
  private constructor(
    /** One more than there are sources: what is before, between and after them. */
    private readonly literals: string[],
    private readonly sources: TemplateSource[],
    /** For each source what stands in its place, or null. */
    private readonly defaults: Array<string | null>,
  ) {}

  /**
   * Takes `text` apart. `given`: names beyond those above that the caller knows, such as `path.id`; their values are handed to `expand` in
   * this order.
   */
  static compile(text: string, given: Array<string> = []): TemplateResult {
    const literals: string[] = [];
    const sources: TemplateSource[] = [];
    const defaults: Array<string | null> = [];
    let literal = "";
    let at = 0;
    while (true) {
      const start = text.indexOf("${", at);
      if (start < 0) break;
      if (start > at && text.charCodeAt(start - 1) == 0x24) {
        literal += text.substring(at, start - 1) + "${";
        at = start + 2;
        continue;
      }
      const end = text.indexOf("}", start);
      if (end < 0) return failure("has no end: ${…", start);
      const colon = text.indexOf(":-", start);
      const hasDefault = colon >= 0 && colon < end;
      const source = sourceOf(text.substring(start + 2, hasDefault ? colon : end), given);
      if (source === null) return failure("stands for nothing: ${…}", start);
      if (source.kind == SourceKind.Absent && !hasDefault) return failure("is a variable that is not set: ${…}", start);
      if (sources.length == PLACEHOLDERS_MAX) return failure("is one more than 32: ${…}", start);
      literals.push(literal + text.substring(at, start));
      literal = "";
      sources.push(source);
      defaults.push(hasDefault ? text.substring(colon + 2, end) : null);
      at = end + 1;
    }
    literals.push(literal + text.substring(at));
    return new TemplateResult(new Template(literals, sources, defaults), "");
  }

  /** Whether it is the same text for every stream. */
  get isConstant(): bool {
    for (let i = 0; i < this.sources.length; ++i) {
      const kind = this.sources[i].kind;
      if (kind != SourceKind.Text && kind != SourceKind.Absent) return false;
    }
    return true;
  }

  /** Whether it can be expanded only until the request went on; after that what `capture` returned can. */
  get needsRequest(): bool {
    for (let i = 0; i < this.sources.length; ++i) {
      if (this.sources[i].isOfRequest) return true;
    }
    return false;
  }

  /** Whether it can be expanded only in the callbacks of the response. */
  get needsResponse(): bool {
    for (let i = 0; i < this.sources.length; ++i) {
      if (this.sources[i].isOfResponse) return true;
    }
    return false;
  }

  /**
   * The text for the stream that the callback is for. Null when something is not there that has no `:-`, and for more than 65536 characters, or
   * more than memory can hold. Values are as the client or upstream sent them: a header's value with CR or LF from a decoded parameter is
   * refused by `Headers.set`.
   */
  expand(given: Array<string | null> | null = null): string | null {
    let text = this.literals[0];
    for (let i = 0; i < this.sources.length; ++i) {
      let value = unchecked(this.sources[i]).read(given);
      if (value === null) value = this.defaults[i];
      if (value === null) return null;
      const literal = unchecked(this.literals[i + 1]);
      const length = text.length + value.length + literal.length;
      if (length > LENGTH_MAX || !canHold((<usize>length) << 2)) return null;
      text = text + value + literal;
    }
    return text;
  }

  /**
   * The template with all filled in that can be read only now, in `onRequestHeaders`: what is kept in a field of the filter, to be expanded when
   * the response comes.
   */
  capture(given: Array<string | null> | null = null): Template {
    if (!this.needsRequest) return this;
    const sources: TemplateSource[] = [];
    for (let i = 0; i < this.sources.length; ++i) {
      let source = this.sources[i];
      if (source.isOfRequest) {
        const value = source.read(given);
        source = value === null ? new TemplateSource(SourceKind.Absent) : new TemplateSource(SourceKind.Text, value);
      }
      sources.push(source);
    }
    return new Template(this.literals, sources, this.defaults);
  }
}

function failure(what: string, index: i32): TemplateResult {
  return new TemplateResult(null, what + " at index " + index.toString());
}
