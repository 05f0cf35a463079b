import { quoteName, quoteNames } from "./quote-name.js";

/** Names may come from requests: no more of them are told. */
const NAMES_MAX = 20;

/** What is said of a cluster that a plugin calls or its configuration names, and that nobody gave. */
export function unknownCluster(name: string, known: readonly string[]): string {
  return `no cluster ${quoteName(name)}; there are: ${quoteNames(known)}`;
}

/** Makes the function that tells of each such cluster once. */
export function unknownClusterTeller(known: readonly string[], tell: (line: string) => void): (name: string) => void {
  const told = new Set<string>();
  return (name) => {
    if (told.has(name) || told.size === NAMES_MAX) return;
    told.add(name);
    tell(unknownCluster(name, known));
  };
}
