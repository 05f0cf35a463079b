import { unless, type Problem } from "./problem.js";

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** A DNS-1123 label: names of namespaces, containers, volumes. */
export function checkDnsLabel(path: string, value: string): Problem[] {
  return unless(
    value.length <= 63 && LABEL.test(value),
    path,
    `${JSON.stringify(value)} is no DNS label`,
    "use at most 63 lowercase letters, digits and hyphens, with a letter or a digit at both ends",
  );
}

/** A DNS-1123 subdomain: names of most objects. */
export function checkDnsSubdomain(path: string, value: string): Problem[] {
  return unless(
    value.length <= 253 && SUBDOMAIN.test(value),
    path,
    `${JSON.stringify(value)} is no DNS subdomain`,
    "use at most 253 lowercase letters, digits, hyphens and dots, with a letter or a digit at both ends of each part",
  );
}

/** A DNS-1035 label: names of Services, which must start with a letter. */
export function checkServiceName(path: string, value: string): Problem[] {
  const problems = checkDnsLabel(path, value);
  if (problems.length > 0) return problems;
  return unless(/^[a-z]/.test(value), path, `${JSON.stringify(value)} starts with a digit`, "start it with a letter");
}
