import { findPathFault, JwtKeys, JwtPolicy, PathTemplate, Plugin, Refusal } from "sluice/sdk";
import { AccessRule } from "./access-rule";
import { ApiKeyAuthenticator } from "./api-key-authenticator";
import { Authenticator } from "./authenticator";
import { makeBasicAuthenticator } from "./basic-provider";
import { AuthConfig, Provider, Rule } from "./config";
import { CredentialSource, credentialSources } from "./credential-source";
import { Faults } from "./faults";
import { Gate } from "./gate";
import { JwtAuthenticator } from "./jwt-authenticator";
import { addSecret, makeJwtAuthenticator } from "./jwt-provider";
import { RefusalReply } from "./refusal-reply";
import { TokenCache } from "./token-cache";

/** How many tokens the short form remembers. */
const CACHED_TOKENS: i32 = 256;

/** Makes a gate of a configuration. */
@final
export class Setup {
  private readonly faults: Faults = new Faults();
  private readonly authenticators: Array<Authenticator> = new Array<Authenticator>();
  private readonly rules: Array<AccessRule> = new Array<AccessRule>();

  /** What is wrong with the configuration, once `build` has answered null. */
  get refusal(): Refusal | null {
    return this.faults.refusal;
  }

  /** The gate; null where something is wrong. */
  build(config: AuthConfig, plugin: Plugin): Gate | null {
    const secret = config.jwtSecret;
    const gate = new Gate(new RefusalReply(config.realm), this.rules, secret !== null);
    if (secret === null && config.providers.length == 0) this.faults.set("$.jwt_secret", "is required, or providers");
    else if (secret === null) this.addProviders(config, plugin, gate);
    else this.addShortForm(config, secret);
    if (this.faults.refusal !== null) return null;
    gate.open(this.authenticators);
    return gate;
  }

  private addShortForm(config: AuthConfig, secret: string): void {
    if (config.providers.length > 0) this.faults.set("$.providers", "does not go with jwt_secret");
    if (config.rules.length > 0) this.faults.set("$.rules", "does not go with jwt_secret");
    const keys = new JwtKeys();
    addSecret(this.faults, keys, secret, "$.jwt_secret");
    const source = new CredentialSource("header", config.tokenHeader, "Bearer", true);
    const cache = new TokenCache(CACHED_TOKENS);
    this.authenticators.push(new JwtAuthenticator("jwt", [source], keys, null, new JwtPolicy(), cache, [], []));
    for (let i = 0; i < config.allowedPaths.length; ++i) {
      const rule = new Rule();
      rule.prefix = config.allowedPaths[i];
      rule.access = "anonymous";
      this.checkPath(rule.prefix, "$.allowed_paths[" + i.toString() + "]");
      this.rules.push(new AccessRule(rule));
    }
    this.addRule(new Rule(), "$");
  }

  private addProviders(config: AuthConfig, plugin: Plugin, gate: Gate): void {
    for (let i = 0; i < config.providers.length; ++i) {
      const path = "$.providers[" + i.toString() + "]";
      const provider = config.providers[i];
      if (this.find(provider.name) !== null) this.faults.set(path + ".name", "is taken by another provider");
      const made = this.makeAuthenticator(provider, path, plugin, gate);
      if (made === null) return;
      this.authenticators.push(made);
    }
    for (let i = 0; i < config.rules.length; ++i) this.addRule(config.rules[i], "$.rules[" + i.toString() + "]");
    if (config.rules.length == 0) this.addRule(new Rule(), "$");
  }

  private makeAuthenticator(provider: Provider, path: string, plugin: Plugin, gate: Gate): Authenticator | null {
    if (provider.type == "jwt") return makeJwtAuthenticator(this.faults, provider, path, plugin, gate);
    if (provider.type == "basic") return makeBasicAuthenticator(this.faults, provider, path);
    const sources = credentialSources(provider.sources);
    if (sources.length == 0) this.faults.set(path + ".sources", "must have at least 1 item");
    return new ApiKeyAuthenticator(provider.name, sources, provider.keys, provider.nameHeader);
  }

  private addRule(rule: Rule, path: string): void {
    const made = new AccessRule(rule);
    this.checkPath(rule.prefix, path + ".prefix");
    this.checkPath(rule.exact, path + ".exact");
    const template = rule.template;
    if (template !== null) {
      const result = PathTemplate.compile(template);
      if (result.template === null) this.faults.set(path + ".template", result.error);
      made.template = result.template;
    }
    if (rule.access == "authenticated") {
      if (rule.providers.length == 0) this.addAll(made);
      for (let i = 0; i < rule.providers.length; ++i) {
        const authenticator = this.find(rule.providers[i]);
        if (authenticator === null) this.faults.set(path + ".providers[" + i.toString() + "]", "is no provider's name");
        else made.authenticators.push(authenticator);
      }
    }
    this.rules.push(made);
  }

  private addAll(rule: AccessRule): void {
    for (let i = 0; i < this.authenticators.length; ++i) rule.authenticators.push(this.authenticators[i]);
  }

  private find(name: string): Authenticator | null {
    for (let i = 0; i < this.authenticators.length; ++i) {
      if (this.authenticators[i].name == name) return this.authenticators[i];
    }
    return null;
  }

  private checkPath(text: string | null, path: string): void {
    const fault = findPathFault(text);
    if (fault !== null) this.faults.set(path, fault);
  }
}
