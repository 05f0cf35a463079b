import { JsonKind, JsonValue, Regex } from "sluice/sdk";

/** Bits of `SchemaNode.types`: one for each kind of value, and one for numbers that are integers. */
export const INTEGER: i32 = 1 << 6;

export const ANY_TYPE: i32 = (1 << 6) - 1;

/** One schema, compiled: what it does not say has a value that every document meets. */
@final
export class SchemaNode {
  /** Bit n for `JsonKind` n; `INTEGER` where of the numbers only those. */
  types: i32 = ANY_TYPE;
  /** The values of `const` and `enum`. */
  choices: JsonValue[] | null = null;
  minimum: f64 = -Infinity;
  maximum: f64 = Infinity;
  exclusiveMinimum: f64 = -Infinity;
  exclusiveMaximum: f64 = Infinity;
  minLength: i32 = 0;
  maxLength: i32 = i32.MAX_VALUE;
  pattern: Regex | null = null;
  minItems: i32 = 0;
  maxItems: i32 = i32.MAX_VALUE;
  items: SchemaNode | null = null;
  minProperties: i32 = 0;
  maxProperties: i32 = i32.MAX_VALUE;
  required: string[] = [];
  properties: Map<string, SchemaNode> | null = null;
  additionalProperties: SchemaNode | null = null;
  allOf: SchemaNode[] = [];
  anyOf: SchemaNode[] = [];
  oneOf: SchemaNode[] = [];
  not: SchemaNode | null = null;
  reference: SchemaNode | null = null;
  /** How many schemas one value goes through from here; see `rankSchemas`. */
  rank: i32 = 0;

  /** Whether it looks into objects. */
  get hasMembers(): bool {
    return this.properties !== null || this.additionalProperties !== null;
  }

  takes(kind: JsonKind): bool {
    return ((this.types >> kind) & 1) == 1;
  }
}

/** How many schemas one value may go through, references and combinations counted. */
const RANK_MAX: i32 = 32;

/**
 * Finds out how deep the schemas for one and the same value lie inside each other. False where that is too deep, or has no end:
 * `{"$ref": "#"}`.
 */
export function rankSchemas(nodes: SchemaNode[]): bool {
  for (let round = 0; round <= RANK_MAX; ++round) {
    let isStable = true;
    for (let i = 0; i < nodes.length; ++i) {
      const node = nodes[i];
      let below = max(rankOf(node.not), rankOf(node.reference));
      below = max(below, max(rankOfAll(node.allOf), max(rankOfAll(node.anyOf), rankOfAll(node.oneOf))));
      if (node.rank == below + 1) continue;
      node.rank = below + 1;
      isStable = false;
    }
    if (isStable) return true;
  }
  return false;
}

function rankOf(node: SchemaNode | null): i32 {
  return node === null ? 0 : node.rank;
}

function rankOfAll(nodes: SchemaNode[]): i32 {
  let rank = 0;
  for (let i = 0; i < nodes.length; ++i) rank = max(rank, nodes[i].rank);
  return rank;
}
