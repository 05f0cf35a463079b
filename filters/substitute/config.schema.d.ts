// Generated from config.schema.json by sluice build. Do not edit.

export type Substitution =
  /** In every value of a header; with `to`, what a match makes of the first value is written there instead. */
  | {
      in: "request_header" | "response_header";
      name: string;
      pattern: string;
      replacement: string;
      to?: string;
    }
  /** The first match in the path, without its query. */
  | {
      in: "path";
      pattern: string;
      replacement: string;
    }
  /** In bodies of these content types: every match of `pattern`, or, without one, every `text`. */
  | {
      in: "request_body" | "response_body";
      /** `text/html`; `text/*`. */
      content_types: string[];
      text?: string;
      pattern?: string;
      replacement: string;
    };

/** Substitutions, carried out in order. */
export interface SubstituteConfig {
  substitutions: Substitution[];
  /** How much of a body is waited for. */
  max_body_bytes?: number;
  /** What becomes of a body that is larger, encoded, or not UTF-8. */
  otherwise?: "pass" | "refuse";
}
