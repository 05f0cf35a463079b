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
    const name = getTextProperty("xds\0cluster_name");
    return name === null ? getTextProperty("cluster_name") : name;
  }

  /** Its metadata, a serialized `envoy.config.core.v3.Metadata`. */
  static get clusterMetadata(): Bytes | null {
    const found = getProperty("xds\0cluster_metadata");
    return found === null ? getProperty("cluster_metadata") : found;
  }

  /** The route of the request. */
  static get routeName(): string | null {
    const name = getTextProperty("xds\0route_name");
    return name === null ? getTextProperty("route_name") : name;
  }

  /** The route's metadata. */
  static get routeMetadata(): Bytes | null {
    const found = getProperty("xds\0route_metadata");
    return found === null ? getProperty("route_metadata") : found;
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
    const found = getProperty("xds\0upstream_host_metadata");
    return found === null ? getProperty("upstream_host_metadata") : found;
  }

  /** 0 unspecified, 1 inbound, 2 outbound. */
  static get listenerDirection(): i64 {
    return getNumberProperty("xds\0listener_direction", getNumberProperty("listener_direction", UNKNOWN));
  }

  /** The listener's metadata. */
  static get listenerMetadata(): Bytes | null {
    const found = getProperty("xds\0listener_metadata");
    return found === null ? getProperty("listener_metadata") : found;
  }

  /** The filter chain of the connection. */
  static get filterChainName(): string | null {
    return getTextProperty("xds\0filter_chain_name");
  }

  /** The node of this Envoy, a serialized `envoy.config.core.v3.Node`. */
  static get node(): Bytes | null {
    const found = getProperty("xds\0node");
    return found === null ? getProperty("node") : found;
  }
}
