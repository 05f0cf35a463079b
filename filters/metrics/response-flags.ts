/** The names of the bits of `response.flags`, from the lowest up, as access logs show them (Envoy's `CoreResponseFlag`). */
const NAMES: string =
  "LH UH UT LR UR UF UC UO NR DI FI RL UAEX RLSE DC URX SI IH DPE UMSDR RFCF NFCF DT UPE NC OM DF DO DR UDO";

/** The bits that say that the upstream failed: UH, UT, UR, UF, UC, UO, URX, UMSDR, UPE, DF. */
export const UPSTREAM_FLAGS: i64 = 0x2 | 0x4 | 0x10 | 0x20 | 0x40 | 0x80 | 0x8000 | 0x80000 | 0x800000 | 0x4000000;

/** `UF,URX`: the names of the bits that are set, the number itself where one has none. */
export function formatFlags(flags: i64): string {
  const names = NAMES.split(" ");
  if (flags >> (<i64>names.length) != 0) return flags.toString();
  let text = "";
  for (let i = 0; i < names.length; ++i) {
    if ((flags & ((<i64>1) << i)) != 0) text += (text.length == 0 ? "" : ",") + names[i];
  }
  return text;
}
