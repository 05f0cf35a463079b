import { DEFAULT_TARGET, unmetDemands } from "../../istio/index.js";
import { ToolError } from "../error.js";
import { flagOf } from "./flags.js";
import { PLAIN_KINDS, type ManifestOptions } from "./options.js";

const isPlain = (kind: string): boolean => PLAIN_KINDS.some((plain) => plain === kind);

/**
 * Refuses what the kinds or the release of Istio asked for can't do.
 *
 * @throws ToolError `ERR_USAGE`
 */
export function refuseUnmet(options: ManifestOptions): void {
  const { kinds, target = DEFAULT_TARGET, failStrategy } = options;
  if (kinds.some(isPlain) && new Set(kinds).size > 1) {
    throw new ToolError(
      "ERR_USAGE",
      `--kind ${kinds.find(isPlain)} makes a file for Envoy, which is no object of Kubernetes`,
      {
        hint: "ask for it alone",
      },
    );
  }
  if (failStrategy === "FAIL_RELOAD" && kinds.includes("EnvoyExtensionPolicy")) {
    throw new ToolError("ERR_USAGE", "--fail-strategy: an EnvoyExtensionPolicy knows no FAIL_RELOAD", {
      hint: "use FAIL_CLOSE or FAIL_OPEN",
    });
  }
  const [unmet] = unmetDemands(target, options);
  if (unmet === undefined) return;
  const { field, reason, since } = unmet;
  throw new ToolError("ERR_USAGE", `${flagOf(field)} is not for ${target}: ${reason}`, {
    hint: `take it out, or use --target ${since} or newer`,
  });
}
