import type { PersistentVolumeClaim } from "../persistent-volume-claim.js";
import { checkDnsSubdomain } from "./dns-name.js";
import { checkObjectMeta } from "./object-meta.js";
import { unless, type Problem } from "./problem.js";

const ACCESS_MODES = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"];
const QUANTITY = /^(?!0+(?:\.0*)?(?![.0-9]))\d+(?:\.\d+)?(?:[EPTGM]i?|Ki|k)?$/;

/** What the API server refuses a PersistentVolumeClaim for. */
export function validatePersistentVolumeClaim(claim: PersistentVolumeClaim): Problem[] {
  const { accessModes, storageClassName, resources } = claim.spec;
  return [
    ...checkObjectMeta(claim),
    ...unless(accessModes.length > 0, "spec.accessModes", "is empty", `give one of ${ACCESS_MODES.join(", ")}`),
    ...accessModes.flatMap((mode, index) =>
      unless(
        ACCESS_MODES.includes(mode),
        `spec.accessModes[${index}]`,
        `${JSON.stringify(mode)} is no access mode`,
        `give one of ${ACCESS_MODES.join(", ")}`,
      ),
    ),
    ...(storageClassName === undefined ? [] : checkDnsSubdomain("spec.storageClassName", storageClassName)),
    ...unless(
      QUANTITY.test(resources.requests.storage),
      "spec.resources.requests.storage",
      `${JSON.stringify(resources.requests.storage)} is no size`,
      "give a number above 0 with a unit, such as 1Gi",
    ),
  ];
}
