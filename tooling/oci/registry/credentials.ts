import { homedir } from "node:os";
import { join } from "node:path";
import { ToolError } from "../../error.js";
import { parseJson } from "../../parse-json.js";
import { readInput } from "../../read-input.js";
import { credentialNames } from "../reference.js";
import { askHelper } from "./credential-helper.js";

/** What a registry knows a user by. */
export type Credentials =
  | { readonly kind: "password"; readonly username: string; readonly password: string }
  /** An OAuth2 refresh token, as `docker login` gets from some registries. */
  | { readonly kind: "identity-token"; readonly token: string };

/**
 * Finds the credentials for a registry as Docker's own tools do: in `config.json` of `$DOCKER_CONFIG` or `~/.docker`, by the
 * helper that `credHelpers` names for it, in `auths`, and by `credsStore`. Only an entry for exactly this host counts; null
 * is nobody.
 *
 * @throws ToolError `ERR_FILE_UNREADABLE`, `ERR_JSON_SYNTAX`, `ERR_REGISTRY_DENIED` when a helper fails; never with a secret.
 */
export async function findCredentials(
  registry: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Credentials | null> {
  const file = join(env["DOCKER_CONFIG"] || join(env["HOME"] || homedir(), ".docker"), "config.json");
  const config = await readConfig(file);
  const names = credentialNames(registry);

  const helper = valueFor(config["credHelpers"], names);
  if (typeof helper === "string") return askAll(helper, names, env);

  const entry = valueFor(config["auths"], names);
  const found = entry === undefined ? null : readEntry(entry, file, registry);
  if (found !== null) return found;

  const store = config["credsStore"];
  return typeof store === "string" && store !== "" ? askAll(store, names, env) : null;
}

async function readConfig(file: string): Promise<Record<string, unknown>> {
  try {
    const value = parseJson((await readInput(file, "Docker's configuration")).toString("utf8"), file);
    return isObject(value) ? value : {};
  } catch (error) {
    if (error instanceof ToolError && error.code === "ERR_FILE_NOT_FOUND") return {};
    throw error;
  }
}

/** Docker Hub's key in `auths` is a URL, and older tools write such keys for every registry. */
function valueFor(entries: unknown, names: readonly string[]): unknown {
  if (!isObject(entries)) return undefined;
  for (const name of names) {
    const found = Object.entries(entries).find(([key]) => hostOf(key) === name);
    if (found !== undefined) return found[1];
  }
  return undefined;
}

function hostOf(key: string): string {
  return key
    .replace(/^https?:\/\//, "")
    .replace(/\/.*$/, "")
    .toLowerCase();
}

function readEntry(entry: unknown, file: string, registry: string): Credentials | null {
  if (!isObject(entry)) return null;
  const { identitytoken, auth, username, password } = entry;
  if (typeof identitytoken === "string" && identitytoken !== "") {
    return { kind: "identity-token", token: identitytoken };
  }
  if (typeof username === "string" && typeof password === "string") return { kind: "password", username, password };
  if (typeof auth !== "string" || auth === "") return null;
  const text = Buffer.from(auth, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 1) {
    throw new ToolError("ERR_REGISTRY_DENIED", `${file}: the entry for ${registry} is no user name and password`, {
      hint: `log in again: docker login ${registry}`,
    });
  }
  return { kind: "password", username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, "") };
}

/** Helpers keep Docker Hub under its URL. */
async function askAll(helper: string, names: readonly string[], env: NodeJS.ProcessEnv): Promise<Credentials | null> {
  for (const name of names) {
    const server = name === "index.docker.io" ? "https://index.docker.io/v1/" : name;
    const found = await askHelper(helper, { server, env });
    if (found !== null) return found;
  }
  return null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
