import { encodeText, lowerCase } from "sluice/sdk";
import { Operation } from "./config";
import { Fault } from "./fault";
import {
  AppendOperation,
  DefaultOperation,
  RemoveOperation,
  RemovePrefixOperation,
  RenameOperation,
  SetOperation,
} from "./header-operation";
import { MessageOperation } from "./message-operation";
import { isRemovable, isRemovablePrefix, isWritable } from "./protected-headers";
import { Scope } from "./scope";
import { TemplateOperation } from "./template-operation";

/** An operation on headers made ready; null after a fault. */
export function compileHeaderOperation(path: string, operation: Operation, scope: Scope): MessageOperation | null {
  const op = operation.op;
  const name = lowerCase(operation.name);
  const to = lowerCase(operation.to);
  if (op == "remove") return compileRemoval(path, name);
  if (op == "rename") {
    check(path + ".name", isRemovable(name));
    check(path + ".to", isWritable(to) && isRemovable(to));
    return new RenameOperation(name, to);
  }
  check(path + ".name", isWritable(name));
  const template = scope.compile(path + ".value", operation.value);
  if (template === null) return null;
  const constant = template.isConstant ? template.expand() : null;
  if (constant === null) return new TemplateOperation(op, name, scope.valueOf(template));
  if (constant.includes("\r") || constant.includes("\n") || constant.includes("\0")) {
    Fault.set(path + ".value", "has a line break or NUL from a variable");
  }
  const value = encodeText(constant);
  if (op == "set") return new SetOperation(name, value);
  return op == "append" ? new AppendOperation(name, value) : new DefaultOperation(name, value);
}

/** A `*` means what follows only at the end of a name that is removed; elsewhere it is a letter like any other. */
function compileRemoval(path: string, name: string): MessageOperation {
  const isPrefix = name.endsWith("*");
  const prefix = name.slice(0, -1);
  check(path + ".name", isPrefix ? isRemovablePrefix(prefix) : isRemovable(name));
  return isPrefix ? new RemovePrefixOperation(prefix) : new RemoveOperation(name);
}

function check(path: string, isAllowed: bool): void {
  if (isAllowed) return;
  Fault.set(path, "must not be a header that Envoy itself writes or needs");
}
