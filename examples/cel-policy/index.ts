/** Refuses requests by an expression in its configuration, which Envoy itself evaluates: `request.path == "/admin"`. */
import {
  Bytes,
  Expression,
  Filter,
  Flow,
  HttpFilter,
  JsonKind,
  LocalReply,
  parseJson,
  Plugin,
  Refusal,
  registerPlugin,
  Request,
} from "sluice/sdk";

class CelPolicy extends Plugin {
  private expression: Expression | null = null;

  onConfigure(configuration: Bytes): Refusal | null {
    const result = parseJson(configuration);
    const root = result.value;
    if (root === null) return new Refusal(result.error);
    const text = root.get("expression");
    if (text === null || text.kind != JsonKind.String) return new Refusal("$.expression: must be a text");
    this.expression = Expression.compile(text.text);
    return this.expression === null ? new Refusal("$.expression: is no CEL expression") : null;
  }

  createFilter(): Filter | null {
    const expression = this.expression;
    return expression === null ? null : new Policy(expression);
  }
}

class Policy extends HttpFilter {
  constructor(private readonly expression: Expression) {
    super();
  }

  onRequestHeaders(request: Request): Flow {
    const verdict = this.expression.evaluate();
    // What can't be evaluated, as where a header is not there, refuses too.
    const isFalse = verdict !== null && verdict.byteLength == 1 && verdict.at(0) == 0;
    return isFalse ? Flow.Continue : request.respond(new LocalReply(403));
  }
}
registerPlugin("cel-policy", () => new CelPolicy());
