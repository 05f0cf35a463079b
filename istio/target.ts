/** Releases of Istio that manifests are made for: the five newest minors, oldest first. */
export const ISTIO_TARGETS = ["istio@1.27", "istio@1.28", "istio@1.29", "istio@1.30", "istio@1.31"] as const;
/** One of {@link ISTIO_TARGETS}. */
export type IstioTarget = (typeof ISTIO_TARGETS)[number];

/** The newest one. */
export const DEFAULT_TARGET: IstioTarget = "istio@1.31";

/** What depends on the release. */
export interface Demands {
  readonly kinds: readonly string[];
  readonly allowOnHeadersStopIteration?: boolean;
}

/** A demand that a release does not meet. */
export interface Unmet {
  /** The field of the demand. */
  readonly field: keyof Demands;
  /** Why, as the end of a sentence about it. */
  readonly reason: string;
  readonly since: IstioTarget;
}

/**
 * What a release of Istio would refuse, or take and not do, each with the reason.
 *
 * Source: the definitions of istio.io/api 1.27 to 1.31, and the Envoy API that each istiod is built with.
 */
export function unmetDemands(target: IstioTarget, demands: Demands): Unmet[] {
  const rules: readonly (readonly [isDemanded: boolean, Unmet])[] = [
    [
      demands.kinds.includes("TrafficExtension"),
      { field: "kinds", since: "istio@1.30", reason: "no Istio before 1.30 has the kind TrafficExtension" },
    ],
    [
      demands.allowOnHeadersStopIteration === true,
      {
        field: "allowOnHeadersStopIteration",
        since: "istio@1.28",
        reason: "istiod before 1.28 doesn't know the field and drops it: the plugin's pauses would hold the body too",
      },
    ],
  ];
  return rules
    .filter(([isDemanded, { since }]) => isDemanded && ISTIO_TARGETS.indexOf(target) < ISTIO_TARGETS.indexOf(since))
    .map(([, unmet]) => unmet);
}
