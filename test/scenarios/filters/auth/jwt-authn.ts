import { type NativeEnvoy, startNativeFilter } from "../native-filter.js";

/** Starts an Envoy whose only filter is its own `jwt_authn`, with one provider, in front of a fixed answer. */
export function startJwtAuthn(provider: object): Promise<NativeEnvoy> {
  const config = {
    providers: { issuer: provider },
    rules: [{ match: { prefix: "/" }, requires: { provider_name: "issuer" } }],
  };
  const filter = { name: "jwt_authn", type: "jwt_authn.v3.JwtAuthentication", config };
  return startNativeFilter(filter, { direct_response: { status: 200 } });
}
