import { isAnyMediaType, lowerCase, mediaTypeOf } from "sluice/sdk";

/** The media type of a message as a decision sees it. */
@final
export class MediaType {
  /** In lower case, without parameters. */
  readonly name: string;
  private readonly parameters: string;

  /** `field`: the value of `Content-Type`; null is none. */
  constructor(field: string | null) {
    const semicolon = field === null ? -1 : field.indexOf(";");
    this.name = mediaTypeOf(field);
    this.parameters = field === null || semicolon < 0 ? "" : lowerCase(field.substring(semicolon));
  }

  get isJson(): bool {
    return this.name == "application/json" || this.name.endsWith("+json");
  }

  /** Whether it says itself that its text is not UTF-8: then the upstream may read another document than we do. */
  get isForeign(): bool {
    const at = this.parameters.indexOf("charset");
    if (at < 0) return false;
    const value = this.parameters.substring(at).replaceAll('"', "").replaceAll(" ", "");
    return !value.startsWith("charset=utf-8") || this.parameters.indexOf("charset", at + 1) >= 0;
  }

  isOneOf(types: string[]): bool {
    return isAnyMediaType(this.name, types);
  }
}
