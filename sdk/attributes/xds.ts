import { Bytes } from "../../assembly/bytes";
import { getNumberProperty, getProperty, getTextProperty } from "../property";
import { UNKNOWN } from "./unknown";

/**
 * What Envoy's configuration says of the stream (`xds.*`). Older Envoys know some of these by a name of their own, without
 * `xds.`: where the new name finds nothing, the old one is tried.
 *
 * A text or bytes that Envoy does not know, or not yet, is null, a number -1. Texts are copies; bytes live until the callback returns.
 */
export abstract class XdsAttributes {
  /** The cluster that the request goes to. */
  static get clusterName(): string | null {
    return textOf("xds\0cluster_name", "cluster_name");
  }

  /** Its metadata, a serialized `envoy.config.core.v3.Metadata`. */
  static get clusterMetadata(): Bytes | null {
    return bytesOf("xds\0cluster_metadata", "cluster_metadata");
  }

  /** The route of the request. */
  static get routeName(): string | null {
    return textOf("xds\0route_name", "route_name");
  }

  /** The route's metadata. */
  static get routeMetadata(): Bytes | null {
    return bytesOf("xds\0route_metadata", "route_metadata");
  }

  /** The virtual host of the request. */
  static get virtualHostName(): string | null {
    return getTextProperty("xds\0virtual_host_name");
  }

  /** The virtual host's metadata. */
  static get virtualHostMetadata(): Bytes | null {
    return getProperty("xds\0virtual_host_metadata");
  }

  /** The upstream host's metadata. */
  static get upstreamHostMetadata(): Bytes | null {
    return bytesOf("xds\0upstream_host_metadata", "upstream_host_metadata");
  }

  /** The metadata of the upstream host's locality. */
  static get upstreamHostLocalityMetadata(): Bytes | null {
    return getProperty("xds\0upstream_host_locality_metadata");
  }

  /** 0 unspecified, 1 inbound, 2 outbound. */
  static get listenerDirection(): i64 {
    const direction = getNumberProperty("xds\0listener_direction", UNKNOWN);
    return direction == UNKNOWN ? getNumberProperty("listener_direction", UNKNOWN) : direction;
  }

  /** The listener's metadata. */
  static get listenerMetadata(): Bytes | null {
    return bytesOf("xds\0listener_metadata", "listener_metadata");
  }

  /** The filter chain of the connection. */
  static get filterChainName(): string | null {
    return getTextProperty("xds\0filter_chain_name");
  }

  /** The node of this Envoy, a serialized `envoy.config.core.v3.Node`. */
  static get node(): Bytes | null {
    return bytesOf("xds\0node", "node");
  }
}

function textOf(path: string, olderPath: string): string | null {
  const text = getTextProperty(path);
  return text === null ? getTextProperty(olderPath) : text;
}

function bytesOf(path: string, olderPath: string): Bytes | null {
  const bytes = getProperty(path);
  return bytes === null ? getProperty(olderPath) : bytes;
}
