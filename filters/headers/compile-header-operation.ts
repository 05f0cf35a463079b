import { lowerCase, mayRemoveHeader, mayRemoveHeaders, mayWriteHeader, PreparedHeader } from "sluice/sdk";
import { Operation } from "./config";
import { Fault } from "./fault";
import {
  DefaultOperation,
  RemoveOperation,
  RemovePrefixOperation,
  RenameOperation,
  SetOperation,
} from "./header-operation";
import { MessageOperation } from "./message-operation";
import { Scope } from "./scope";
import { TemplateOperation } from "./template-operation";

/** An operation on headers made ready; null after a fault. */
export function compileHeaderOperation(path: string, operation: Operation, scope: Scope): MessageOperation | null {
  const op = operation.op;
  const name = lowerCase(operation.name);
  const to = lowerCase(operation.to);
  if (op == "remove") return compileRemoval(path, name);
  if (op == "rename") {
    check(path + ".name", mayRemoveHeader(name));
    check(path + ".to", mayWriteHeader(to) && mayRemoveHeader(to));
    return new RenameOperation(name, to);
  }
  check(path + ".name", mayWriteHeader(name));
  const template = scope.compile(path + ".value", operation.value);
  if (template === null) return null;
  const constant = template.isConstant ? template.expand() : null;
  if (constant === null) return new TemplateOperation(op, name, scope.valueOf(template));
  const header = PreparedHeader.of(name, constant);
  if (header === null) {
    Fault.set(path + ".value", "has a control character from a variable");
    return null;
  }
  if (op == "append") return new TemplateOperation(op, name, scope.valueOf(template));
  return op == "set" ? new SetOperation(header) : new DefaultOperation(name, header);
}

/** A `*` means what follows only at the end of a name that is removed; elsewhere it is a letter like any other. */
function compileRemoval(path: string, name: string): MessageOperation {
  const isPrefix = name.endsWith("*");
  const prefix = name.slice(0, -1);
  check(path + ".name", isPrefix ? mayRemoveHeaders(prefix) : mayRemoveHeader(name));
  return isPrefix ? new RemovePrefixOperation(prefix) : new RemoveOperation(name);
}

function check(path: string, isAllowed: bool): void {
  if (isAllowed) return;
  Fault.set(path, "must not be a header that Envoy itself writes or needs");
}
