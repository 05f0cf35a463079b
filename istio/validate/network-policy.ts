import type { NetworkPolicy, PolicyPort } from "../network-policy.js";
import { checkLabels } from "./labels.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkPort } from "./range.js";
import { checkPortName } from "./service.js";
import { unless, type Problem } from "./problem.js";

const POLICY_TYPES = ["Ingress", "Egress"];
const PROTOCOLS = ["TCP", "UDP", "SCTP"];

/** What the API server refuses a NetworkPolicy for, and directions that it has rules for and leaves open. */
export function validateNetworkPolicy(policy: NetworkPolicy): Problem[] {
  const { podSelector, policyTypes, ingress, egress } = policy.spec;
  const rules = { Ingress: ["ingress", ingress], Egress: ["egress", egress] } as const;
  return [
    ...checkObjectMeta(policy),
    ...checkLabels("spec.podSelector.matchLabels", podSelector.matchLabels),
    ...policyTypes.flatMap((type, index) => checkOneOf(`spec.policyTypes[${index}]`, type, POLICY_TYPES)),
    ...Object.entries(rules).flatMap(([type, [field, { length }]]) =>
      unless(
        length === 0 || policyTypes.includes(type),
        `spec.${field}`,
        "has rules that no policy type puts into force",
        `add ${type} to spec.policyTypes`,
      ),
    ),
    ...Object.values(rules).flatMap(([field, all]) =>
      all.flatMap(({ ports = [] }, rule) =>
        ports.flatMap((port, index) => checkPolicyPort(`spec.${field}[${rule}].ports[${index}]`, port)),
      ),
    ),
  ];
}

function checkPolicyPort(path: string, { protocol, port }: PolicyPort): Problem[] {
  return [
    ...checkOneOf(`${path}.protocol`, protocol, PROTOCOLS),
    ...(typeof port === "number" ? checkPort(`${path}.port`, port) : checkPortName(`${path}.port`, port)),
  ];
}

function checkOneOf(path: string, value: string, values: readonly string[]): Problem[] {
  const hint = `use one of ${values.join(", ")}`;
  return unless(values.includes(value), path, `${JSON.stringify(value)} is none of the values there are`, hint);
}
