/** Sends TCP connections to two clusters in turn: Envoy's own TCP proxy reads the cluster from the filter state. */
import {
  Connection,
  Filter,
  Flow,
  log,
  Plugin,
  registerPlugin,
  setEnvoyFilterState,
  Status,
  TcpFilter,
} from "sluice/sdk";

class TcpRoutingPlugin extends Plugin {
  private count: u32 = 0;

  nextCluster(): string {
    return ++this.count % 2 == 0 ? "even" : "odd";
  }

  createFilter(): Filter {
    return new TcpRouting(this);
  }
}

class TcpRouting extends TcpFilter {
  constructor(private readonly plugin: TcpRoutingPlugin) {
    super();
  }

  onNewConnection(downstream: Connection): Flow {
    const status = setEnvoyFilterState("envoy.tcp_proxy.cluster", this.plugin.nextCluster());
    if (status != Status.Ok) log.warn("the cluster could not be chosen: status " + status.toString());
    return Flow.Continue;
  }
}
registerPlugin("tcp-routing", () => new TcpRoutingPlugin());
