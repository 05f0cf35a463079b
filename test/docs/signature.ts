import ts from "typescript";

const printer = ts.createPrinter({ removeComments: true });

/** A longer or a constructed default says nothing to a reader. */
const DEFAULT_LENGTH_MAX = 30;

/** A declaration without its body, its comments and what matters to the compiler only; `bases` is what a class or interface is said to extend. */
export function signatureOf(node: ts.Declaration, bases: readonly string[] = []): string {
  if (ts.isFunctionDeclaration(node)) {
    return `function ${nameOf(node)}${typeParametersOf(node)}${callOf(node)}`;
  }
  if (ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node)) {
    const keyword = ts.isInterfaceDeclaration(node) ? "interface" : isAbstract(node) ? "abstract class" : "class";
    return `${keyword} ${nameOf(node)}${typeParametersOf(node)}${bases.length === 0 ? "" : ` extends ${bases.join(", ")}`}`;
  }
  if (ts.isTypeAliasDeclaration(node)) return `type ${nameOf(node)}${typeParametersOf(node)} = ${print(node.type)}`;
  if (ts.isEnumDeclaration(node)) return `enum ${nameOf(node)}`;
  if (ts.isModuleDeclaration(node)) return `namespace ${node.name.getText()}`;
  if (ts.isVariableDeclaration(node)) return `const ${propertyOf(node)}`;
  if (ts.isConstructorDeclaration(node)) return `new ${nameOf(node.parent)}(${parametersOf(node)})`;
  if (ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) {
    return `${prefixOf(node)}${nameOf(node)}${node.questionToken ? "?" : ""}${typeParametersOf(node)}${callOf(node)}`;
  }
  if (ts.isGetAccessorDeclaration(node)) {
    const isReadonly = !siblingsOf(node).some(
      (other) => ts.isSetAccessorDeclaration(other) && nameOf(other) === nameOf(node),
    );
    return `${prefixOf(node)}${isReadonly ? "readonly " : ""}${nameOf(node)}${typeOf(node)}`;
  }
  if (ts.isPropertyDeclaration(node) || ts.isPropertySignature(node) || ts.isParameter(node)) {
    return `${prefixOf(node)}${isReadonly(node) ? "readonly " : ""}${propertyOf(node)}`;
  }
  throw new Error(`no signature for a ${ts.SyntaxKind[node.kind]}`);
}

export function nameOf(node: ts.NamedDeclaration): string {
  return node.name?.getText() ?? "";
}

/** A node as it is written, without comments. */
export function print(node: ts.Node): string {
  return printer.printNode(ts.EmitHint.Unspecified, node, node.getSourceFile());
}

function propertyOf(
  node: ts.VariableDeclaration | ts.PropertyDeclaration | ts.PropertySignature | ts.ParameterDeclaration,
): string {
  const isOptional = "questionToken" in node && node.questionToken !== undefined;
  return `${nameOf(node)}${isOptional ? "?" : ""}${typeOf(node)}${defaultOf(node)}`;
}

function defaultOf(node: ts.Node): string {
  const { initializer } = node as { readonly initializer?: ts.Expression };
  if (initializer === undefined || ts.isNewExpression(initializer) || ts.isIdentifier(initializer)) return "";
  const text = print(initializer);
  return text.length > DEFAULT_LENGTH_MAX ? "" : ` = ${text}`;
}

function callOf(node: ts.SignatureDeclaration): string {
  return `(${parametersOf(node)})${typeOf(node)}`;
}

/** A default that only a name of the source's own tells is shown as what it makes of the parameter: optional. */
function parametersOf(node: ts.SignatureDeclaration): string {
  return node.parameters
    .map((parameter) => {
      const { dotDotDotToken: rest, questionToken, name, type, initializer } = parameter;
      const isNamed = initializer !== undefined && ts.isIdentifier(initializer);
      const optional = isNamed ? ts.factory.createToken(ts.SyntaxKind.QuestionToken) : questionToken;
      const shown = isNamed ? undefined : initializer;
      return print(ts.factory.updateParameterDeclaration(parameter, [], rest, name, optional, type, shown));
    })
    .join(", ");
}

function typeOf({ type }: { readonly type?: ts.TypeNode | undefined }): string {
  return type === undefined ? "" : `: ${print(type)}`;
}

function typeParametersOf({
  typeParameters,
}: {
  readonly typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration> | undefined;
}): string {
  return typeParameters === undefined ? "" : `<${typeParameters.map(print).join(", ")}>`;
}

function prefixOf(node: ts.Declaration): string {
  const flags = ts.getCombinedModifierFlags(node);
  return `${flags & ts.ModifierFlags.Static ? "static " : ""}${flags & ts.ModifierFlags.Abstract ? "abstract " : ""}`;
}

function isAbstract(node: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Abstract) !== 0;
}

function isReadonly(node: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Readonly) !== 0;
}

function siblingsOf(node: ts.AccessorDeclaration): readonly ts.Node[] {
  return ts.isClassDeclaration(node.parent) ? node.parent.members : [];
}
