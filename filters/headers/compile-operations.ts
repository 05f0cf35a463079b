import { resolvePath } from "sluice/sdk";
import { compileHeaderOperation } from "./compile-header-operation";
import { Operation } from "./config";
import { CookieAttributes } from "./cookie-attributes";
import { CookieOperation } from "./cookie-operation";
import { Fault } from "./fault";
import { MessageOperation } from "./message-operation";
import { normalized } from "./path-conditions";
import { PrefixRewrite } from "./prefix-rewrite";
import { QueryOperation } from "./query-operation";
import { compileRedirect } from "./redirect";
import { Scope } from "./scope";
import { addSecurityHeaders } from "./security-headers";
import { Value } from "./value";

/** Operations made ready, in order. What no gateway may carry out is a fault. */
export function compileOperations(path: string, operations: Operation[], scope: Scope): MessageOperation[] {
  const list: MessageOperation[] = [];
  for (let i = 0; i < operations.length && Fault.get() === null; ++i) {
    const operation = operations[i];
    const place = path + "[" + i.toString() + "]";
    if (operation.op == "security_headers" && scope.isOfResponse) {
      addSecurityHeaders(list, operation, scope);
      continue;
    }
    const compiled = compile(place, operation, scope);
    if (compiled !== null) list.push(compiled);
  }
  return list;
}

function compile(path: string, operation: Operation, scope: Scope): MessageOperation | null {
  const op = operation.op;
  if (op == "security_headers" || op == "cookie_attributes") {
    if (!scope.isOfResponse) Fault.set(path + ".op", "is for responses");
    if (operation.sameSite == "None" && !operation.secure) {
      Fault.set(path + ".same_site", "needs secure");
    }
    return new CookieAttributes(operation);
  }
  const isQuery = op.endsWith("_query");
  const isCookie = op.endsWith("_cookie");
  const isRewrite = op == "rewrite_prefix";
  if (!isQuery && !isCookie && !isRewrite && op != "redirect") return compileHeaderOperation(path, operation, scope);
  if (scope.isOfResponse) Fault.set(path + ".op", "is for requests");
  if (op == "redirect") return compileRedirect(path + ".location", operation, scope);
  if (isRewrite) return compilePrefixRewrite(path, operation);
  const value = compileValue(path + ".value", operation, scope);
  if (isCookie) return new CookieOperation(op, operation.name, value, operation.to);
  return new QueryOperation(op, operation.name, value, operation.to);
}

/** The value of an operation that has one. */
function compileValue(path: string, operation: Operation, scope: Scope): Value | null {
  if (!operation.op.startsWith("set_") && !operation.op.startsWith("append_")) return null;
  const template = scope.compile(path, operation.value);
  return template === null ? null : scope.valueOf(template);
}

function compilePrefixRewrite(path: string, operation: Operation): MessageOperation | null {
  const prefix = normalized(path + ".prefix", operation.prefix);
  if (normalized(path + ".to", operation.to) === null) return null;
  const to = resolvePath(operation.to);
  if (prefix === null || to === null) return null;
  return new PrefixRewrite(withoutSlash(prefix), withoutSlash(to));
}

function withoutSlash(path: string): string {
  return path.endsWith("/") ? path.substring(0, path.length - 1) : path;
}
