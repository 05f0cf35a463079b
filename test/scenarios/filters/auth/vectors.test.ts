import { beforeAll, describe, expect, it } from "vitest";
import { compileFilter } from "sluice";
import { engines, serve } from "sluice/testing";

const PAYLOAD = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

/** As they are published; all have expired in 2011, which is said of genuine ones only. */
const VECTORS = [
  {
    name: "RFC 7515, appendix A.1 (HS256)",
    jwk: {
      kty: "oct",
      k: "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow",
    },
    header: "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9",
    signature: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  },
  {
    name: "RFC 7515, appendix A.2 (RS256)",
    jwk: {
      kty: "RSA",
      n:
        "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMs" +
        "D1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdV" +
        "MTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
      e: "AQAB",
    },
    header: "eyJhbGciOiJSUzI1NiJ9",
    signature:
      "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZ" +
      "cAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-e" +
      "OkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
  },
  {
    name: "RFC 7515, appendix A.3 (ES256)",
    jwk: {
      ...{ kty: "EC", crv: "P-256" },
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    },
    header: "eyJhbGciOiJFUzI1NiJ9",
    signature: "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
  },
];

// So that no test's time is the compiler's.
beforeAll(() => compileFilter({ filter: "filters/auth" }));

describe.each(engines)("published tokens before auth on %s", (engine) => {
  it("are genuine, and with another signature are not", async () => {
    for (const { name, jwk, header, signature } of VECTORS) {
      const provider = { type: "jwt", name: "joe", issuers: ["joe"], jwks: JSON.stringify(jwk) };
      await using gateway = await serve({ engine, filter: "filters/auth", config: { providers: [provider] } });
      const reasonOf = async (token: string): Promise<unknown> => {
        const response = await gateway.fetch("/", { headers: { authorization: `Bearer ${token}` } });
        return ((await response.json()) as { reason: string }).reason;
      };
      const changed = (signature.startsWith("A") ? "B" : "A") + signature.slice(1);
      expect(await reasonOf(`${header}.${PAYLOAD}.${signature}`), name).toBe("token expired");
      expect(await reasonOf(`${header}.${PAYLOAD}.${changed}`), name).toBe("bad signature");
    }
  });
});
