import { Status } from "../assembly/shared/abi";
import { getProperty } from "../assembly/hostcalls/property";
import { resultSize, resultStart } from "../assembly/memory";
import { Headers } from "./headers";
import { IpAddress, readEndpoint } from "./ip/address";

/**
 * The address of the client that a request comes from; null when it has none that can be read, as over a Unix socket.
 *
 * With `trustedHops` 0 it is what Envoy takes for the client (`source.address`), by its `use_remote_address` and `xff_num_trusted_hops`; Istio sets
 * them by `numTrustedProxies`. Otherwise it is the `trustedHops`-th entry of `x-forwarded-for` from the right: as many entries as proxies
 * that you trust wrote, this Envoy included where it adds one, the last of which names the client. Whatever a client wrote there itself
 * stands further left and is not looked at. Where the field has fewer entries, the request did not come that way, and `source.address` counts.
 * An entry that is no address, such as `unknown`, is null.
 *
 * @example
 * const address = clientAddress(request.headers, 2);
 * if (address === null || !offices.has(address)) return request.respond(new LocalReply(403));
 */
export function clientAddress(headers: Headers, trustedHops: i32 = 0): IpAddress | null {
  if (trustedHops > 0) {
    const field = headers.getBytes("x-forwarded-for");
    if (field !== null) {
      const start = field.dataStart;
      let end = start + <usize>field.byteLength;
      let entry = lastEntry(start, end);
      let hops = trustedHops - 1;
      for (; hops > 0 && entry > start; --hops) {
        end = entry - 1;
        entry = lastEntry(start, end);
      }
      if (hops == 0) return readTrimmed(entry, end);
    }
  }
  if (getProperty("source\0address") != Status.Ok) return null;
  const size = resultSize();
  return readEndpoint(resultStart(), resultStart() + size);
}

/** Where the last entry of the list between `start` and `end` begins. */
function lastEntry(start: usize, end: usize): usize {
  let at = end;
  while (at > start && load<u8>(at - 1) != 0x2c) --at;
  return at;
}

function readTrimmed(start: usize, end: usize): IpAddress | null {
  while (start < end && isSpace(load<u8>(start))) ++start;
  while (start < end && isSpace(load<u8>(end - 1))) --end;
  return readEndpoint(start, end);
}

function isSpace(octet: u8): bool {
  return octet == 0x20 || octet == 0x09;
}
