import {
  Bytes,
  clientAddress,
  Cookies,
  getProperty,
  hostOf,
  normalizePath,
  QueryParams,
  Request,
  SipHash,
  XdsAttributes,
} from "sluice/sdk";

/** One of the values that a request's key is made of. */
export abstract class KeyPart {
  /** False, and what it adds is the same for all, where the request has no such value. */
  abstract addTo(hash: SipHash, request: Request): bool;
}

/** Two numbers of an address, out of the collector's way. */
const ADDRESS: usize = memory.data(16, 8);


@final
export class ClientAddressPart extends KeyPart {
  constructor(
    private readonly trustedHops: i32,
    private readonly ipv6Prefix: i32,
  ) {
    super();
  }

  addTo(hash: SipHash, request: Request): bool {
    const address = clientAddress(request.headers, this.trustedHops);
    if (address === null) return addBytes(hash, null);
    const network = address.isIpv4 ? address : address.prefix(this.ipv6Prefix);
    store<u64>(ADDRESS, network.high);
    store<u64>(ADDRESS, network.low, 8);
    hash.update(ADDRESS, 16);
    return true;
  }
}


@final
export class HeaderPart extends KeyPart {
  constructor(private readonly name: string) {
    super();
  }

  addTo(hash: SipHash, request: Request): bool {
    return addBytes(hash, request.headers.getBytes(this.name));
  }
}

/** The host as `hostOf` has it: `shop.test`, `Shop.test.` and `shop.test:80` are one. */
@final
export class HostPart extends KeyPart {
  addTo(hash: SipHash, request: Request): bool {
    const authority = request.headers.get(":authority");
    return addText(hash, authority === null ? null : hostOf(authority));
  }
}

/** The path as `normalizePath` has it; all that servers read in different ways are one. */
@final
export class PathPart extends KeyPart {
  addTo(hash: SipHash, request: Request): bool {
    // Those that servers read in different ways are one path, and none is missing.
    addText(hash, normalizePath(request.path));
    return true;
  }
}


@final
export class CookiePart extends KeyPart {
  constructor(private readonly name: string) {
    super();
  }

  addTo(hash: SipHash, request: Request): bool {
    return addText(hash, Cookies.of(request.headers).get(this.name));
  }
}


@final
export class QueryPart extends KeyPart {
  constructor(private readonly name: string) {
    super();
  }

  addTo(hash: SipHash, request: Request): bool {
    const path = request.path;
    const question = path.indexOf("?");
    const params = QueryParams.parse(question < 0 ? "" : path.substring(question));
    return params === null ? addBytes(hash, null) : addText(hash, params.get(this.name));
  }
}


@final
export class RoutePart extends KeyPart {
  addTo(hash: SipHash, request: Request): bool {
    return addText(hash, XdsAttributes.routeName);
  }
}


@final
export class AttributePart extends KeyPart {
  constructor(private readonly path: string) {
    super();
  }

  addTo(hash: SipHash, request: Request): bool {
    return addBytes(hash, getProperty(this.path));
  }
}

function addBytes(hash: SipHash, bytes: Bytes | null): bool {
  if (bytes === null) hash.update(0, 0);
  else hash.update(bytes.dataStart, <usize>bytes.byteLength);
  return bytes !== null;
}

function addText(hash: SipHash, text: string | null): bool {
  if (text === null) hash.update(0, 0);
  else hash.update(changetype<usize>(text), (<usize>text.length) << 1);
  return text !== null;
}
