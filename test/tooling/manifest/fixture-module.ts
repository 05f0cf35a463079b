import { writePapers, type Papers } from "../../../tooling/compile/papers.js";

/**
 * A module that imports proxy_log, proxy_get_buffer_bytes and clock_time_get (and `env.abort`, which no gateway restricts),
 * and exports proxy_on_request_headers, proxy_on_log, the ABI's marker and an allocator.
 */
const MODULE = Buffer.from(
  "AGFzbQEAAAABKwdgA39/fwF/YAV/f39/fwF/YAN/fn8Bf2AEf39/fwBgAABgAX8AYAF/AX8CYgQDZW52CXByb3h5X2xvZwAAA2VudhZwcm94eV9nZXRfYnVmZmVyX2J5dGVzAAEWd2FzaV9zbmFwc2hvdF9wcmV2aWV3MQ5jbG9ja190aW1lX2dldAACA2VudgVhYm9ydAADAwUEBAAFBgUEAQEBEAdXBQZtZW1vcnkCABdwcm94eV9hYmlfdmVyc2lvbl8wXzJfMQAEGHByb3h5X29uX3JlcXVlc3RfaGVhZGVycwAFDHByb3h5X29uX2xvZwAGBm1hbGxvYwAHChEEAgALBABBAAsCAAsEAEEACw==",
  "base64",
);

/** The module of another toolchain, or with papers of our own. */
export function fixtureModule(papers?: Partial<Papers>): Uint8Array {
  if (papers === undefined) return MODULE;
  return writePapers(MODULE, {
    name: "auth",
    version: "1.0.0",
    rootIds: ["auth"],
    abi: "0.2.1",
    hostFunctions: ["proxy_get_buffer_bytes", "proxy_log"],
    metricLabels: [],
    configSchemas: {},
    ...papers,
  });
}
