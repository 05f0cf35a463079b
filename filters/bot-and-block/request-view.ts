import { Bytes, Request } from "sluice/sdk";
import { Octets } from "./octets";
import { readPath } from "./path-readings";

/** What rules look at in the head of a request, read when the first of them asks. */
@final
export class RequestView {
  private readPaths: string[] | null = null;
  private readQueries: string[] | null = null;
  private readUserAgent: string | null = null;

  constructor(private readonly request: Request) {}

  get method(): string {
    return this.request.method;
  }

  /** Empty where there is none. */
  get userAgent(): string {
    const known = this.readUserAgent;
    if (known !== null) return known;
    const field = this.request.headers.get("user-agent");
    const text = field === null ? "" : field;
    this.readUserAgent = text;
    return text;
  }

  /** Every reading of the path. */
  get paths(): string[] {
    const known = this.readPaths;
    if (known !== null) return known;
    const path = this.request.headers.getBytes(":path");
    const readings = path === null ? [""] : readPath(path);
    this.readPaths = readings;
    return readings;
  }

  /** The query as it is, and decoded. */
  get queries(): string[] {
    const known = this.readQueries;
    if (known !== null) return known;
    const path = this.request.headers.getBytes(":path");
    const readings = path === null ? [""] : readForm(queryIn(path));
    this.readQueries = readings;
    return readings;
  }
}

/** The bytes behind the question mark. */
function queryIn(path: Bytes): Bytes {
  let at = 0;
  while (at < path.byteLength && path.at(at) != 0x3f) ++at;
  return path.subarray(at + 1);
}

/** Bytes as they are and decoded as those of a form. */
function readForm(bytes: Bytes): string[] {
  const octets = new Octets(bytes);
  octets.decodeForm();
  return [bytes.toString(), octets.toString()];
}
