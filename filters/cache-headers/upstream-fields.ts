import { hasListMember, Headers, mediaTypeOf } from "sluice/sdk";

/** Fields that say who may store a response: the first ones by directives. */
const CACHING: StaticArray<string> = ["cache-control", "cdn-cache-control", "surrogate-control", "expires", "pragma"];
const DIRECTIVES: i32 = 3;

/** What an upstream says in the headers of a response, read in one go: a call into the host for each field that is not there costs more. */
@final
export class UpstreamFields {
  status: string = "";
  /** As `mediaTypeOf` has it. */
  contentType: string = "";
  hasSetCookie: bool = false;
  hasAge: bool = false;
  /** Whether it has `private`, be it for some fields only, or `no-store`. */
  isPrivate: bool = false;
  /** A bit for each of the caching fields that are there. */
  present: u32 = 0;

  constructor(headers: Headers) {
    const fields = headers.entries();
    for (let i = 0; i < fields.length; ++i) {
      const field = unchecked(fields[i]);
      const name = field.name;
      const bit = bitOf(name);
      if (bit != 0) {
        this.present |= bit;
        if (bit < 1 << DIRECTIVES && forbidsSharing(field.value.toString())) this.isPrivate = true;
      } else if (name == ":status") {
        this.status = field.value.toString();
      } else if (name == "content-type") {
        this.contentType = mediaTypeOf(field.value.toString());
      } else if (name == "set-cookie") {
        this.hasSetCookie = true;
      } else if (name == "age") {
        this.hasAge = true;
      }
    }
  }
}

/** The bit of a caching field; 0 for any other. */
export function bitOf(name: string): u32 {
  const index = CACHING.indexOf(name);
  return index < 0 ? 0 : 1 << index;
}

/** Takes those caching fields away. */
export function removeFields(headers: Headers, bits: u32): void {
  for (let i = 0; i < CACHING.length; ++i) {
    if (((bits >> i) & 1) != 0) headers.delete(unchecked(CACHING[i]));
  }
}

function forbidsSharing(value: string): bool {
  return hasListMember(value, "private") || hasListMember(value, "no-store");
}
