import { environCount, readEnviron } from "../assembly/hostcalls/environment";
import { NOWHERE, readCString, textSize, writeText } from "../assembly/text";
import { compareBytes } from "./compare-bytes";

/**
 * A variable of the VM's environment (`vm_config.environment_variables`; in Istio `vmConfig.env`): where a secret stands that no manifest
 * should hold. Null when it is not set.
 *
 * @example
 * const secret = getEnvironment("AUTH_SECRET");
 */
export function getEnvironment(name: string): string | null {
  const pointers = readEnviron();
  if (pointers == 0) return null;
  const start = writeText(name);
  const size = textSize();
  for (let i: u32 = 0; start != NOWHERE && i < environCount(); ++i) {
    const entry = <usize>load<u32>(pointers + ((<usize>i) << 2));
    if (isNamed(entry, start, size)) return readCString(entry + size + 1);
  }
  return null;
}

/** Whether the entry `NAME=value` at `entry`, wherever the host says that it lies, has that name. */
function isNamed(entry: usize, name: usize, size: usize): bool {
  if (<u64>entry + <u64>size >= (<u64>memory.size()) << 16) return false;
  return compareBytes(entry, name, size) == 0 && load<u8>(entry + size) == 0x3d;
}
