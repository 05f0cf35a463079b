import { splitText } from "../encoding/text";
import { findPathFault } from "./plain-path";

/** How many segments a template may have. */
const SEGMENTS_MAX: i32 = 64;

/** A path template, or the reason why there is none. */
@final
export class PathTemplateResult {
  /** @internal */
  constructor(
    /** Null exactly when `error` is not empty. */
    readonly template: PathTemplate | null,
    /** What is wrong. */
    readonly error: string,
  ) {}
}

/**
 * A path with places for segments: `/users/{id}/orders`. A segment is as it stands, or `{name}` or `*` for any one that is not empty; the last
 * may be `**` or `{name=**}` for all the rest, an empty one too.
 *
 * @example
 * const result = PathTemplate.compile("/users/{id}/**");
 * if (result.template === null) return new Refusal("$.path: " + result.error);
 * const values = result.template!.match(normalizePath(request.path)); // for /users/7/orders: ["7"]
 */
@final
export class PathTemplate {
  private constructor(
    private readonly segments: string[],
    /** For each segment its place in `names`, ANY for `*`, LITERAL for what stands as it is. */
    private readonly places: i32[],
    private readonly takesRest: bool,
    /** The names in braces, in order. */
    readonly names: string[],
  ) {}

  /** Reads a template. What stands as it is must be in the form that `normalizePath` has, since it would match nothing in any other. */
  static compile(text: string): PathTemplateResult {
    if (!text.startsWith("/")) return failure("must start with /");
    const segments = splitText(text.substring(1), 0x2f);
    if (segments.length > SEGMENTS_MAX) return failure("has more than 64 segments");
    const places: i32[] = [];
    const names: string[] = [];
    let takesRest = false;
    let example = "";
    for (let i = 0; i < segments.length; ++i) {
      const segment = segments[i];
      let place = segment == "*" ? ANY : LITERAL;
      if (segment == "**") {
        takesRest = true;
        place = ANY;
      } else if (segment.startsWith("{") && segment.endsWith("}")) {
        const isRest = segment.endsWith("=**}");
        const name = segment.substring(1, segment.length - (isRest ? 4 : 1));
        if (!isName(name)) return failure(MALFORMED);
        if (names.includes(name)) return failure("has a name twice");
        takesRest = isRest;
        place = names.length;
        names.push(name);
      } else if (place == LITERAL && isSpecial(segment)) {
        return failure(MALFORMED);
      }
      if (takesRest && i + 1 < segments.length) return failure(MALFORMED);
      places.push(place);
      example += "/" + (place == LITERAL ? segment : "x");
    }
    const fault = findPathFault(example);
    if (fault !== null) return failure(fault);
    return new PathTemplateResult(new PathTemplate(segments, places, takesRest, names), "");
  }

  /**
   * What the path, as `normalizePath` returned it, has in the places of `names`; escapes stay. Null where it does not match, and for null.
   */
  match(path: string | null): Array<string> | null {
    return this.read(path, true);
  }

  /**
   * The same values with all escapes of reserved characters as they came, which may have another meaning there: of the path as `resolvePath` returned
   * it, once `match` has taken what `normalizePath` makes of it.
   */
  valuesIn(path: string | null): Array<string> | null {
    return this.read(path, false);
  }

  private read(path: string | null, isCompared: bool): Array<string> | null {
    if (path === null) return null;
    const values: string[] = [];
    let at = 0;
    for (let i = 0; i < this.segments.length; ++i) {
      if (at >= path.length || path.charCodeAt(at) != 0x2f) return null;
      const isRest = this.takesRest && i + 1 == this.segments.length;
      const slash = path.indexOf("/", at + 1);
      const end = isRest || slash < 0 ? path.length : slash;
      const place = unchecked(this.places[i]);
      const segment = path.substring(at + 1, end);
      if (place != LITERAL) {
        if (segment.length == 0 && !isRest) return null;
      } else if (isCompared && segment != unchecked(this.segments[i])) {
        return null;
      }
      if (place >= 0) values.push(segment);
      at = end;
    }
    return at == path.length ? values : null;
  }
}

// @ts-ignore: decorator
@lazy
const MALFORMED: string = "has a segment that is not text, {name}, * or a last **";

const LITERAL: i32 = -1;

const ANY: i32 = -2;

function isName(text: string): bool {
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i);
    const letter = unit | 0x20;
    if ((letter < 0x61 || letter > 0x7a) && (unit < 0x30 || unit > 0x39) && unit != 0x5f) return false;
  }
  return text.length > 0;
}

function isSpecial(segment: string): bool {
  return segment.includes("*") || segment.includes("{") || segment.includes("}");
}

function failure(error: string): PathTemplateResult {
  return new PathTemplateResult(null, error);
}
