import { sign } from "../../../scenarios/filters/hmac-signature/sign.js";
import { type Soak, SOAK_START } from "./soak.js";

const SECRET = "a secret of more than thirty-two bytes, shared";

export const hmacSignature: Soak = {
  filter: "hmac-signature",
  config: {
    keys: [{ keyid: "partner", secret: SECRET }],
    required_components: ["@method", "@path"],
    max_age_seconds: 86_400,
    max_nonces: 4096,
  },
  keysMax: 512,
  request: (index) => {
    const path = `/${index}`;
    const signature = sign({
      secret: index % 5 === 0 ? "another" : SECRET,
      components: [
        ["@method", "GET"],
        ["@path", path],
      ],
      params: `;created=${SOAK_START / 1000};keyid="partner";nonce="${index % 100 === 0 ? "n".repeat(10_000) : index}"`,
    });
    const headers = { ":method": "GET", ":authority": "a.test", ":scheme": "http", ":path": path };
    return { headers: { ...headers, ...Object.fromEntries(signature) }, properties: {} };
  },
};
