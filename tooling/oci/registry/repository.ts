import { ToolError } from "../../error.js";
import { escapeControls } from "../../quote-name.js";
import { MANIFEST_BYTES_MAX } from "../limits.js";
import { apiHost, isLoopback } from "../reference.js";
import { Authorization } from "./authorization.js";
import { findCredentials } from "./credentials.js";
import { HttpClient, type HttpRequest, type HttpResponse, temporaryFailure } from "./http.js";
import { DEFAULT_RETRY, type RetryPolicy, withRetries } from "./retry.js";

const REDIRECTS_MAX = 5;

/** How a registry is reached. */
export interface RegistryAccess {
  /** Plain http to any host. Without it only this machine itself is spoken to so. */
  readonly isInsecure?: boolean | undefined;
  /** TLS to this machine itself as well. */
  readonly isTls?: boolean | undefined;
  /** Called with each line about what is being done. */
  readonly onProgress?: ((message: string) => void) | undefined;
  /** Default: eight attempts within about ten seconds. */
  readonly retry?: RetryPolicy | undefined;
  /** Where Docker's configuration and its helpers are looked for. Default: the environment of this process. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

export interface RepositoryOptions extends RegistryAccess {
  readonly registry: string;
  readonly repository: string;
  readonly actions: "pull" | "pull,push";
  /** Another repository of the registry that is read. */
  readonly mountFrom?: string | undefined;
}

/** An answer, with who gave it and what it was shown. */
interface Answer extends HttpResponse {
  readonly url: URL;
  /** What authorized the request; null where nothing did. */
  readonly shown: string | null;
}

/** A request to a repository. */
export interface RepositoryRequest extends Pick<HttpRequest, "method" | "headers" | "body"> {
  /** Below `/v2/REPOSITORY/`, or the address that the registry gave. */
  readonly path: string | URL;
  /** How large the answer may be; default 4 MiB. */
  readonly bytesMax?: number;
}

/**
 * A repository of an OCI registry (distribution specification 1.1): requests with authorization, redirects and retries. Close it in the end.
 */
export class Repository implements AsyncDisposable {
  /** The registry's host. */
  readonly registry: string;
  /** Below the registry. */
  readonly path: string;
  readonly onProgress: (message: string) => void;
  readonly #retry: RetryPolicy;
  readonly #base: URL;
  readonly #client = new HttpClient();
  readonly #authorization: Authorization;
  #hasStumbled = false;

