import { moduleLoader, type RegistryDescription } from "../../istio/index.js";

/**
 * The shell's command that brings a module onto the claim of its registry, through a pod that goes when it is done. It can be given again.
 *
 * @param path of the module on this machine
 */
export function loadCommand(registry: RegistryDescription, path: string): string {
  const { name, image, spec } = moduleLoader(registry);
  return [
    `kubectl -n ${registry.namespace} run ${name} --rm -i --restart=Never --image=${image}`,
    // A sidecar would outlive the loader, and so would the pod.
    "--labels=sidecar.istio.io/inject=false",
    `--overrides=${quote(JSON.stringify({ apiVersion: "v1", spec }))} < ${quote(path)}`,
  ].join(" ");
}

/** One word for a shell. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
