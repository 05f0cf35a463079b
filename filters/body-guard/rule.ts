import { Bytes, Counter, lowerCase, parseJson, RequestMatch } from "sluice/sdk";
import { checkValue } from "./check-value";
import { BodyRule } from "./config";
import { Fault } from "./fault";
import { SchemaCompiler } from "./schema-compiler";
import { SchemaNode } from "./schema-node";
import { Shape } from "./shape";

const refused = new Counter("body_guard_refused_total", ["rule", "reason", "mode"]);

/** A rule made ready. */
@final
export class Rule {
  readonly name: string;
  readonly isShadow: bool;
  readonly isRequired: bool;
  readonly bytesMax: i32;
  /** In lower case; `text/*` stands for all that begin so. Empty: any. */
  readonly contentTypes: string[] = [];
  /** What the schema of the configuration can't say, after the rule's JSON path; empty when there is nothing. */
  fault: string = "";
  /** Which requests it is for. */
  readonly match: RequestMatch;
  private readonly shape: Shape;
  private readonly schema: SchemaNode | null;

  constructor(config: BodyRule, compiler: SchemaCompiler) {
    this.name = config.name;
    this.isShadow = config.shadow;
    this.isRequired = config.required;
    this.bytesMax = <i32>config.maxBodyBytes;
    const match = new RequestMatch(
      config.methods,
      config.paths,
      config.prefix,
      config.exact,
      config.template,
      config.headers,
    );
    this.match = match;
    this.shape = new Shape(config);
    for (let i = 0; i < config.contentTypes.length; ++i) this.contentTypes.push(lowerCase(config.contentTypes[i]));
    let fault = match.fault;
    let schema: SchemaNode | null = null;
    if (config.schema.length > 0) {
      schema = compiler.compile(config.schema);
      if (schema === null) fault = ".schema: " + compiler.fault;
    }
    this.schema = schema;
    this.fault = fault;
  }

  /** What is wrong with a JSON body; null when nothing is. */
  check(body: Bytes): Fault | null {
    const fault = new Fault();
    const result = parseJson(body);
    const document = result.value;
    if (document === null) {
      fault.isJson = false;
      fault.fail(result.error);
      return fault;
    }
    const schema = this.schema;
    if (!this.shape.holds(document, fault)) return fault;
    return schema === null || checkValue(schema, document, fault) ? null : fault;
  }

  /** Counts a request that the rule refuses, or would. */
  count(reason: string): void {
    refused.increment(1, this.name, reason, this.isShadow ? "shadow" : "enforced");
  }
}
