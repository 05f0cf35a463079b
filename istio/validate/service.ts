import type { Service } from "../service.js";
import { checkServiceName } from "./dns-name.js";
import { checkLabels } from "./labels.js";
import { checkObjectMeta } from "./object-meta.js";
import { checkPort } from "./range.js";
import { unless, type Problem } from "./problem.js";

const PORT_NAME = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;

/** What the API server refuses a Service for. */
export function validateService(service: Service): Problem[] {
  const { selector, ports } = service.spec;
  return [
    ...checkObjectMeta(service),
    ...checkServiceName("metadata.name", service.metadata.name),
    ...checkLabels("spec.selector", selector),
    ...unless(Object.keys(selector).length > 0, "spec.selector", "selects nothing", "give the labels of the pods"),
    ...unless(ports.length > 0, "spec.ports", "is empty", "give a port"),
    ...ports.flatMap(({ name, port, targetPort }, index) => [
      ...checkPortName(`spec.ports[${index}].name`, name),
      ...checkPort(`spec.ports[${index}].port`, port),
      ...checkPortName(`spec.ports[${index}].targetPort`, targetPort),
    ]),
  ];
}

/** An IANA service name, the form of a port's name. */
export function checkPortName(path: string, name: string): Problem[] {
  return unless(
    name.length <= 15 && PORT_NAME.test(name),
    path,
    `${JSON.stringify(name)} is no port name`,
    "use at most 15 lowercase letters, digits and single hyphens, with a letter among them",
  );
}
