// Generated from config.schema.json by sluice build. Do not edit.

/** Who decides. */
export type Service =
  /** `http`: is sent the request's method, path and headers; 200 lets it pass. */
  | {
      type: "http";
      /** Envoy's cluster of the service; in Istio `outbound|80||authz.default.svc.cluster.local`. */
      cluster: string;
      /** How long the service may take. */
      timeout_ms?: number;
      /** `http`: headers of the request that it is sent, beside `authorization`. `opa`: those in the input; empty: all. A `*` at the end stands for any rest. */
      allowed_headers?: string[];
      /** Headers of the request that the service is never told, whatever else lists them: also `authorization`. A `*` at the end stands for any rest. */
      disallowed_headers?: string[];
      /** Stands before the request's path. */
      path_prefix?: string;
      /** Is asked for in place of the request's path, by every check. Not together with `path_prefix`. */
      path_override?: string;
      /** Headers of a 200 for the upstream. What a client sends under these names is removed, from every request. */
      allowed_upstream_headers?: string[];
      /** Headers of any other answer for the client, beside `location` and `www-authenticate`. Empty: all. */
      allowed_client_headers?: string[];
      /** Headers of a 200 that the response gets. */
      allowed_client_headers_on_success?: string[];
    }
  /** `opa`: a policy of the Open Policy Agent, asked by its REST API. */
  | {
      type: "opa";
      /** Envoy's cluster of the service; in Istio `outbound|80||authz.default.svc.cluster.local`. */
      cluster: string;
      /** How long the service may take. */
      timeout_ms?: number;
      /** `http`: headers of the request that it is sent, beside `authorization`. `opa`: those in the input; empty: all. A `*` at the end stands for any rest. */
      allowed_headers?: string[];
      /** Headers of the request that the service is never told, whatever else lists them: also `authorization`. A `*` at the end stands for any rest. */
      disallowed_headers?: string[];
      /** The path of the decision, below `/v1/data/`. */
      decision?: string;
      /** Stands in the input as `attributes.contextExtensions`: what the policy is to know about this gateway. */
      context_extensions?: Record<string, string>;
    };

export interface AddedHeader {
  name: string;
  /** May be a secret: `{"env": "NAME"}`. */
  value: string | { env: string };
}

/** All that it names must hold. */
export interface UncheckedRule {
  /** The path, or one that it lies below, by whole segments. */
  prefix?: string;
  /** The path. */
  exact?: string;
  /** The path with places: `/users/{id}/**`. */
  template?: string;
  /** Headers, each with the value of one of its lines at least; `*` is any. */
  headers?: Record<string, string>;
  /** One of these, in capital letters. Empty: any. */
  methods?: string[];
}

export interface RequestBody {
  /** The most that is kept and sent. At most Envoy's own limit, 1 MiB by default. */
  max_request_bytes: number;
  /** Sends the beginning of a larger body with `x-envoy-auth-partial-body: true`. Without it, a larger one is 413. */
  allow_partial_message?: boolean;
}

export interface CacheBounds {
  /** How long a decision holds. */
  seconds: number;
  /** How many are remembered, on each worker. */
  max_entries?: number;
}

/** Which service decides about requests, what it is told, and what becomes of its answer. */
export interface ExtAuthzConfig {
  /** Who decides. */
  service: Service;
  /** Headers of the check request, in place of the client's own of these names. */
  headers_to_add?: AddedHeader[];
  /** Requests that need no check: those that match one of these. */
  unchecked?: UncheckedRule[];
  /** Tells the service the body, too; the plugin then needs `allow_on_headers_stop_iteration`. Absent: no body. */
  with_request_body?: RequestBody;
  /** Remembers who was let pass. Absent: every request is checked. */
  cache?: CacheBounds;
  /** Lets requests pass where the service can't be reached, takes too long, or answers 5xx. */
  failure_mode_allow?: boolean;
  /** Tells the upstream of it by `x-envoy-auth-failure-mode-allowed: true`. */
  failure_mode_allow_header_add?: boolean;
  /** What a client gets then without `failure_mode_allow`. */
  status_on_error?: number;
}
