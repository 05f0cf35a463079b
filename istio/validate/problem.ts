/** One reason for which Kubernetes, Istio or Envoy would refuse an object, or take it and do something else. */
export interface Problem {
  /** Where in the object, e.g. `spec.vmConfig.env[0].name`. */
  readonly path: string;
  /** What is wrong; never the value of a configuration or of an environment variable. */
  readonly message: string;
  /** The mend: one sentence, imperative. */
  readonly hint: string;
  /** Where the reason is written down, for traps that no schema tells of. */
  readonly link?: string;
}

/** The problem in a list, or an empty list when the rule holds. */
export function unless(isFine: boolean, path: string, message: string, hint: string, link?: string): Problem[] {
  return isFine ? [] : [{ path, message, hint, ...(link === undefined ? {} : { link }) }];
}
