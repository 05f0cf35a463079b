import { attributePath, currentRequest, currentResponse, declareMetricLabels, lowerCase } from "sluice/sdk";
import { CustomLabel, MetricsConfig } from "./config";
import {
  AttributeLabel,
  GrpcPathLabel,
  GrpcStatusLabel,
  HeaderLabel,
  Label,
  MtlsLabel,
  ResponseFlagsLabel,
  StatusClassLabel,
  StatusLabel,
} from "./label";
import { LabelValues } from "./label-values";
import { SharedSet } from "./shared-set";

/** The methods of RFC 9110 and RFC 5789. */
const METHODS: string[] = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
const STATUS_CLASSES: string[] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

declareMetricLabels([
  "method",
  "status_class",
  "status",
  "response_flags",
  "code_details",
  "route",
  "virtual_host",
  "host",
  "cluster",
  "protocol",
  "mtls",
  "client_principal",
  "grpc_service",
  "grpc_method",
  "grpc_status",
]);

/** Makes the labels that a configuration names, each once: metrics with the same label share its values. */
@final
export class LabelBook {
  /** The labels that are in use. */
  readonly labels: Array<Label> = [];

  /** `key`: what the names of this plugin's shared data begin with. */
  constructor(
    private readonly config: MetricsConfig,
    private readonly key: string,
  ) {}

  /** The label of that name, null when there is none. */
  find(name: string): Label | null {
    for (let i = 0; i < this.labels.length; ++i) if (this.labels[i].name == name) return this.labels[i];
    const label = this.makeBuiltIn(name) || this.makeCustom(name);
    if (label !== null) this.labels.push(label);
    return label;
  }

  /** Whether a label comes with the filter. */
  isBuiltIn(name: string): bool {
    return this.makeBuiltIn(name) !== null;
  }

  private makeBuiltIn(name: string): Label | null {
    if (name == "method") return new AttributeLabel(name, closed(METHODS), "request\0method");
    if (name == "status_class") return new StatusClassLabel(name, closed(STATUS_CLASSES));
    if (name == "status") return new StatusLabel(name, this.open(name));
    if (name == "response_flags") return new ResponseFlagsLabel(name, this.open(name));
    if (name == "code_details") return new AttributeLabel(name, this.open(name), "response\0code_details");
    if (name == "route") return new AttributeLabel(name, this.open(name), "xds\0route_name");
    if (name == "virtual_host") return new AttributeLabel(name, this.open(name), "xds\0virtual_host_name");
    if (name == "host") {
      return new AttributeLabel(name, this.some(name, lowered(this.config.hosts)), "request\0host", true);
    }
    if (name == "cluster") return new AttributeLabel(name, this.open(name), "xds\0cluster_name");
    if (name == "protocol") return new AttributeLabel(name, this.open(name), "request\0protocol");
    if (name == "mtls") return new MtlsLabel(name, closed(["mutual"]));
    if (name == "client_principal") {
      return new AttributeLabel(name, this.open(name), "connection\0uri_san_peer_certificate");
    }
    if (name == "grpc_service") return new GrpcPathLabel(name, this.open(name), false);
    if (name == "grpc_method") return new GrpcPathLabel(name, this.open(name), true);
    return name == "grpc_status" ? new GrpcStatusLabel(name, this.open(name)) : null;
  }

  private makeCustom(name: string): Label | null {
    const custom = this.config.labels;
    for (let i = 0; i < custom.length; ++i) if (custom[i].label == name) return this.makeOf(custom[i]);
    return null;
  }

  private makeOf(custom: CustomLabel): Label {
    const values = this.some(custom.label, custom.values);
    if (custom.from == "attribute") {
      const path = attributePath(custom.name);
      return new AttributeLabel(custom.label, values, path === null ? custom.name : path);
    }
    const headers = custom.from == "request_header" ? currentRequest.headers : currentResponse.headers;
    return new HeaderLabel(custom.label, values, headers, custom.name);
  }

  private open(name: string): LabelValues {
    return new LabelValues(new SharedSet(this.key + "values/" + name, <i32>this.config.maxValues));
  }

  private some(name: string, values: Array<string>): LabelValues {
    return values.length == 0 ? this.open(name) : closed(values);
  }
}

function lowered(texts: Array<string>): Array<string> {
  const result: Array<string> = [];
  for (let i = 0; i < texts.length; ++i) result.push(lowerCase(texts[i]));
  return result;
}

function closed(texts: Array<string>): LabelValues {
  const values = new LabelValues(null);
  for (let i = 0; i < texts.length; ++i) values.seed(texts[i]);
  return values;
}
