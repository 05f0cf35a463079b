import { clientAddress, Request, SipHash } from "sluice/sdk";
import { POINTS } from "./variants";

/** Two numbers of an address, out of the collector's way. */
const ADDRESS: usize = memory.data(16, 8);

/** Who shares a network of this size is most likely one client. */
const IPV6_PREFIX: i32 = 64;

/** Draws points from what a request has: the same for the same value, on every worker and gateway. */
@final
export class Draw {
  private readonly hash: SipHash = new SipHash(0, 0);

  constructor(
    private readonly seed: string,
    private readonly trustedHops: i32,
  ) {}

  /** The point of the value of a header; -1 where there is none, or an empty one. */
  byHeader(request: Request, name: string): i32 {
    const value = request.headers.getBytes(name);
    if (value === null || value.byteLength == 0) return -1;
    return this.pointOf(value.dataStart, <usize>value.byteLength);
  }

  /** The point of the client's address, of IPv6 its network; -1 where it has none. */
  byAddress(request: Request): i32 {
    const address = clientAddress(request.headers, this.trustedHops);
    if (address === null) return -1;
    const network = address.isIpv4 ? address : address.prefix(IPV6_PREFIX);
    store<u64>(ADDRESS, network.high);
    store<u64>(ADDRESS, network.low, 8);
    return this.pointOf(ADDRESS, 16);
  }

  /** Any point. */
  byChance(): i32 {
    return <i32>(Math.random() * <f64>POINTS);
  }

  private pointOf(start: usize, size: usize): i32 {
    const hash = this.hash;
    hash.reset();
    hash.update(changetype<usize>(this.seed), (<usize>this.seed.length) << 1);
    hash.update(start, size);
    return <i32>(hash.digest() % POINTS);
  }
}
