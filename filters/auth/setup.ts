import { findPathFault, hostOf, JwtKeys, Plugin, Refusal } from "sluice/sdk";
import { AccessRule } from "./access-rule";
import { makeApiKeyAuthenticator } from "./api-key-provider";
import { Authenticator } from "./authenticator";
import { makeBasicAuthenticator } from "./basic-provider";
import { AuthConfig, Provider, Rule } from "./config";
import { CredentialSource } from "./credential-source";
import { Faults, itemPath } from "./faults";
import { Gate } from "./gate";
import { JwtAuthenticator } from "./jwt-authenticator";
import { addSecret, makeJwtAuthenticator } from "./jwt-provider";
import { RefusalReply } from "./refusal-reply";

/** Makes a gate of a configuration. */
@final
export class Setup {
  private readonly faults: Faults = new Faults();
  private readonly authenticators: Array<Authenticator> = [];
  private readonly rules: Array<AccessRule> = [];
  private hasPathRules: bool = false;

  /** What is wrong with the configuration, once `build` has answered null. */
  get refusal(): Refusal | null {
    return this.faults.refusal;
  }

  /** The gate, at work; null where something is wrong. */
  build(config: AuthConfig, plugin: Plugin): Gate | null {
    const secret = config.jwtSecret;
    const gate = new Gate(new RefusalReply(config.realm), this.rules, secret !== null);
    if (secret !== null) this.addShortForm(config, secret);
    else if (config.providers.length > 0) this.addProviders(config, plugin, gate);
    else this.faults.set("$.jwt_secret", "is required, or providers");
    gate.hasPathRules = this.hasPathRules;
    if (this.faults.refusal !== null) return null;
    for (let i = 0; i < this.authenticators.length; ++i) this.authenticators[i].open();
    return gate;
  }

  private addShortForm(config: AuthConfig, secret: string): void {
    if (config.providers.length > 0) this.faults.set("$.providers", "does not go with jwt_secret");
    if (config.rules.length > 0) this.faults.set("$.rules", "does not go with jwt_secret");
    const provider = new Provider();
    provider.name = "jwt";
    provider.forward = true;
    const keys = new JwtKeys();
    addSecret(this.faults, keys, secret, provider.algorithms, "$.jwt_secret");
    const source = new CredentialSource("header", config.tokenHeader, "Bearer", true);
    this.authenticators.push(new JwtAuthenticator(provider, [source], keys, null));
    for (let i = 0; i < config.allowedPaths.length; ++i) {
      const prefix = config.allowedPaths[i];
      const fault = findPathFault(prefix);
      if (fault !== null) this.faults.set(itemPath("$", "allowed_paths", i), fault);
      const rule = new Rule();
      rule.prefix = prefix;
      rule.access = "anonymous";
      this.addRule(rule, "$");
    }
    this.addRule(new Rule(), "$");
  }

  private addProviders(config: AuthConfig, plugin: Plugin, gate: Gate): void {
    for (let i = 0; i < config.providers.length; ++i) {
      const path = itemPath("$", "providers", i);
      const provider = config.providers[i];
      if (this.find(provider.name) !== null) this.faults.set(path + ".name", "is another provider's");
      for (let j = 0; j < provider.claimHeaders.length; ++j) {
        this.own(gate, provider.claimHeaders[j].header, itemPath(path, "claim_headers", j) + ".header");
      }
      this.own(gate, provider.nameHeader, path + ".name_header");
      const made = this.makeAuthenticator(provider, path, plugin, gate);
      if (made === null) return;
      this.authenticators.push(made);
    }
    for (let i = 0; i < config.rules.length; ++i) this.addRule(config.rules[i], itemPath("$", "rules", i));
    if (config.rules.length == 0) this.addRule(new Rule(), "$");
  }

  /** Makes a header one that no client sets. */
  private own(gate: Gate, header: string | null, path: string): void {
    if (header === null) return;
    this.faults.checkHeader(path, header);
    gate.ownHeaders.push(header);
  }

  private makeAuthenticator(provider: Provider, path: string, plugin: Plugin, gate: Gate): Authenticator | null {
    if (provider.type == "jwt") return makeJwtAuthenticator(this.faults, provider, path, plugin, gate);
    if (provider.type == "basic") return makeBasicAuthenticator(this.faults, provider, path);
    return makeApiKeyAuthenticator(this.faults, provider, path);
  }

  private addRule(rule: Rule, path: string): void {
    const made = new AccessRule(rule);
    this.checkDemands(rule, path);
    const fault = made.match.fault;
    if (fault.length > 0) this.faults.note(path + fault);
    for (let i = 0; i < rule.hosts.length; ++i) {
      const written = rule.hosts[i];
      const host = hostOf(written);
      if (host.length != written.length || host.indexOf("*", 1) > 0) {
        this.faults.set(itemPath(path, "hosts", i), "must have no port, no last dot, and * in front only");
      }
      rule.hosts[i] = host;
    }
    if (rule.access == "authenticated" || rule.access == "optional") this.addAuthenticators(made, rule, path);
    this.hasPathRules = this.hasPathRules || made.match.looksAtPath;
    this.rules.push(made);
  }

  /** Notes a fault where a rule has what does not count beside its `access`: it would protect nothing. */
  private checkDemands(rule: Rule, path: string): void {
    const access = rule.access;
    const hasDemands = rule.claims.length > 0 || rule.scopes.length > 0;
    if (access != "authenticated" && (hasDemands || (access != "optional" && rule.providers.length > 0))) {
      this.faults.set(path + ".access", "does not go with claims, scopes or providers");
    }
  }

  private addAuthenticators(made: AccessRule, rule: Rule, path: string): void {
    if (rule.providers.length == 0) made.authenticators = this.authenticators;
    for (let i = 0; i < rule.providers.length; ++i) {
      const authenticator = this.find(rule.providers[i]);
      if (authenticator === null) this.faults.set(itemPath(path, "providers", i), "is no provider's name");
      else made.authenticators.push(authenticator);
    }
  }

  private find(name: string): Authenticator | null {
    for (let i = 0; i < this.authenticators.length; ++i) {
      if (this.authenticators[i].name == name) return this.authenticators[i];
    }
    return null;
  }
}
