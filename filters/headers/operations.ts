import { Headers, lowerCase } from "sluice/sdk";
import { Operation } from "./config";
import { isHopByHop, isHost, matches } from "./protected-headers";

/** A list of operations, with names in lower case as Envoy keeps them. */
@final
export class Operations {
  constructor(private readonly list: Operation[]) {
    for (let i = 0; i < list.length; ++i) {
      list[i].name = lowerCase(list[i].name);
      list[i].to = lowerCase(list[i].to);
    }
  }

  /** What the schema can't say: null, or the first operation that no gateway may carry out, by its JSON path under `path`. */
  check(path: string): string | null {
    for (let i = 0; i < this.list.length; ++i) {
      const operation = this.list[i];
      const at = path + "[" + i.toString() + "]";
      const takesAway = operation.op == "remove" || operation.op == "rename";
      if (isProtected(operation.op == "remove" ? operation.name : exact(operation.name), takesAway)) {
        return at + ".name: " + PROTECTED;
      }
      if (operation.op == "rename" && isProtected(exact(operation.to), true)) return at + ".to: " + PROTECTED;
    }
    return null;
  }

  apply(headers: Headers): void {
    for (let i = 0; i < this.list.length; ++i) {
      const operation = unchecked(this.list[i]);
      if (operation.op == "set") headers.set(operation.name, operation.value);
      else if (operation.op == "append") headers.append(operation.name, operation.value);
      else if (operation.op == "remove") remove(headers, operation.name);
      else if (operation.op == "rename") rename(headers, operation.name, operation.to);
      else if (!headers.has(operation.name)) headers.set(operation.name, operation.value);
    }
  }
}

const PROTECTED: string = "must not be host or a hop-by-hop header, which Envoy itself writes";

function isProtected(pattern: string, takesAway: bool): bool {
  return isHopByHop(pattern) || (takesAway && isHost(pattern));
}

/** A `*` is a letter of a name like any other, but at the end of what `remove` takes. */
function exact(name: string): string {
  return name.endsWith("*") ? name + " " : name;
}

function remove(headers: Headers, pattern: string): void {
  if (!pattern.endsWith("*")) {
    headers.delete(pattern);
    return;
  }
  const fields = headers.entries();
  for (let i = 0; i < fields.length; ++i) {
    if (matches(pattern, fields[i].name)) headers.delete(fields[i].name);
  }
}

/** Moves every value, byte for byte and in order, behind those that `to` has already. */
function rename(headers: Headers, name: string, to: string): void {
  if (name == to) return;
  const values = headers.getAll(name);
  if (values.length == 0) return;
  headers.delete(name);
  for (let i = 0; i < values.length; ++i) headers.append(to, values[i]);
}
