/** Name of the one listener, in Envoy's configuration and in its admin interface. */
export const LISTENER_NAME = "gateway";

/** Name of the cluster that every request and every connection is routed to. */
export const UPSTREAM_CLUSTER = "upstream";
