import { ABI_VERSION_MARKER } from "../../assembly/shared/abi-version.js";
import { formatFunctionType, type WasmModule } from "../wasm/index.js";
import { ABI_VERSION, findAbiVersions } from "../abi/versions.js";
import { error, type Refusal, warning } from "./refusal.js";

/** Refuses a module that Envoy cannot tell for proxy-wasm; warns of versions older than 0.2.1. */
export function checkMarkers(module: WasmModule): Refusal[] {
  const hint = `export the function ${ABI_VERSION_MARKER}, as \`sluice build\` and every SDK for ABI ${ABI_VERSION} do`;
  const [version, ...others] = findAbiVersions(module);
  if (version === undefined) {
    const wrong = module.exports.find((entry) => entry.name === ABI_VERSION_MARKER);
    const message = wrong
      ? `exports ${ABI_VERSION_MARKER} as a ${wrong.kind}, Envoy looks for a function`
      : "exports no ABI version marker: Envoy does not take it for a proxy-wasm module";
    return [error("abi-marker", message, hint)];
  }
  const findings: Refusal[] = [];
  if (others.length > 0) {
    const message = `exports several ABI version markers: Envoy takes the first, ${version}`;
    findings.push(warning("several-abi-markers", message, `export ${ABI_VERSION_MARKER} alone`));
  }
  if (version !== ABI_VERSION) {
    const message = `speaks ABI ${version}: Envoy runs it, this tool's in-process host runs ${ABI_VERSION} only`;
    findings.push(warning("abi-version", message, `build it with an SDK for ABI ${ABI_VERSION}`));
  }
  const marker = module.exports.find((entry) => entry.name === ABI_VERSION_MARKER && entry.type !== null);
  if (marker?.type && marker.type.params.length + marker.type.results.length > 0) {
    const message = `exports ${ABI_VERSION_MARKER} as ${formatFunctionType(marker.type)}, the specification says () -> ()`;
    findings.push(warning("abi-marker-signature", message, "export a function without parameters and results"));
  }
  return findings;
}
