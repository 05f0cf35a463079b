import { currentRequest, Headers, LocalReply, QueryParams } from "sluice/sdk";
import { MessageOperation } from "./message-operation";
import { StreamValues } from "./stream-values";
import { Value } from "./value";

/** A longer path is not taken apart, and not let through either. */
const PATH_LENGTH_MAX: i32 = 65536;

/** Changes the parameters of one name. The others stay as the client wrote them, which a signature may depend on. */
@final
export class QueryOperation extends MessageOperation {
  constructor(
    private readonly op: string,
    private readonly name: string,
    /** Of `set_query` and `append_query`. */
    private readonly value: Value | null,
    /** Of `rename_query`. */
    private readonly to: string,
  ) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    const path = headers.get(":path");
    if (path === null) return true;
    if (path.length > PATH_LENGTH_MAX) {
      currentRequest.respond(new LocalReply(414));
      return false;
    }
    const value = this.value;
    const text = value === null ? "" : value.text(values);
    if (text === null && this.op != "set_query") return true;
    const hash = path.indexOf("#");
    const end = hash < 0 ? path.length : hash;
    const mark = path.substring(0, end).indexOf("?");
    const parts = mark < 0 ? new Array<string>() : path.substring(mark + 1, end).split("&");
    const kept = this.change(parts, value === null || text === null ? "" : writeParameter(this.name, text));
    if (kept === null) return true;
    const pathname = path.substring(0, mark < 0 ? end : mark);
    headers.set(":path", kept.length == 0 ? pathname : pathname + "?" + kept.join("&"));
    return true;
  }

  /** The parts of the query that it has afterwards; null when nothing changes. An empty `pair` is not added. */
  private change(parts: string[], pair: string): string[] | null {
    const kept: string[] = [];
    let hasChanged = this.op == "append_query";
    let isAdded = hasChanged || pair.length == 0;
    for (let i = 0; i < parts.length; ++i) {
      const part = unchecked(parts[i]);
      if (this.op == "append_query" || nameOf(part) != this.name) {
        kept.push(part);
        continue;
      }
      hasChanged = true;
      if (this.op == "rename_query") {
        kept.push(writeParameter(this.to, "") + part.substring(equalsIn(part) + 1));
      } else if (this.op == "set_query" && !isAdded) {
        kept.push(pair);
        isAdded = true;
      }
    }
    if (this.op == "append_query" || (this.op == "set_query" && !isAdded)) {
      kept.push(pair);
      hasChanged = true;
    }
    return hasChanged ? kept : null;
  }
}

/** `name=value`, with its escapes. */
function writeParameter(name: string, value: string): string {
  const parameters = new QueryParams();
  parameters.append(name, value);
  return parameters.toString();
}

function equalsIn(part: string): i32 {
  const equals = part.indexOf("=");
  return equals < 0 ? part.length : equals;
}

/** The name that servers read: another spelling of it must not get past. */
function nameOf(part: string): string {
  const name = part.substring(0, equalsIn(part));
  if (!name.includes("%") && !name.includes("+")) return name;
  const parameters = QueryParams.parse(name);
  return parameters === null ? name : parameters.nameAt(0);
}
