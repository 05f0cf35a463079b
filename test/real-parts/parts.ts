import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "../../tooling/cache-directory.js";
import { packageRoot } from "../../tooling/package-root.js";

/** A program written in Go that tests take for a judge where it is there; `test/real-parts/install` builds it. */
export interface GoPart {
  readonly name: string;
  /** Names a program of the user's own. */
  readonly environment: string;
  /** Folder in the cache that it is built into; another version has another. */
  readonly cache: string;
}

/** A program of a package of Debian's that has its name; a test that needs it fetches it. */
export interface DebianPart {
  readonly name: string;
  /** Names a program of the user's own. */
  readonly environment: string;
  /** Where it lies in the package. */
  readonly file: string;
}

/** The CNCF Distribution registry: takes what is pushed. */
export const DOCKER_REGISTRY: DebianPart = {
  name: "docker-registry",
  environment: "SLUICE_DOCKER_REGISTRY",
  file: "usr/bin/docker-registry",
};

/** The real nginx: serves what a plugin registry holds. */
export const NGINX: DebianPart = { name: "nginx", environment: "SLUICE_NGINX", file: "usr/sbin/nginx" };

/** The real cosign: signs and verifies. */
export const COSIGN: GoPart = { name: "cosign", environment: "SLUICE_COSIGN", cache: "cosign/2.6.5" };

/** The commit of Istio that judges in all tests. */
const [, ISTIO_REVISION = "none"] =
  /^require istio\.io\/istio .*-([0-9a-f]{12})$/m.exec(
    readFileSync(join(packageRoot(), "test/istio/real/istiod/go.mod"), "utf8"),
  ) ?? [];

/** Istio's own fetcher: takes modules out of images as istio-agent does. */
export const ISTIO_FETCHER: GoPart = {
  name: "istio-fetcher",
  environment: "SLUICE_ISTIO_FETCHER",
  cache: `istio-fetcher/1.32-dev-${ISTIO_REVISION}`,
};

/** The real Kustomize: builds what `sluice manifest --output kustomize` writes. */
export const KUSTOMIZE: GoPart = { name: "kustomize", environment: "SLUICE_KUSTOMIZE", cache: "kustomize/5.8.1" };

/** The real Helm: renders what `sluice manifest --output helm` writes. */
export const HELM: GoPart = { name: "helm", environment: "SLUICE_HELM", cache: "helm/3.22.0" };

/** The real actionlint: judges GitHub's workflows, with their expressions, their scripts' quoting and the inputs of known actions. */
export const ACTIONLINT: GoPart = { name: "actionlint", environment: "SLUICE_ACTIONLINT", cache: "actionlint/1.7.12" };

/** The real Open Policy Agent: decides what the filter `ext-authz` asks it. */
export const OPA: GoPart = { name: "opa", environment: "SLUICE_OPA", cache: "opa/1.22.0" };

/** Where a part lies once it is built. */
export function cachedPath({ cache, name }: GoPart): string {
  return join(cacheDirectory(), cache, name);
}
