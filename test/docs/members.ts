import ts from "typescript";
import { type DocComment, docCommentOf } from "./doc-comment.js";
import { nameOf, print, signatureOf } from "./signature.js";

/** A member of a class, interface, enum or namespace; the signature of an enum's member is its value. */
export interface Member {
  readonly name: string;
  readonly signature: string;
  readonly doc: DocComment;
}

/** What is known of the program around a declaration. */
export interface Surroundings {
  readonly checker: ts.TypeChecker;
  /** The declaration that a name stands for, where it is the project's own; else null. */
  readonly resolve: (name: ts.Node) => ts.Declaration | null;
  readonly isExported: (declaration: ts.Declaration) => boolean;
}

type ClassLike = ts.ClassDeclaration | ts.InterfaceDeclaration;

/**
 * The members that are there for those who use the package. What a class has from a base that is not exported counts as its own; what it
 * overrides of the dispatcher's `Context` is between the two of them.
 */
export function membersOf(declaration: ts.Declaration, around: Surroundings): Member[] {
  if (ts.isEnumDeclaration(declaration)) {
    return declaration.members.map((member) => ({
      name: nameOf(member),
      signature: String(around.checker.getConstantValue(member)),
      doc: docCommentOf(member),
    }));
  }
  if (ts.isModuleDeclaration(declaration)) {
    const { body } = declaration;
    const statements: readonly ts.Statement[] = body !== undefined && ts.isModuleBlock(body) ? body.statements : [];
    return statements.filter(ts.isFunctionDeclaration).map((member) => toMember(member));
  }
  if (!isClassLike(declaration)) return [];
  const hidden = ancestorsOf(declaration, around).filter(isMachinery).flatMap(publicMembersOf).map(memberName);
  const members = new Map<string, ts.Declaration>();
  for (const level of foldedInto(declaration, around)) {
    for (const member of publicMembersOf(level)) {
      const name = memberName(member);
      if (level !== declaration && ts.isConstructorDeclaration(member)) continue;
      if (!hidden.includes(name) && !members.has(name)) members.set(name, member);
    }
  }
  return [...members.values()].map((member) => toMember(member)).filter(({ doc }) => !doc.isInternal);
}

/** What a class or interface is said to extend: of its bases those that a reader can look up. */
export function basesOf(declaration: ts.Declaration, around: Surroundings): string[] {
  if (!isClassLike(declaration)) return [];
  return foldedInto(declaration, around)
    .flatMap(typesExtendedBy)
    .flatMap((type) => {
      const base = around.resolve(type.expression);
      if (base === null || around.isExported(base)) return [print(type)];
      return ts.isTypeAliasDeclaration(base) ? [print(base.type)] : [];
    });
}

function toMember(declaration: ts.Declaration): Member {
  return { name: memberName(declaration), signature: signatureOf(declaration), doc: docCommentOf(declaration) };
}

function memberName(member: ts.Declaration): string {
  return ts.isConstructorDeclaration(member) ? "constructor" : nameOf(member);
}

function isClassLike(declaration: ts.Declaration): declaration is ClassLike {
  return ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration);
}

function isMachinery(declaration: ClassLike): boolean {
  return declaration.getSourceFile().fileName.endsWith("/assembly/contexts.ts");
}

/** A constructor's own parameters may be members; it is one itself when it has parameters. */
function publicMembersOf(declaration: ClassLike): ts.Declaration[] {
  return [...declaration.members].filter(isPublic).flatMap((member): ts.Declaration[] => {
    if (!ts.isConstructorDeclaration(member)) return ts.isSetAccessorDeclaration(member) ? [] : [member];
    const properties = member.parameters.filter((parameter) => ts.isParameterPropertyDeclaration(parameter, member));
    return [...(member.parameters.length === 0 ? [] : [member]), ...properties.filter(isPublic)];
  });
}

function isPublic(member: ts.Declaration): boolean {
  const { name } = member as ts.NamedDeclaration;
  const isHidden = ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
  return isHidden === 0 && !(name !== undefined && ts.isPrivateIdentifier(name));
}

function typesExtendedBy({ heritageClauses }: ClassLike): ts.ExpressionWithTypeArguments[] {
  return (heritageClauses ?? [])
    .filter(({ token }) => token === ts.SyntaxKind.ExtendsKeyword)
    .flatMap(({ types }) => [...types]);
}

function parentsOf(declaration: ClassLike, { resolve }: Surroundings): ClassLike[] {
  const bases = typesExtendedBy(declaration).map(({ expression }) => resolve(expression));
  return bases.filter((base) => base !== null).filter(isClassLike);
}

function ancestorsOf(declaration: ClassLike, around: Surroundings): ClassLike[] {
  return parentsOf(declaration, around).flatMap((parent) => [parent, ...ancestorsOf(parent, around)]);
}

/** The class or interface, and those of its ancestors that have no entry of their own. */
function foldedInto(declaration: ClassLike, around: Surroundings): ClassLike[] {
  const parents = parentsOf(declaration, around).filter((parent) => !around.isExported(parent) && !isMachinery(parent));
  return [declaration, ...parents.flatMap((parent) => foldedInto(parent, around))];
}
