import { SameSite, SetCookie } from "../../../../sdk/http/set-cookie";

function expectError(cookie: SetCookie, error: string): void {
  expect(cookie.error.includes(error)).toBe(true, error);
  expect(cookie.toString()).toBe("");
}

describe("SetCookie", () => {
  it("writes every attribute", () => {
    const cookie = new SetCookie("id", "a3fWa");
    expect(cookie.toString()).toBe("id=a3fWa");
    cookie.domain = "example.com";
    cookie.path = "/a b";
    cookie.maxAge = 0;
    cookie.expires = 784111777;
    cookie.secure = true;
    cookie.httpOnly = true;
    cookie.sameSite = SameSite.Strict;
    cookie.partitioned = true;
    expect(cookie.toString()).toBe(
      "id=a3fWa; Domain=example.com; Path=/a b; Max-Age=0; Expires=Sun, 06 Nov 1994 08:49:37 GMT; Secure; HttpOnly; SameSite=Strict; Partitioned",
    );
  });

  it("refuses every octet that names and values do not have", () => {
    const tokens = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (let unit = 0; unit < 0x180; unit++) {
      const character = String.fromCharCode(unit);
      expect(new SetCookie("a" + character, "").error == "").toBe(tokens.includes(character), unit.toString());
      const isOctet = unit > 0x20 && unit < 0x7f && !'",;\\'.includes(character);
      expect(new SetCookie("a", "b" + character).error == "").toBe(isOctet, unit.toString());
    }
    expectError(new SetCookie("", "a"), "token");
    expectError(new SetCookie("a", '"'), "octet");
    expectError(new SetCookie("a", '"b"c"'), "octet");
    expect(new SetCookie("a", '""').toString()).toBe('a=""');
  });

  it("lets no attribute bring another one", () => {
    const cookie = new SetCookie("a", "b");
    cookie.path = "/; Domain=evil.test";
    expectError(cookie, "path");
    cookie.path = "/\r\nset-cookie: c=d";
    expectError(cookie, "path");
    cookie.path = "x";
    expectError(cookie, "path");
    cookie.path = "";
    cookie.domain = "a; Path=/";
    expectError(cookie, "domain");
    cookie.domain = ".a";
    expectError(cookie, "domain");
  });

  it("asks for Secure where browsers do", () => {
    const cookie = new SetCookie("a", "b");
    cookie.sameSite = SameSite.None;
    expectError(cookie, "Secure");
    cookie.secure = true;
    expect(cookie.toString()).toBe("a=b; Secure; SameSite=None");
    expectError(new SetCookie("__Secure-a", "b"), "Secure");
  });

  it("holds __Host- to the root path and to no domain", () => {
    const cookie = new SetCookie("__Host-a", "b");
    cookie.secure = true;
    expectError(cookie, "__Host-");
    cookie.path = "/";
    expect(cookie.toString()).toBe("__Host-a=b; Path=/; Secure");
    cookie.domain = "example.com";
    expectError(cookie, "__Host-");
  });

  it("refuses what is longer than browsers keep", () => {
    expect(new SetCookie("a", "b".repeat(4095)).error).toBe("");
    expectError(new SetCookie("a", "b".repeat(4096)), "4096");
  });
});
