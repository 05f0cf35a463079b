import { InvalidArgumentError } from "commander";

/** They come by themselves, or would change what a connection is. */
const FRAMING = new Set(["connection", "content-length", "transfer-encoding", "upgrade"]);

/** A request's method: any but `CONNECT` and `HEAD`. */
export function method(text: string): string {
  if (/^[A-Z]{1,20}$/.test(text) && text !== "CONNECT" && text !== "HEAD") return text;
  throw new InvalidArgumentError("It must be a method in capitals, like POST; not CONNECT or HEAD.");
}

/** A request's path and query: `/orders?page=2`. */
export function path(text: string): string {
  if (/^\/[\x21-\x7e]*$/.test(text)) return text;
  throw new InvalidArgumentError("It must begin with / and have neither blanks nor other than ASCII characters.");
}

/** `--header "x-api-key: abc" --header …`: a request's headers, names in lower case. */
export function headers(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const [, given = "", value = ""] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\x20-\x7e]*)$/.exec(text) ?? [];
  const name = given.toLowerCase();
  if (name === "") throw new InvalidArgumentError("It must be NAME: VALUE, like x-api-key: abc, in ASCII.");
  if (FRAMING.has(name)) throw new InvalidArgumentError(`${name} is not yours to set.`);
  if (Object.hasOwn(previous, name)) throw new InvalidArgumentError(`${name} is there twice.`);
  return { ...previous, [name]: value };
}
