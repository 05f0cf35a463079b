/** The exported marker function by which a host learns which ABI a module speaks. Apart from `abi.ts`: the guest needs no text of it. */
export const ABI_VERSION_MARKER: string = "proxy_abi_version_0_2_1";
