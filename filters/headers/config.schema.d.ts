// Generated from config.schema.json by sluice build. Do not edit.

export type Operation =
  /** `set` makes `value` the only value, `append` adds it, `default` sets it where there is none. */
  | {
      op: "set" | "append" | "default";
      name: string;
      value: string;
    }
  /** `remove` takes every value away; a name that ends in `*` stands for all names that begin so. */
  | {
      op: "remove";
      name: string;
    }
  /** `rename` moves every value to another name. */
  | {
      op: "rename";
      name: string;
      to: string;
    };

/** Operations on the headers of requests and responses, carried out in order. */
export interface HeadersConfig {
  /** What is done to the request, before the upstream sees it. */
  request?: Operation[];
  /** What is done to the response, before the client sees it. */
  response?: Operation[];
}
