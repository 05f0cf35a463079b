import { type AttributeGroup, formatAddress, nanoseconds, portOf } from "./attributes.js";
import {
  type AttributeValue,
  EMPTY_LOCALITY,
  EMPTY_MAP,
  EMPTY_METADATA,
  type MessageValue,
  uint,
  UNREADABLE,
} from "./attribute-value.js";
import { writeMessage } from "./protobuf.js";
import { type StreamInfo, XDS_NAMES } from "./stream-info.js";

// Routes are HTTP's; a TCP connection has its cluster when it is connected.
const isRouted = ({ protocol }: StreamInfo): boolean => protocol !== null;
const hasCluster = (info: StreamInfo): boolean => isRouted(info) || info.upstreamRequestAttempts > 0;
const ofRoute = (value: AttributeValue) => (info: StreamInfo) => (isRouted(info) ? value : null);
const ofCluster = (value: AttributeValue) => (info: StreamInfo) => (hasCluster(info) ? value : null);
const ofHost =
  (value: AttributeValue) =>
  ({ upstream }: StreamInfo) =>
    upstream === null ? null : value;

/** `upstream.*`: the host is known when the request goes out, the connection when it stands; never TLS here. */
export const UPSTREAM: AttributeGroup = {
  address: ({ upstream }) => formatAddress(upstream),
  port: ({ upstream }) => portOf(upstream),
  local_address: ({ upstreamLocal }) => formatAddress(upstreamLocal),
  // Of a TCP connection Envoy has known from the start that nothing has failed yet.
  transport_failure_reason: ({ protocol, upstream, upstreamFailure }) =>
    upstream === null && protocol !== null ? null : (upstreamFailure ?? ""),
  request_attempt_count: ({ upstreamRequestAttempts }) => uint(upstreamRequestAttempts),
  cx_pool_ready_duration: ({ upstreamReadyDuration }) => nanoseconds(upstreamReadyDuration),
  locality: ofHost(EMPTY_LOCALITY),
  num_endpoints: ofCluster(uint(1)),
};

const { nodeId, nodeCluster } = XDS_NAMES;

/** The node of the bootstrap. Envoy's own lists its extensions too, which makes its bytes large. */
export const NODE: MessageValue = {
  bytes: writeMessage([
    [1, nodeId],
    [2, nodeCluster],
    [6, "envoy"],
  ]),
  fields: {
    id: nodeId,
    cluster: nodeCluster,
    metadata: EMPTY_MAP,
    locality: EMPTY_LOCALITY,
    user_agent_name: "envoy",
    user_agent_version: "",
  },
};

/** `xds.*` but the node, which is known without a stream too. A host has no metadata object: its attribute is unreadable. */
export const XDS: AttributeGroup = {
  cluster_name: ofCluster(XDS_NAMES.cluster),
  cluster_metadata: ofCluster(EMPTY_METADATA),
  route_name: ofRoute(XDS_NAMES.route),
  route_metadata: ofRoute(EMPTY_METADATA),
  virtual_host_name: ofRoute(XDS_NAMES.virtualHost),
  virtual_host_metadata: ofRoute(EMPTY_METADATA),
  upstream_host_metadata: ofHost(UNREADABLE),
  upstream_host_locality_metadata: ofHost(UNREADABLE),
  filter_chain_name: () => XDS_NAMES.filterChain,
  listener_direction: () => 0n,
  listener_metadata: () => EMPTY_METADATA,
};
