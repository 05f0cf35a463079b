/** The series that an expression asks for, and the labels that each of them must have. */
export interface PromqlNames {
  readonly metrics: ReadonlySet<string>;
  /** Label names by metric: matched on, or kept by an aggregation around it. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
}

const SELECTOR = /\b([a-zA-Z_:][\w:]*)\b(?!\s*\()(\{[^}]*\})?/g;
const AGGREGATION = /\b(?:by|without|on|ignoring) ?\(([^)]*)\)/g;
const KEYWORDS = new Set(["and", "or", "unless", "bool", "offset", "group_left", "group_right"]);

/** Reads the names out of PromQL as it is written in this folder. */
export function promqlNames(expr: string): PromqlNames {
  const kept = [...expr.matchAll(AGGREGATION)].flatMap(([, list = ""]) => words(list)).filter((name) => name !== "job");
  const text = expr.replace(AGGREGATION, " ").replace(/\[[^\]]*\]/g, " ");
  const labels = new Map<string, Set<string>>();
  for (const [, name = "", matchers = ""] of text.matchAll(SELECTOR)) {
    if (KEYWORDS.has(name)) continue;
    const matched = [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = ""]) => label);
    const known = labels.get(name) ?? new Set();
    [...matched, ...kept].forEach((label) => known.add(label));
    labels.set(name, known);
  }
  return { metrics: new Set(labels.keys()), labels };
}

function words(list: string): string[] {
  return list.split(",").map((word) => word.trim());
}
