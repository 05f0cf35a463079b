import { get } from "node:http";

export interface AdminResponse {
  readonly status: number;
  readonly body: string;
}

const ADMIN_TIMEOUT_MS = 10_000;

/**
 * Asks Envoy's admin interface.
 *
 * @param path e.g. `/stats?format=json`
 * @throws Error when Envoy does not answer.
 */
export function adminGet(adminUrl: string, path: string): Promise<AdminResponse> {
  return new Promise((resolve, reject) => {
    // A connection of its own: a pooled one would outlive the call and keep this process alive.
    const request = get(adminUrl + path, { agent: false, timeout: ADMIN_TIMEOUT_MS }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (body += chunk));
      response.once("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.once("error", reject);
    });
    request.once("timeout", () => request.destroy(new Error(`no answer from Envoy's admin interface to ${path}`)));
    request.once("error", reject);
  });
}
