import ts from "typescript";
import { print } from "./signature.js";

/** What an example may take for given: names of parameters and their types. */
const GIVEN: Readonly<Record<string, string>> = {
  basic: "Uint8Array",
  body: "string",
  bytes: "Uint8Array",
  digits: "Regex",
  document: "JsonValue",
  field: "string",
  head: "Uint8Array",
  hmac: "Hmac",
  id: "string",
  key: "Uint8Array",
  keyId: "string",
  keys: "JwtKeys",
  line: "string",
  message: "Bytes",
  path: "string",
  question: "Uint8Array",
  reason: "string",
  record: "Uint8Array",
  request: "Request",
  response: "Response",
  tag: "Uint8Array",
  tail: "Uint8Array",
  term: "string",
  token: "Uint8Array",
  url: "Url",
};

/** Classes that an example may take for given. */
const GIVEN_CLASSES: Readonly<Record<string, string>> = {
  AuditHandler:
    "class AuditHandler extends GrpcStreamHandler { onClose(status: GrpcStatus, message: string): void {} }",
  AuthPlugin: "class AuthPlugin extends Plugin {}",
  Hello: "class Hello extends HttpFilter {}",
};

/**
 * An AssemblyScript module in which the compiler sees all of an example: it looks only into what is called, so `compileExample` calls
 * its statements, in a function that is given what they need, and every method of its classes. `exported` are the SDK's names.
 */
export function exampleModule(example: string, exported: readonly string[]): string {
  const source = ts.createSourceFile("example.ts", example, ts.ScriptTarget.Latest, true);
  const declarations = source.statements.filter(
    (statement) => ts.isClassDeclaration(statement) || isRegistration(statement),
  );
  const statements = source.statements.filter((statement) => !declarations.includes(statement));
  const classes = declarations.filter(ts.isClassDeclaration);
  const used = namesIn(source);
  const givenClasses = Object.keys(GIVEN_CLASSES).filter((name) => used.free.has(name));
  const parameters = Object.keys(GIVEN).filter((name) => used.free.has(name));
  const text = [
    ...givenClasses.map((name) => GIVEN_CLASSES[name] ?? ""),
    ...declarations.map((declaration) => declaration.getText()),
    `function fragment(${parameters.map((name) => `${name}: ${GIVEN[name]}`).join(", ")}): ${resultOf(statements)} {`,
    ...statements.map((statement) => statement.getFullText()),
    endOf(statements),
    "}",
    "export function compileExample(): void {",
    `  fragment(${parameters.map((name) => `given<${GIVEN[name]}>()`).join(", ")});`,
    ...classes.flatMap(callsOf),
    "}",
    "function given<T>(): T { if (isReference<T>()) return changetype<T>(0); else return <T>0; }",
  ].join("\n");
  const imports = exported.filter((name) => new RegExp(`\\b${name}\\b`).test(text) && !used.declared.has(name));
  return `import { ${imports.join(", ")} } from "sluice/sdk";\n${text}\n`;
}

function isRegistration(statement: ts.Statement): boolean {
  return /^register(Plugin)?\(/.test(statement.getText());
}

/** Calls of every method of a class, on no object: they are compiled, never run. */
function callsOf(declaration: ts.ClassDeclaration): string[] {
  return declaration.members.filter(ts.isMethodDeclaration).map((method) => {
    const types = method.parameters.map(({ type }) => (type === undefined ? "i32" : print(type)));
    return `  given<${declaration.name?.text}>().${method.name.getText()}(${types.map((type) => `given<${type}>()`).join(", ")});`;
  });
}

function resultOf(statements: readonly ts.Statement[]): string {
  const text = statements.map((statement) => statement.getText()).join("\n");
  if (!/\breturn\b/.test(text)) return "void";
  return text.includes("return new Refusal") ? "Refusal | null" : "Flow";
}

function endOf(statements: readonly ts.Statement[]): string {
  const end: Readonly<Record<string, string>> = {
    void: "",
    Flow: "return Flow.Continue;",
    "Refusal | null": "return null;",
  };
  return statements.some(ts.isReturnStatement) ? "" : (end[resultOf(statements)] ?? "");
}

/** The names that an example declares, and those that it uses without declaring them. */
function namesIn(source: ts.SourceFile): {
  readonly declared: ReadonlySet<string>;
  readonly free: ReadonlySet<string>;
} {
  const declared = new Set<string>();
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isDeclaration = "name" in parent && parent.name === node && !ts.isPropertyAccessExpression(parent);
      if (isDeclaration && !ts.isClassElement(parent)) declared.add(node.text);
      else if (!isDeclaration) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { declared, free: new Set([...used].filter((name) => !declared.has(name))) };
}
