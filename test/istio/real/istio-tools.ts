import { join } from "node:path";

/** The folder that `run.mjs` found or filled. */
const folder = process.env["SLUICE_ISTIO"] ?? "";

export const ISTIOCTL = join(folder, "istioctl");
/** Istio's discovery, from `istiod/` beside this folder. */
export const ISTIOD = join(folder, "istiod");
export const PILOT_AGENT = join(folder, "pilot-agent");
/** What istio-agent makes Envoy's bootstrap of. */
export const ENVOY_BOOTSTRAP = join(folder, "envoy_bootstrap.json");
