import { Body, compareBytes, encodeText, Headers, isAnyMediaType, isEncoded, mediaTypeOf, Status } from "sluice/sdk";
import { Substitution } from "./substitution";

/** How much longer than the largest body the result may be. */
const GROWTH_MAX: i32 = 4;

/** What describes the bytes of a body and is no longer true of others (RFC 9110 §8.8, RFC 9530). */
const DESCRIPTIONS: StaticArray<string> = ["etag", "content-md5", "content-digest", "repr-digest", "digest"];

/** A substitution in bodies of some content types. */
@final
export class BodySubstitution {
  constructor(
    /** In lower case; `text/*` stands for all that begin so. */
    private readonly contentTypes: string[],
    private readonly substitution: Substitution,
  ) {}

  isFor(contentType: string): bool {
    return isAnyMediaType(contentType, this.contentTypes);
  }

  replaceAll(text: string, lengthMax: i32): string | null {
    return this.substitution.replaceAll(text, lengthMax);
  }
}

/** Those of a list that are for the body of this message. */
export function chooseFor(headers: Headers, list: BodySubstitution[]): BodySubstitution[] {
  const chosen: BodySubstitution[] = [];
  const contentType = mediaTypeOf(headers.get("content-type"));
  for (let i = 0; i < list.length; ++i) {
    if (list[i].isFor(contentType)) chosen.push(list[i]);
  }
  return chosen;
}

/** Whether the body can be read as it comes: not compressed, and no piece of another. */
export function isReadable(headers: Headers): bool {
  return !isEncoded(headers) && !headers.has("content-range");
}

/** Says in the headers that the body changes. */
export function announceChange(headers: Headers, body: Body): void {
  body.willChange();
  for (let i = 0; i < DESCRIPTIONS.length; ++i) headers.delete(DESCRIPTIONS[i]);
}

/** Carries the substitutions out; false where the body is not UTF-8, or the result would be too large. */
export function changeBody(body: Body, list: BodySubstitution[], bytesMax: i32): bool {
  const text = body.text();
  if (text === null || (text.includes("\ufffd") && !isTextOf(text, body))) return false;
  let changed: string = text;
  for (let i = 0; i < list.length; ++i) {
    const next = list[i].replaceAll(changed, bytesMax * GROWTH_MAX);
    if (next === null) return false;
    changed = next;
  }
  // Where trailers come and no body, there is none to give another text to.
  return changed == text || body.replace(changed) == Status.Ok || text.length == 0;
}

/** Whether the body is just this text, so that its U+FFFD were sent and do not stand for bytes that are no UTF-8. */
function isTextOf(text: string, body: Body): bool {
  const bytes = body.bytes();
  if (bytes === null) return false;
  const encoded = encodeText(text);
  return (
    bytes.byteLength == encoded.byteLength && compareBytes(bytes.dataStart, encoded.dataStart, encoded.byteLength) == 0
  );
}
