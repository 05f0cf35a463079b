import { InvalidArgumentError } from "commander";

const PORT_MAX = 65535;

/** Refuses an empty argument, which a path would take for the current folder. */
export function nonEmpty(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("It is empty.");
  return text;
}

/** Like {@link nonEmpty}, for what may be repeated. */
export function list(text: string, previous: readonly string[] = []): string[] {
  return [...previous, nonEmpty(text)];
}

/** A port number, 0 to let the system choose. */
export function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(number <= PORT_MAX)) throw new InvalidArgumentError(`A port is a whole number from 0 to ${PORT_MAX}.`);
  return number;
}

/** A number of seconds above 0, up to an hour. */
export function seconds(text: string): number {
  const number = /^\d{1,4}(\.\d{1,3})?$/.test(text) ? Number(text) : NaN;
  if (!(number > 0 && number <= 3600)) throw new InvalidArgumentError("It must be a number of seconds up to 3600.");
  return number;
}

/** The origin of an upstream: `http://HOST[:PORT]` and nothing more. */
function origin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (
    url?.protocol !== "http:" ||
    url.username !== "" ||
    url.pathname !== "/" ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    throw new InvalidArgumentError("It must be an origin like http://127.0.0.1:8080, without a path.");
  }
  return url.origin;
}

/** Like {@link origin}, and `tcp://HOST:PORT` for an upstream behind network filters. */
export function upstreamOrigin(text: string): string {
  if (!text.startsWith("tcp:")) return origin(text);
  if (/^tcp:\/\/[^/?#@\s]+:\d{1,5}$/.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError("It must be an origin like tcp://127.0.0.1:5432, with its port and without a path.");
}

/** Like {@link origin}, and `grpc://HOST[:PORT]` for a cluster that is spoken to in HTTP/2. */
function clusterOrigin(text: string): string {
  return text.startsWith("grpc://") ? origin(text.replace("grpc", "http")).replace("http", "grpc") : origin(text);
}

/** What an entry of a repeated `KEY=VALUE` is told by. */
interface EntryRules {
  /** What a text without a key is told. */
  readonly form: string;
  /** The value of a key that stands alone, where it may. */
  readonly valueAlone?: (key: string) => string;
}

/** `KEY=VALUE` beside those that came before; the last one of a key is a contradiction, not a choice. No message has a value: it may be a secret. */
function entryOf(text: string, previous: Readonly<Record<string, string>>, { form, valueAlone }: EntryRules) {
  const equals = text.indexOf("=");
  const key = equals < 0 && valueAlone !== undefined ? text : text.slice(0, Math.max(equals, 0));
  if (key.trim() === "") throw new InvalidArgumentError(form);
  if (Object.hasOwn(previous, key)) throw new InvalidArgumentError(`${key} is there twice.`);
  const value = equals < 0 && valueAlone !== undefined ? valueAlone(key) : text.slice(equals + 1);
  return { key, value };
}

/** `--selector a=b --selector c=d` */
export function keyValues(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { key, value } = entryOf(text, previous, { form: "It must be KEY=VALUE." });
  return { ...previous, [key]: value };
}

/** `--cluster authz=http://127.0.0.1:9000 --cluster …`: clusters that the filter calls out to. */
export function clusters(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const form = "It must be NAME=ORIGIN, like authz=http://127.0.0.1:9000.";
  const { key, value } = entryOf(text, previous, { form });
  return { ...previous, [key]: clusterOrigin(value) };
}

/** `--env KEY=VALUE --env KEY`: variables of the VM; without a value it is that of this process. */
export function vmVariables(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const form = "It must be NAME=VALUE, or the NAME of a variable that is set.";
  const { key, value } = entryOf(text, previous, { form, valueAlone: variable });
  return { ...previous, [key]: value };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new InvalidArgumentError(`${name} is not set in the environment.`);
  return value;
}

/** `--metric-label tenant --metric-label …`: labels of the plugin's metrics that its papers do not name. */
export function metricLabels(text: string, previous: readonly string[] = []): string[] {
  if (!/^[A-Za-z_]\w*$/.test(text)) throw new InvalidArgumentError("It must be letters, digits and _, like tenant.");
  return [...previous, text];
}
