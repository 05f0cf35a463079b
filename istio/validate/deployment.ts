import type { Container, Deployment, PodSpec } from "../deployment.js";
import type { JsonObject } from "../kubernetes.js";
import { checkDnsLabel, checkDnsSubdomain } from "./dns-name.js";
import { checkAnnotations, checkLabels } from "./labels.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkInteger, checkPort } from "./range.js";
import { checkPortName } from "./service.js";
import { unless, type Problem } from "./problem.js";

/** `[REGISTRY[:PORT]/]REPOSITORY[:TAG][@DIGEST]`, the form of a container image. */
const IMAGE =
  /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;

/** What the API server refuses a Deployment for, and an image that no node could pull. */
export function validateDeployment(deployment: Deployment): Problem[] {
  const { replicas, selector, template } = deployment.spec;
  const labels = template.metadata.labels ?? {};
  return [
    ...checkObjectMeta(deployment),
    ...checkInteger("spec.replicas", replicas, 0, 1000),
    ...checkLabels("spec.selector.matchLabels", selector.matchLabels),
    ...checkLabels("spec.template.metadata.labels", labels),
    ...checkAnnotations("spec.template.metadata.annotations", template.metadata.annotations),
    ...Object.entries(selector.matchLabels).flatMap(([key, value]) =>
      unless(
        labels[key] === value,
        `spec.selector.matchLabels[${JSON.stringify(key)}]`,
        "is no label of the pod template",
        "give the template the labels that the selector looks for",
      ),
    ),
    ...checkPodSpec("spec.template.spec", template.spec),
  ];
}

function checkPodSpec(path: string, { containers, volumes }: PodSpec): Problem[] {
  const names = volumes.map(({ name }) => name);
  return [
    ...unless(containers.length > 0, `${path}.containers`, "is empty", "give a container"),
    ...names.flatMap((name, index) => checkDnsLabel(`${path}.volumes[${index}].name`, name)),
    ...volumes.flatMap((volume, index) => checkClaim(`${path}.volumes[${index}]`, volume)),
    ...containers.flatMap((container, index) => checkContainer(`${path}.containers[${index}]`, container, names)),
  ];
}

function checkClaim(path: string, { persistentVolumeClaim: claim }: JsonObject): Problem[] {
  const name = (claim as JsonObject | undefined)?.["claimName"];
  return typeof name === "string" ? checkDnsSubdomain(`${path}.persistentVolumeClaim.claimName`, name) : [];
}

function checkContainer(path: string, container: Container, volumes: readonly string[]): Problem[] {
  return [
    ...checkDnsLabel(`${path}.name`, container.name),
    ...unless(
      IMAGE.test(container.image),
      `${path}.image`,
      `${JSON.stringify(container.image)} is no container image`,
      "write [REGISTRY/]REPOSITORY[:TAG][@sha256:DIGEST], without a scheme",
    ),
    ...container.ports.flatMap(({ name, containerPort }, index) => [
      ...checkPortName(`${path}.ports[${index}].name`, name),
      ...checkPort(`${path}.ports[${index}].containerPort`, containerPort),
    ]),
    ...container.volumeMounts.flatMap(({ name }, index) =>
      unless(
        volumes.includes(name),
        `${path}.volumeMounts[${index}].name`,
        `there is no volume ${JSON.stringify(name)}`,
        "name one of spec.volumes",
      ),
    ),
  ];
}
