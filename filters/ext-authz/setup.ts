import { lowerCase, Refusal } from "sluice/sdk";
import { AuthorizationService } from "./authorization-service";
import { ExtAuthzConfig } from "./config";
import { DecisionCache } from "./decision-cache";
import { isFree } from "./fields";
import { Gate } from "./gate";
import { HttpService } from "./http-service";
import { OpaService } from "./opa-service";
import { toMatch, UncheckedRules } from "./unchecked-rules";

/** What is wrong with a configuration beyond its schema; null when nothing is. */
export function findFault(config: ExtAuthzConfig): Refusal | null {
  for (let i = 0; i < config.unchecked.length; ++i) {
    const match = toMatch(config.unchecked[i]);
    const path = "$.unchecked[" + i.toString() + "]";
    if (match.fault.length > 0) return new Refusal(path + match.fault);
    if (match.isEmpty) return new Refusal(path + ": names nothing, and so would let every request pass");
  }
  for (let i = 0; i < config.headersToAdd.length; ++i) {
    if (isFree(lowerCase(config.headersToAdd[i].name))) continue;
    return new Refusal("$.headers_to_add[" + i.toString() + "].name: frames or routes the message, and is Envoy's");
  }
  const service = config.service;
  if (service.type != "http") return null;
  if (!isAbsolute(service.pathPrefix)) return new Refusal("$.service.path_prefix: must begin with /");
  if (!isAbsolute(service.pathOverride)) return new Refusal("$.service.path_override: must begin with /");
  const isTwice = service.pathPrefix.length > 0 && service.pathOverride.length > 0;
  return isTwice ? new Refusal("$.service.path_override: leaves nothing for path_prefix to stand before") : null;
}

function isAbsolute(path: string): bool {
  return path.length == 0 || path.startsWith("/");
}

/** Makes a gate of a configuration without fault. */
export function makeGate(config: ExtAuthzConfig): Gate {
  const service: AuthorizationService =
    config.service.type == "opa"
      ? new OpaService(config.service, config.headersToAdd, config.cache === null)
      : new HttpService(config.service, config.headersToAdd);
  const gate = new Gate(service, new UncheckedRules(config.unchecked));
  gate.isOpenOnFailure = config.failureModeAllow;
  gate.saysSoOnFailure = config.failureModeAllowHeaderAdd;
  gate.statusOnError = config.statusOnError;
  const body = config.withRequestBody;
  if (body !== null) {
    gate.bodyBytesMax = body.maxRequestBytes;
    gate.allowsPartialBody = body.allowPartialMessage;
  }
  const cache = config.cache;
  if (cache !== null) gate.cache = new DecisionCache(cache.maxEntries, <i64>cache.seconds * 1000);
  return gate;
}
