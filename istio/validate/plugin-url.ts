import { parsePluginUrl, type UrlScheme } from "../plugin-url.js";
import { LINKS } from "./links.js";
import { unless, type Problem } from "./problem.js";

/** A module's URL with one of the schemes given. The message leaves the URL out: it may hold credentials. */
export function checkPluginUrl(path: string, text: string, schemes: readonly UrlScheme[]): Problem[] {
  const [, scheme, rest = ""] = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/.exec(text) ?? [];
  const forms = schemes.map((name) => `${name}://`).join(", ");
  if (scheme === undefined) {
    return [
      { path, message: "the URL names no scheme", hint: `start it with one of ${forms}`, link: LINKS.wasmPlugin },
    ];
  }
  if (!schemes.some((name) => name === scheme)) {
    return [{ path, message: `a module can't be had by ${scheme}:// here`, hint: `use one of ${forms}` }];
  }
  if (/^[^/]*@/.test(rest)) {
    return [{ path, message: "the URL holds credentials", hint: "take them out; use imagePullSecret for a registry" }];
  }
  return unless(
    parsePluginUrl(text) !== null,
    path,
    `is no ${scheme} URL of a module`,
    scheme === "oci"
      ? "write oci://HOST[:PORT]/REPOSITORY[:TAG][@sha256:DIGEST], the repository in lowercase"
      : scheme === "file"
        ? "write file:///ABSOLUTE/PATH, in ASCII"
        : `write ${scheme}://HOST[:PORT]/PATH, in ASCII and without a fragment`,
  );
}