  constructor(options: RepositoryOptions) {
    const {
      registry,
      repository,
      actions,
      mountFrom,
      isInsecure = false,
      isTls = false,
      retry = DEFAULT_RETRY,
    } = options;
    this.registry = registry;
    this.path = repository;
    this.#retry = retry;
    this.onProgress = options.onProgress ?? (() => undefined);
    const scheme = !isTls && (isInsecure || isLoopback(registry)) ? "http" : "https";
    this.#base = new URL(`${scheme}://${apiHost(registry)}/v2/${repository}/`);
    this.#authorization = new Authorization({
      ...{ registry, isInsecure, client: this.#client },
      scopes: [
        `repository:${repository}:${actions}`,
        ...(mountFrom === undefined ? [] : [`repository:${mountFrom}:pull`]),
      ],
      findCredentials: once(() => findCredentials(registry, options.env)),
    });
  }

  /** What people call it: `HOST/PATH`. */
  get name(): string {
    return `${this.registry}/${this.path}`;
  }

  /** Whether anything had to be tried again. */
  get hasStumbled(): boolean {
    return this.#hasStumbled;
  }

  /** Sends a request that may be repeated, until it is answered. See {@link sendOnce}. */
  send(request: RepositoryRequest): Promise<HttpResponse> {
    return this.retrying(() => this.sendOnce(request));
  }

  /** Does some work with it, again where that fails in a way that may pass. See {@link withRetries}. */
  retrying<T>(work: () => Promise<T>): Promise<T> {
    return withRetries(work, this.#retry, (message) => {
      this.#hasStumbled = true;
      this.onProgress(message);
    });
  }

  /**
   * Sends a request. Answers that are neither temporary nor about authorization are the caller's to judge.
   *
   * @throws TemporaryFailure where the same may succeed later; ToolError `ERR_REGISTRY_DENIED`, `ERR_REGISTRY`.
   */
  async sendOnce({ path, ...request }: RepositoryRequest): Promise<HttpResponse> {
    const url = path instanceof URL ? path : new URL(path, this.#base);
    let response = await this.#follow({ bytesMax: MANIFEST_BYTES_MAX, ...request, url });
    // A challenge of anyone else must not get what the registry's own gets.
    if (response.status === 401 && this.#isOwn(response.url)) {
      await this.#authorization.renew(response, response.shown);
      response = await this.#follow({ bytesMax: MANIFEST_BYTES_MAX, ...request, url });
    }
    const answered = `answered ${describeAnswer(response)} to ${request.method} ${url.pathname}`;
    const failure = temporaryFailure(response, `${this.registry} ${answered}`);
    if (failure !== null) throw failure;
    if (response.status === 401 || response.status === 403) throw this.#denied(response);
    return response;
  }

  /** The address that an answer names, as `Location` of an upload. */
  location(response: HttpResponse): URL {
    const text = response.header("location");
    if (text === undefined || !URL.canParse(text, this.#base)) throw this.unexpected(response, "named no address");
    return this.#checked(new URL(text, this.#base));
  }

  /** The address of the page that comes after an answer, by its `Link` (RFC 8288); null after the last. */
  nextPage(response: HttpResponse): URL | null {
    const [, text] = /<([^>]*)>\s*;\s*rel="?next"?/i.exec(response.header("link") ?? "") ?? [];
    if (text === undefined) return null;
    const url = URL.canParse(text, this.#base) ? new URL(text, this.#base) : null;
    if (url === null || !this.#isOwn(url)) throw this.unexpected(response, "names a next page that is not its own");
    return url;
  }

  /** The error of an answer that the specification does not know. */
  unexpected(response: HttpResponse, what: string): ToolError {
    const message = `${this.name}: the registry ${what}: it answered ${describeAnswer(response)}`;
    const tls = this.#base.protocol === "http:" ? ", and give --tls where it speaks TLS" : "";
    return new ToolError("ERR_REGISTRY", message, {
      hint: `check that this is an OCI registry and takes such content${tls}`,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]();
  }

  #isOwn(url: URL): boolean {
    return url.origin === this.#base.origin;
  }

  #denied(response: Answer): ToolError {
    const text = describeAnswer(response);
    if (!this.#isOwn(response.url)) {
      return new ToolError(
        "ERR_REGISTRY_DENIED",
        `${this.registry} leads to ${response.url.host}, which denies: ${text}`,
        {
          hint: "the registry's storage is not set up well",
        },
      );
    }
    return new ToolError("ERR_REGISTRY_DENIED", `${this.name}: access denied: ${text}`, {
      hint: `log in as someone who may do that: docker login ${this.registry}`,
    });
  }

  /** What authorizes goes to the registry itself and to nobody else, wherever it sends us. */
  async #follow(request: HttpRequest): Promise<Answer> {
    let { url } = request;
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      const shown = this.#isOwn(url) ? this.#authorization.header : null;
      const authorization = shown === null ? {} : { authorization: shown };
      const response = await this.#client.exchange({
        ...request,
        url,
        headers: { ...request.headers, ...authorization },
      });
      const isRead = request.method === "GET" || request.method === "HEAD";
      if (!isRead || ![301, 302, 303, 307, 308].includes(response.status)) return { ...response, url, shown };
      const target = response.header("location");
      if (target === undefined || !URL.canParse(target, url)) throw this.unexpected(response, "redirects nowhere");
      url = this.#checked(new URL(target, url));
    }
    throw new ToolError("ERR_REGISTRY", `${this.registry} redirects more than ${REDIRECTS_MAX} times`, {
      hint: "the registry's storage is not set up well",
    });
  }

  /** From TLS nothing leads back to plain http. */
  #checked(url: URL): URL {
    const isPlain = url.protocol === "http:" && this.#base.protocol === "http:";
    if (url.protocol === "https:" || isPlain) return url;
    throw new ToolError(
      "ERR_REGISTRY",
      `${this.registry} leads from ${this.#base.protocol}// to ${url.protocol}//${url.host}`,
      {
        hint: "the registry is not set up well: content would travel unprotected",
      },
    );
  }
}

/** The code of the first error in an answer, as the specification has them: `MANIFEST_BLOB_UNKNOWN`; null without one. */
export function errorCode({ body }: HttpResponse): string | null {
  return readError(body)?.code ?? null;
}

/** The status, and the first error of the body as the specification has them: `404 (NAME_UNKNOWN: repository name not known)`. */
function describeAnswer({ status, body }: HttpResponse): string {
  const error = readError(body);
  if (error === null) return String(status);
  const text = typeof error.message === "string" ? `${error.code}: ${error.message}` : error.code;
  return `${status} (${escapeControls(text.slice(0, 200))})`;
}

/** Not every server answers JSON, and none has to. */
function readError(body: Buffer): { readonly code: string; readonly message?: unknown } | null {
  try {
    const { errors } = JSON.parse(body.toString("utf8")) as {
      errors?: readonly { code?: unknown; message?: unknown }[];
    };
    const { code, message } = errors?.[0] ?? {};
    return typeof code === "string" ? { code, message } : null;
  } catch {
    return null;
  }
}

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => (result ??= work());
}
