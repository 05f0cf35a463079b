import { environCount, readEnviron } from "../assembly/hostcalls/environment";
import { readCString } from "../assembly/text";

/**
 * A variable of the VM's environment (`vm_config.environment_variables`; in Istio `vmConfig.env`): where a secret stands that no manifest
 * should hold. Null when it is not set.
 *
 * @example
 * const secret = getEnvironment("AUTH_SECRET");
 */
export function getEnvironment(name: string): string | null {
  const prefix = name + "=";
  const pointers = readEnviron();
  if (pointers == 0) return null;
  for (let i: u32 = 0; i < environCount(); ++i) {
    const entry = readCString(load<u32>(pointers + ((<usize>i) << 2)));
    if (entry.startsWith(prefix)) return entry.substring(prefix.length);
  }
  return null;
}
