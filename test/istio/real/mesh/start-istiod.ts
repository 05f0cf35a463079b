import { Supervised } from "./supervised.js";
import { ISTIOD } from "../istio-tools.js";

/** istiod, which knows the objects that it was handed. */
export interface Istiod extends AsyncDisposable {
  /** Address of its xDS. */
  readonly discovery: string;
  /**
   * Hands it all objects there are, as YAML documents.
   *
   * @throws Error with the words of its webhook when that refuses one.
   */
  put(objects: string): Promise<void>;
}

/** Pushes nothing that only the Envoy of Istio's own images has. */
const FOR_ANY_ENVOY = { PILOT_ENABLE_ALPN_FILTER: "false", PILOT_ENABLE_METADATA_EXCHANGE: "false" };

/** @param folder its own */
export async function startIstiod(folder: string): Promise<Istiod> {
  const env = { ...FOR_ANY_ENVOY, POD_NAMESPACE: "istio-system", ENABLE_CA_SERVER: "false" };
  const istiod = new Supervised({ path: ISTIOD, env, folder });
  const { xds, control } = await istiod.line(readAddresses);
  return {
    discovery: xds,
    put: async (objects) => {
      const response = await fetch(`http://${control}/objects`, { method: "PUT", body: objects });
      if (response.status !== 204) throw new Error(`istiod refuses: ${await response.text()}`);
    },
    [Symbol.asyncDispose]: () => istiod[Symbol.asyncDispose](),
  };
}

function readAddresses(line: string): { xds: string; control: string } | null {
  return line.startsWith('{"control"') ? (JSON.parse(line) as { xds: string; control: string }) : null;
}
