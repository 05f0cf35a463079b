import { Headers, lowerCase } from "sluice/sdk";
import { Operation } from "./config";
import {
  AppendOperation,
  DefaultOperation,
  HeaderOperation,
  RemoveOperation,
  RemovePrefixOperation,
  RenameOperation,
  SetOperation,
} from "./header-operation";
import { isRemovable, isRemovablePrefix, isWritable } from "./protected-headers";

/** A list of operations, made ready from its configuration. */
@final
export class Operations {
  private readonly list: HeaderOperation[] = [];
  /** What the schema can't say: the first operation that no gateway may carry out, by its JSON path; null when there is none. */
  problem: string | null = null;

  constructor(path: string, operations: Operation[]) {
    for (let i = 0; i < operations.length && this.problem === null; ++i) {
      this.add(path + "[" + i.toString() + "]", operations[i]);
    }
  }

  apply(headers: Headers): void {
    for (let i = 0; i < this.list.length; ++i) unchecked(this.list[i]).apply(headers);
  }

  private add(path: string, operation: Operation): void {
    const op = operation.op;
    const name = lowerCase(operation.name);
    const to = lowerCase(operation.to);
    if (op == "remove") {
      this.addRemoval(path, name);
    } else if (op == "rename") {
      if (!isRemovable(name)) this.problem = path + ".name: " + PROTECTED;
      else if (!isWritable(to) || !isRemovable(to)) this.problem = path + ".to: " + PROTECTED;
      else this.list.push(new RenameOperation(name, to));
    } else if (!isWritable(name)) {
      this.problem = path + ".name: " + PROTECTED;
    } else if (op == "set") {
      this.list.push(new SetOperation(name, operation.value));
    } else if (op == "append") {
      this.list.push(new AppendOperation(name, operation.value));
    } else {
      this.list.push(new DefaultOperation(name, operation.value));
    }
  }

  /** A `*` means what follows only at the end of a name that is removed; elsewhere it is a letter like any other. */
  private addRemoval(path: string, name: string): void {
    const isPrefix = name.endsWith("*");
    const prefix = name.slice(0, -1);
    if (isPrefix ? !isRemovablePrefix(prefix) : !isRemovable(name)) this.problem = path + ".name: " + PROTECTED;
    else if (isPrefix) this.list.push(new RemovePrefixOperation(prefix));
    else this.list.push(new RemoveOperation(name));
  }
}

const PROTECTED: string =
  "must not be host, x-forwarded-proto, content-length or a hop-by-hop header, which Envoy itself writes or needs";
