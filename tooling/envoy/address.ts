/** `envoy.config.core.v3.Address` with a socket address. */
export interface Address {
  readonly socket_address: { readonly address: string; readonly port_value: number };
}

export function socketAddress(address: string, port: number): Address {
  return { socket_address: { address, port_value: port } };
}
