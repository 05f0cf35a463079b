import { ToolError } from "../../error.js";
import { isLoopback } from "../reference.js";
import { type Challenge, parseChallenges } from "./challenge.js";
import type { Credentials } from "./credentials.js";
import { type HttpClient, type HttpResponse, temporaryFailure } from "./http.js";

const TOKEN_BYTES_MAX = 1024 * 1024;
const CLIENT_ID = "sluice";

/** What an authorization is worked out with. */
export interface AuthorizationOptions {
  readonly registry: string;
  readonly client: HttpClient;
  /** `repository:NAME:pull,push` and the like: what a token is asked for. */
  readonly scopes: readonly string[];
  /** Looked up at the first challenge and not before: a helper may ask its user. */
  readonly findCredentials: () => Promise<Credentials | null>;
  /** Whether secrets may go over plain http to any host. */
  readonly isInsecure: boolean;
}

/**
 * What a registry is shown: nothing at first, and after its challenge a password (Basic) or a token, for which a password,
 * an identity token or nothing at all is shown to the token service that it names.
 *
 * Source: the distribution project's specifications of token authentication and of OAuth2.
 */
export class Authorization {
  readonly #options: AuthorizationOptions;
  readonly #scopes: Set<string>;
  #header: string | null = null;
  #renewal: Promise<void> | null = null;

  constructor(options: AuthorizationOptions) {
    this.#options = options;
    this.#scopes = new Set(options.scopes);
  }

  /** The value of `Authorization`, null before the first challenge. */
  get header(): string | null {
    return this.#header;
  }

  /**
   * Answers a challenge, once for all requests that met it at the same time.
   *
   * @param shown what the refused request had as its `Authorization`
   * @throws ToolError `ERR_REGISTRY_DENIED` when there is nothing to show, or the token service refuses it; TemporaryFailure when it
   *   may not do so later.
   */
  async renew(response: HttpResponse, shown: string | null): Promise<void> {
    if (this.#header !== shown) return;
    this.#renewal ??= this.#answer(parseChallenges(response.headerLines("www-authenticate"))).finally(() => {
      this.#renewal = null;
    });
    await this.#renewal;
  }

  async #answer(challenges: readonly Challenge[]): Promise<void> {
    const credentials = await this.#options.findCredentials();
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined) {
      this.#header = `Bearer ${await this.#fetchToken(bearer, credentials)}`;
      return;
    }
    const isBasic = challenges.some(({ scheme }) => scheme === "basic");
    if (isBasic && credentials?.kind === "password") {
      this.#header = basic(credentials);
      return;
    }
    throw this.#denied(
      isBasic ? "asks for a user name and password, and there are none for it" : "asks for what sluice does not know",
    );
  }

  async #fetchToken({ parameters }: Challenge, credentials: Credentials | null): Promise<string> {
    const url = this.#realm(parameters["realm"]);
    for (const scope of parameters["scope"]?.split(" ") ?? []) if (scope !== "") this.#scopes.add(scope);
    const service = parameters["service"];
    const response =
      credentials?.kind === "identity-token"
        ? await this.#postForm(url, service, credentials.token)
        : await this.#get(url, service, credentials);
    const fault = `gets no token from ${url.host}: it answered ${response.status}`;
    const failure = temporaryFailure(response, `${this.#options.registry} ${fault}`);
    if (failure !== null) throw failure;
    if (response.status !== 200) throw this.#denied(fault);
    const token = readToken(response.body);
    if (token === null) throw this.#denied(`gets no token from ${url.host}: its answer has none`);
    return token;
  }

  #get(url: URL, service: string | undefined, credentials: Credentials | null): Promise<HttpResponse> {
    if (service !== undefined) url.searchParams.set("service", service);
    for (const scope of this.#scopes) url.searchParams.append("scope", scope);
    const headers = credentials?.kind === "password" ? { authorization: basic(credentials) } : {};
    return this.#options.client.exchange({ method: "GET", url, headers, bytesMax: TOKEN_BYTES_MAX });
  }

  #postForm(url: URL, service: string | undefined, token: string): Promise<HttpResponse> {
    const form = new URLSearchParams({ grant_type: "refresh_token", client_id: CLIENT_ID, refresh_token: token });
    if (service !== undefined) form.set("service", service);
    form.set("scope", [...this.#scopes].join(" "));
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = form.toString();
    return this.#options.client.exchange({ method: "POST", url, headers, body, bytesMax: TOKEN_BYTES_MAX });
  }

  /** Secrets go over TLS, unless the token service is this machine or the user said otherwise. */
  #realm(text: string | undefined): URL {
    const url = text !== undefined && URL.canParse(text) ? new URL(text) : null;
    const isPlain = url?.protocol === "http:" && (this.#options.isInsecure || isLoopback(url.host));
    if (url === null || (url.protocol !== "https:" && !isPlain)) {
      throw this.#denied("names a token service that is not reached by https");
    }
    return url;
  }

  #denied(what: string): ToolError {
    const { registry } = this.#options;
    return new ToolError("ERR_REGISTRY_DENIED", `${registry} ${what}`, {
      hint: `log in first: docker login ${registry}`,
    });
  }
}

function basic({ username, password }: { readonly username: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

function readToken(body: Buffer): string | null {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
  const { token, access_token: accessToken } = (answer ?? {}) as Record<string, unknown>;
  const found = token ?? accessToken;
  return typeof found === "string" && /^[\x21-\x7e]+$/.test(found) ? found : null;
}
