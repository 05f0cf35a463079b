import { cookieFieldOf, Cookies, Headers } from "sluice/sdk";
import { MessageOperation } from "./message-operation";
import { readOctets, toOctets } from "./octets";
import { StreamValues } from "./stream-values";
import { Value } from "./value";

/** Changes the request's cookies of one name; the others stay as the client sent them. */
@final
export class CookieOperation extends MessageOperation {
  constructor(
    private readonly op: string,
    private readonly name: string,
    /** Of `set_cookie` and `append_cookie`. */
    private readonly value: Value | null,
    /** Of `rename_cookie`. */
    private readonly to: string,
  ) {
    super();
  }

  apply(headers: Headers, values: StreamValues): bool {
    const field = readOctets(cookieFieldOf(headers));
    const cookies = new Cookies(field);
    const value = this.value;
    if (value !== null) {
      const isSet = this.op == "set_cookie";
      const text = value.text(values);
      if (text !== null && isCookieValue(text)) {
        const rest = isSet ? cookies.without(this.name) : field;
        headers.set("cookie", toOctets(join(rest, this.name + "=" + text)));
        return true;
      }
      // What it would have replaced goes all the same.
      if (!isSet) return true;
    }
    if (!cookies.has(this.name)) return true;
    let rest = cookies.without(this.name);
    if (this.op == "rename_cookie") {
      const texts = cookies.getAll(this.name);
      for (let i = 0; i < texts.length; ++i) rest = join(rest, this.to + "=" + texts[i]);
    }
    if (rest.length == 0) headers.delete("cookie");
    else headers.set("cookie", toOctets(rest));
    return true;
  }
}

/** Whether a cookie may have this value (RFC 6265 §4.1.1): nothing in it ends the cookie, or the field. */
function isCookieValue(text: string): bool {
  for (let i = 0; i < text.length; ++i) {
    const unit = text.charCodeAt(i);
    if (unit <= 0x20 || unit > 0x7e || unit == 0x22 || unit == 0x2c || unit == 0x3b || unit == 0x5c) return false;
  }
  return true;
}

function join(text: string, more: string): string {
  return text.length == 0 ? more : text + "; " + more;
}
