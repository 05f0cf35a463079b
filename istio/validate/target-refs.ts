import type { TargetReference } from "../kubernetes.js";
import { LINKS } from "./links.js";
import { checkLength } from "./range.js";
import { unless, type Problem } from "./problem.js";

const TARGETS_LIMIT = 16;

/** What Istio attaches a plugin to, as KIND.GROUP. */
const TARGETS = [
  "Gateway.gateway.networking.k8s.io",
  "GatewayClass.gateway.networking.k8s.io",
  "Service.",
  "ServiceEntry.networking.istio.io",
];

/** `targetRefs` of a WasmPlugin or an EnvoyFilter. */
export function checkTargetRefs(path: string, targets: readonly TargetReference[] | undefined): Problem[] {
  if (targets === undefined) return [];
  return [
    ...unless(
      targets.length <= TARGETS_LIMIT,
      path,
      `there are ${targets.length} targets`,
      `name at most ${TARGETS_LIMIT}`,
    ),
    ...targets.flatMap((target, index) => checkTargetRef(`${path}[${index}]`, target)),
  ];
}

/** One of them. */
export function checkTargetRef(path: string, { group, kind, name }: TargetReference): Problem[] {
  return [
    ...checkLength(`${path}.name`, name, 1, 253),
    ...unless(
      TARGETS.includes(`${kind}.${group === "core" ? "" : group}`),
      `${path}.kind`,
      `nothing attaches to a ${kind} of the group ${JSON.stringify(group)}`,
      "name a Gateway or GatewayClass of gateway.networking.k8s.io, a Service, or a ServiceEntry of networking.istio.io",
      LINKS.targetRefs,
    ),
  ];
}
