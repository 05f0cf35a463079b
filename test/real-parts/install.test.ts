import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { isExecutable } from "./find.js";
import { ACTIONLINT, COSIGN, HELM, ISTIO_FETCHER, KUSTOMIZE, OPA } from "./parts.js";

const INSTALL = fileURLToPath(new URL("install", import.meta.url));

/** Names a program as `go install` does: after its folder, or after the module where that is its root. */
const GO = `#!/usr/bin/env bash
set -e
source=$(sed -E "s,(/v[0-9]+)?@.*,," <<<"\$2")
modfile=$(grep -oP -- '-modfile=\\K\\S+' <<<"$GOFLAGS" || echo go.mod)
[ "$source" = . ] && source=$(sed -n 's/^module //p' "$modfile")
install -m 755 /dev/null "$GOBIN/$(basename "$source")"
`;

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sluice-real-parts-"));
  await writeFile(join(folder, "go"), GO);
  await chmod(join(folder, "go"), 0o755);
});
afterEach(() => rm(folder, { recursive: true }));

it("puts every part where the tests look for it, in the place of what is there without it", async () => {
  const env = { ...process.env, SLUICE_CACHE: folder, PATH: `${folder}:${process.env["PATH"]}` };
  await promisify(execFile)(INSTALL, { env });
  const places = [ACTIONLINT, COSIGN, HELM, ISTIO_FETCHER, KUSTOMIZE, OPA].map(({ cache, name }) =>
    join(folder, cache, name),
  );
  for (const place of places) expect([place, await isExecutable(place)]).toEqual([place, true]);
  await rm(places[0] ?? "");
  await promisify(execFile)(INSTALL, { env });
  expect(await isExecutable(places[0] ?? "")).toBe(true);
});
