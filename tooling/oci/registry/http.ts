import { ToolError } from "../../error.js";
import { isLoopback } from "../reference.js";
import { ALLOWANCE, Deadline } from "./deadline.js";
import { DirectTransport } from "./direct-transport.js";
import type { Transport, TransportRequest } from "./transport.js";

const PROXY_VARIABLES = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"];

/** One request to a registry or to what it names. */
export interface HttpRequest {
  readonly method: TransportRequest["method"];
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** How large the answer may be. */
  readonly bytesMax: number;
}

/** An answer, as a whole. */
export interface HttpResponse {
  readonly status: number;
  /** Of the header; undefined where it is not there. The first one where there are several. */
  readonly header: (name: string) => string | undefined;
  readonly headerLines: (name: string) => readonly string[];
  readonly body: Buffer;
}

interface TemporaryFailureOptions {
  readonly cause?: unknown;
  readonly retryAfterMs?: number | undefined;
  readonly status?: number | undefined;
  readonly attemptsMax?: number | undefined;
}

/** A failure that may pass: the same again may well succeed. */
export class TemporaryFailure extends ToolError {
  /** How long the server asked to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** Of the answer; undefined where there was none. */
  readonly status: number | undefined;
  /** How often all that may fail so is tried at most, where that is less than the policy says. */
  readonly attemptsMax: number;

  constructor(message: string, options: TemporaryFailureOptions = {}) {
    super("ERR_REGISTRY", message, { hint: "try again later, or check that the registry is up", cause: options.cause });
    this.retryAfterMs = options.retryAfterMs;
    this.status = options.status;
    this.attemptsMax = options.attemptsMax ?? Infinity;
  }
}

/** The failure that an answer is which may well be another one later: 408, 429, 5xx; null of all others. */
export function temporaryFailure({ status, header }: HttpResponse, message: string): TemporaryFailure | null {
  if (status !== 408 && status !== 429 && status < 500) return null;
  return new TemporaryFailure(message, { status, retryAfterMs: retryAfterMs(header("retry-after")) });
}

/** Seconds or a date (RFC 9110 §10.2.3); undefined where it is neither. */
function retryAfterMs(value = ""): number | undefined {
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now());
}

/** Of Node and undici: what no further attempt will mend. */
const LASTING =
  /^(ENOTFOUND|ERR_INVALID|ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO|ERR_SSL|UND_ERR_INVALID_ARG)/;

/** Of both: nothing came for as long as is waited. */
const SILENT = /^(ERR_ANSWER_TIMEOUT|UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT)$/;

/**
 * Sends requests, one connection or a few kept open. The proxies of the environment (`HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`)
 * are used for everything but this machine itself. Follows no redirect and knows no credentials.
 */
export class HttpClient implements AsyncDisposable {
  readonly #direct: Transport = new DirectTransport();
  readonly #allowance: typeof ALLOWANCE;
  #proxied: Promise<Transport> | null = null;

  constructor(allowance: typeof ALLOWANCE = ALLOWANCE) {
    this.#allowance = allowance;
  }

  /**
   * @throws TemporaryFailure when nothing answers or the answer breaks off; ToolError `ERR_REGISTRY` when that will not change,
   *   when the answer is too large, and when it all takes longer than {@link ALLOWANCE} gives it. No message has a query in it, which may
   *   hold a signature.
   */
  async exchange({ method, url, headers, body, bytesMax }: HttpRequest): Promise<HttpResponse> {
    const deadline = new Deadline(Buffer.byteLength(body ?? ""), this.#allowance);
    try {
      const transport = await this.#transport(url);
      const response = await transport.send(url, {
        method,
        headers: { "user-agent": "sluice", ...headers },
        body: body ?? null,
        signal: deadline.signal,
      });
      const lines = (name: string): readonly string[] => [response.headers[name] ?? []].flat();
      return {
        status: response.status,
        header: (name) => lines(name)[0],
        headerLines: lines,
        body: await readBody(response.body, { bytesMax, url, deadline }),
      };
    } catch (error) {
      if (deadline.isOver) throw tooSlow(url, error);
      throw error instanceof ToolError ? error : failure(url, error);
    } finally {
      deadline.clear();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#direct[Symbol.asyncDispose]();
    await (await this.#proxied)?.[Symbol.asyncDispose]();
  }

  async #transport(url: URL): Promise<Transport> {
    if (isLoopback(url.host) || !PROXY_VARIABLES.some((name) => process.env[name])) return this.#direct;
    // A second HTTP client takes longer to load than a push to a registry nearby takes.
    this.#proxied ??= import("./proxied-transport.js").then(({ ProxiedTransport }) => new ProxiedTransport());
    return this.#proxied;
  }
}

interface Reading extends Pick<HttpRequest, "bytesMax" | "url"> {
  readonly deadline: Deadline;
}

async function readBody(body: AsyncIterable<Buffer>, { bytesMax, url, deadline }: Reading): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    deadline.received(chunk.length);
    if (size > bytesMax) {
      throw new ToolError("ERR_REGISTRY", `${url.host} answered with more than ${bytesMax} bytes`, {
        hint: "this is no module, or not what its manifest says: check the reference",
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Not temporary: whoever is this slow is so again, and would hold us as long each time. */
function tooSlow(url: URL, cause: unknown): ToolError {
  return new ToolError("ERR_REGISTRY", `${url.host} is too slow: the exchange was broken off`, {
    hint: "check that the registry is up, and the line to it: less than 64 KiB a second is too little",
    cause,
  });
}

function failure(url: URL, cause: unknown): ToolError {
  const { code } = (cause as { readonly code?: unknown }) ?? {};
  const name = typeof code === "string" ? code : "no reason given";
  const message = `${url.host} cannot be reached: ${REASONS[name] ?? name}`;
  // After a minute of silence a second attempt is worth it, seven are not.
  const attemptsMax = SILENT.test(name) ? 2 : undefined;
  if (!LASTING.test(name)) return new TemporaryFailure(message, { cause, attemptsMax });
  return new ToolError("ERR_REGISTRY", message, { hint: "check the host, its certificate and your proxy", cause });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  UND_ERR_SOCKET: "the connection was cut",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "its name cannot be looked up now",
  ERR_CONNECT_TIMEOUT: "it takes too long to connect",
  ERR_ANSWER_TIMEOUT: "it takes too long to answer",
  UND_ERR_CONNECT_TIMEOUT: "it takes too long to connect",
  UND_ERR_HEADERS_TIMEOUT: "it takes too long to answer",
  UND_ERR_BODY_TIMEOUT: "it takes too long to answer",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed (NODE_EXTRA_CA_CERTS names others to trust)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not trusted (NODE_EXTRA_CA_CERTS names others to trust)",
  EPROTO: "it does not speak TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS (--insecure for plain http)",
};
