import { InvalidArgumentError } from "commander";
import type { StringMap, TargetReference } from "../../istio/index.js";
import { MANIFEST_KINDS, type ManifestKind } from "../manifest/options.js";

/** API groups of what a plugin attaches to, for those who write `Gateway/NAME`. */
const GROUPS: StringMap = {
  Gateway: "gateway.networking.k8s.io",
  GatewayClass: "gateway.networking.k8s.io",
  ListenerSet: "gateway.networking.k8s.io",
  HTTPRoute: "gateway.networking.k8s.io",
  GRPCRoute: "gateway.networking.k8s.io",
  Service: "",
  ServiceEntry: "networking.istio.io",
};

/** `--kind A,B --kind C`: kinds of a manifest, in any case. */
export function kinds(text: string, previous: readonly ManifestKind[] = []): ManifestKind[] {
  const found = text.split(",").map((part) => {
    const kind = MANIFEST_KINDS.find((known) => known.toLowerCase() === part.trim().toLowerCase());
    if (kind === undefined) throw new InvalidArgumentError(`Kinds are ${MANIFEST_KINDS.join(", ")}.`);
    return kind;
  });
  return [...previous, ...found];
}

/** `--target-ref Gateway/public` or, with an API group, `--target-ref Gateway.gateway.networking.k8s.io/public`. */
export function targetReferences(text: string, previous: readonly TargetReference[] = []): TargetReference[] {
  const [, kind, group, name] = /^([A-Za-z]+)(?:\.([a-z0-9.-]*))?\/(.+)$/.exec(text) ?? [];
  if (kind === undefined || name === undefined) {
    throw new InvalidArgumentError("It must be KIND/NAME or KIND.GROUP/NAME.");
  }
  const known = group ?? GROUPS[kind];
  if (known === undefined) throw new InvalidArgumentError(`${kind} needs its API group: ${kind}.GROUP/${name}.`);
  return [...previous, { group: known, kind, name }];
}

/** A whole number, negative ones included. */
export function wholeNumber(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}

/** `10s`, `10` or `0.5s`. */
export function duration(text: string): number {
  const [, number] = /^(\d{1,9}(?:\.\d{1,9})?)s?$/.exec(text) ?? [];
  if (number === undefined || Number(number) === 0) throw new InvalidArgumentError("It must be seconds, such as 10s.");
  return Number(number);
}
