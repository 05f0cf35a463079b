// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigEntries, ConfigItems, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, closeConfig, openConfig, readChoice, readInteger, readSecret, readTag, readText } from "sluice/sdk/config";

const TOKEN_SOURCE_KEYS: StaticArray<string> = ["in", "name", "scheme"];

const CHOICES: StaticArray<string> = ["header", "query", "cookie"];

const PATTERN = new ConfigPattern("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", [0, 67071226, 3355443198, 1476395007, 4]);

const CLAIM_HEADER_KEYS: StaticArray<string> = ["claim", "header"];

const API_KEY_KEYS: StaticArray<string> = ["name", "sha256"];

const PATTERN2 = new ConfigPattern("^[0-9a-f]+$", [0, 67043328, 0, 126, 4]);

const USER_KEYS: StaticArray<string> = ["name", "password"];

const PROVIDER_TAGS: StaticArray<string> = ["jwt", "api_key", "basic"];

const PROVIDER1_KEYS: StaticArray<string> = ["type", "name", "sources", "issuers", "audiences", "algorithms", "types", "required_claims", "leeway_seconds", "jwks", "pem", "secret", "jwks_uri", "cluster", "jwks_seconds", "cached_tokens", "claim_headers"];

const CHOICES2: StaticArray<string> = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];

const PROVIDER2_KEYS: StaticArray<string> = ["type", "name", "sources", "keys", "name_header"];

const PROVIDER3_KEYS: StaticArray<string> = ["type", "name", "users", "name_header"];

const CLAIM_RULE_KEYS: StaticArray<string> = ["claim", "values"];

const RULE_KEYS: StaticArray<string> = ["prefix", "exact", "template", "methods", "hosts", "headers", "access", "providers", "claims", "scopes"];

const CHOICES3: StaticArray<string> = ["authenticated", "anonymous", "deny"];

const PATTERN3 = new ConfigPattern("^[!#-\\[\\]-~]+$", [0, 4294967290, 4026531839, 2147483647, 4]);

const AUTH_CONFIG_KEYS: StaticArray<string> = ["jwt_secret", "token_header", "allowed_paths", "realm", "providers", "rules"];

const PATTERN4 = new ConfigPattern("^[ !#-\\[\\]-~]*$", [0, 4294967291, 4026531839, 2147483647, 6]);

/** A place of the request. */
export class TokenSource {
  in: string = "";

  name: string = "";

  /** What stands before it in a header, matched without case: `Bearer`. Empty: nothing. */
  scheme: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): TokenSource {
    const config = new TokenSource();
    const members = new ConfigMembers(value, TOKEN_SOURCE_KEYS);
    if (members.require("in")) config.in = readChoice(members.value, CHOICES);
    if (members.require("name")) config.name = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
    if (members.find("scheme")) config.scheme = readText(members.value);
    members.end();
    return config;
  }
}

export class ClaimHeader {
  /** A claim, or a path into one: `realm_access.roles`. */
  claim: string = "";

  header: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): ClaimHeader {
    const config = new ClaimHeader();
    const members = new ConfigMembers(value, CLAIM_HEADER_KEYS);
    if (members.require("claim")) config.claim = readText(members.value, 1, i32.MAX_VALUE);
    if (members.require("header")) config.header = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
    members.end();
    return config;
  }
}

export class ApiKey {
  /** Whose key it is. */
  name: string = "";

  sha256: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): ApiKey {
    const config = new ApiKey();
    const members = new ConfigMembers(value, API_KEY_KEYS);
    if (members.require("name")) config.name = readText(members.value, 1, i32.MAX_VALUE);
    if (members.require("sha256")) config.sha256 = readSecret(members.value, 64, 64, PATTERN2);
    members.end();
    return config;
  }
}

export class User {
  /** Without a colon. */
  name: string = "";

  /** `sha256$SALT$HEX`: SHA-256 over salt and password. Slow hashes such as bcrypt are refused: they would hold up a worker. */
  password: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): User {
    const config = new User();
    const members = new ConfigMembers(value, USER_KEYS);
    if (members.require("name")) config.name = readText(members.value, 1, i32.MAX_VALUE);
    if (members.require("password")) config.password = readSecret(members.value, 1, i32.MAX_VALUE);
    members.end();
    return config;
  }
}

/** Who vouches for a request. */
export class Provider {
  /** One of jwt, api_key, basic: says which of the other fields count. */
  type: string = "";

  name: string = "";

  /** Where its key stands, tried in order. At least one. */
  sources: Array<TokenSource> = [];

  /** `iss` is one of these. Empty: anyone. */
  issuers: Array<string> = [];

  /** `aud` has one of these. Empty: anyone. */
  audiences: Array<string> = [];

  /** Those that are allowed. Empty: all that the keys are good for. */
  algorithms: Array<string> = [];

  /** `typ` is one of these. Empty: any. */
  types: Array<string> = [];

  /** Claims that must be there: `exp`. */
  requiredClaims: Array<string> = [];

  /** How far clocks may differ. */
  leewaySeconds: i32 = 60;

  /** A JWK set, as text. */
  jwks: string | null = null;

  /** A public key: RSA, P-256 or P-384. */
  pem: string | null = null;

  /** A shared secret, its bytes as they are. */
  secret: string | null = null;

  /** Where a JWK set is fetched from. */
  jwksUri: string | null = null;

  /** Envoy's cluster of `jwks_uri`. */
  cluster: string | null = null;

  /** How long a fetched set is used before the next is fetched: less where its `Cache-Control` has a shorter `max-age`, of five seconds at least. */
  jwksSeconds: i32 = 300;

  /** How many verified tokens are remembered, on each worker. */
  cachedTokens: i32 = 256;

  /** Claims for the upstream. What a client sends under these names is removed, from every request. */
  claimHeaders: Array<ClaimHeader> = [];

  /** Each with the SHA-256 of a random key, in hexadecimal. */
  keys: Array<ApiKey> = [];

  nameHeader: string | null = null;

  users: Array<User> = [];

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Provider {
    const config = new Provider();
    config.type = readTag(value, "type", PROVIDER_TAGS);
    if (config.type == "jwt") fillProvider1(value, config);
    if (config.type == "api_key") fillProvider2(value, config);
    if (config.type == "basic") fillProvider3(value, config);
    return config;
  }
}

function fillProvider1(value: JsonValue, config: Provider): void {
  const members = new ConfigMembers(value, PROVIDER1_KEYS);
  if (members.require("name")) config.name = readText(members.value, 1, i32.MAX_VALUE);
  if (members.find("sources")) config.sources = readItems(members.value);
  if (members.find("issuers")) config.issuers = readItems2(members.value);
  if (members.find("audiences")) config.audiences = readItems2(members.value);
  if (members.find("algorithms")) config.algorithms = readItems3(members.value);
  if (members.find("types")) config.types = readItems2(members.value);
  if (members.find("required_claims")) config.requiredClaims = readItems2(members.value);
  if (members.find("leeway_seconds")) config.leewaySeconds = <i32>readInteger(members.value, 0, 3600);
  if (members.find("jwks")) config.jwks = readText(members.value, 1, i32.MAX_VALUE);
  if (members.find("pem")) config.pem = readText(members.value, 1, i32.MAX_VALUE);
  if (members.find("secret")) config.secret = readSecret(members.value, 1, i32.MAX_VALUE);
  if (members.find("jwks_uri")) config.jwksUri = readText(members.value, 1, i32.MAX_VALUE);
  if (members.find("cluster")) config.cluster = readText(members.value, 1, i32.MAX_VALUE);
  if (members.find("jwks_seconds")) config.jwksSeconds = <i32>readInteger(members.value, 5, 86400);
  if (members.find("cached_tokens")) config.cachedTokens = <i32>readInteger(members.value, 0, 2000);
  if (members.find("claim_headers")) config.claimHeaders = readItems4(members.value);
  members.end();
}

function fillProvider2(value: JsonValue, config: Provider): void {
  const members = new ConfigMembers(value, PROVIDER2_KEYS);
  if (members.require("name")) config.name = readText(members.value, 1, i32.MAX_VALUE);
  if (members.find("sources")) config.sources = readItems(members.value);
  if (members.require("keys")) config.keys = readItems5(members.value);
  if (members.find("name_header")) config.nameHeader = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
  members.end();
}

function fillProvider3(value: JsonValue, config: Provider): void {
  const members = new ConfigMembers(value, PROVIDER3_KEYS);
  if (members.require("name")) config.name = readText(members.value, 1, i32.MAX_VALUE);
  if (members.require("users")) config.users = readItems6(members.value);
  if (members.find("name_header")) config.nameHeader = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
  members.end();
}

export class ClaimRule {
  /** A claim, or a path into one: `realm_access.roles`. */
  claim: string = "";

  /** It, or an item of it, is one of these. Empty: it is there. */
  values: Array<string> = [];

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): ClaimRule {
    const config = new ClaimRule();
    const members = new ConfigMembers(value, CLAIM_RULE_KEYS);
    if (members.require("claim")) config.claim = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("values")) config.values = readItems7(members.value);
    members.end();
    return config;
  }
}

/** What is asked of some requests. All conditions that it has must hold. */
export class Rule {
  /** The path, or one that it lies below, by whole segments. */
  prefix: string | null = null;

  /** The path. */
  exact: string | null = null;

  /** The path with places: `/users/{id}/**`. */
  template: string | null = null;

  /** One of these. Empty: any. */
  methods: Array<string> = [];

  /** One of these, without port; `*.shop.test` for all below. Empty: any. */
  hosts: Array<string> = [];

  /** Headers and their values; `*` is any. */
  headers: Map<string, string> = new Map<string, string>();

  /** `authenticated` asks for one of `providers`; `anonymous` for nothing; `deny` refuses. */
  access: string = "authenticated";

  /** Tried in order. Empty: all. */
  providers: Array<string> = [];

  /** What the token must say beside, all of it. */
  claims: Array<ClaimRule> = [];

  /** All of these in `scope` or `scp`. */
  scopes: Array<string> = [];

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Rule {
    const config = new Rule();
    const members = new ConfigMembers(value, RULE_KEYS);
    if (members.find("prefix")) config.prefix = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("exact")) config.exact = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("template")) config.template = readText(members.value, 1, i32.MAX_VALUE);
    if (members.find("methods")) config.methods = readItems8(members.value);
    if (members.find("hosts")) config.hosts = readItems2(members.value);
    if (members.find("headers")) config.headers = readEntries(members.value);
    if (members.find("access")) config.access = readChoice(members.value, CHOICES3);
    if (members.find("providers")) config.providers = readItems2(members.value);
    if (members.find("claims")) config.claims = readItems9(members.value);
    if (members.find("scopes")) config.scopes = readItems10(members.value);
    members.end();
    return config;
  }
}

/** Who may pass: by `providers` and `rules`, or in the short form by `jwt_secret` alone. */
export class AuthConfig {
  /** Short form: the secret that tokens are signed with (HS256, HS384, HS512). RFC 7518 asks for 32, 48 or 64 bytes. */
  jwtSecret: string | null = null;

  /** Short form: the request header that carries the token, with or without `Bearer `. */
  tokenHeader: string = "Authorization";

  /** Short form: paths that need no token, each with all paths below it. */
  allowedPaths: Array<string> = [];

  /** What challenges name. */
  realm: string = "sluice";

  /** Who vouches for requests. */
  providers: Array<Provider> = [];

  /** The first that matches a request decides; none denies. Empty: every request needs one of the providers. */
  rules: Array<Rule> = [];

  /** Reads the plugin's configuration, `Bytes` or a `Uint8Array`; an empty one is `{}`. */
  static parse<T>(configuration: T): ParsedConfig<AuthConfig> {
    return closeConfig<AuthConfig>(AuthConfig.read(openConfig(configuration.dataStart, configuration.byteLength)));
  }

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): AuthConfig {
    const config = new AuthConfig();
    const members = new ConfigMembers(value, AUTH_CONFIG_KEYS);
    if (members.find("jwt_secret")) config.jwtSecret = readSecret(members.value, 1, i32.MAX_VALUE);
    if (members.find("token_header")) config.tokenHeader = readText(members.value, 0, i32.MAX_VALUE, PATTERN);
    if (members.find("allowed_paths")) config.allowedPaths = readItems2(members.value);
    if (members.find("realm")) config.realm = readText(members.value, 0, i32.MAX_VALUE, PATTERN4);
    if (members.find("providers")) config.providers = readItems11(members.value);
    if (members.find("rules")) config.rules = readItems12(members.value);
    members.end();
    return config;
  }
}

function readItems(value: JsonValue): Array<TokenSource> {
  const list: Array<TokenSource> = [];
  const members = new ConfigItems(value, 0, 8);
  while (members.next()) list.push(TokenSource.read(members.value));
  return list;
}

function readItems2(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 1, i32.MAX_VALUE));
  return list;
}

function readItems3(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readChoice(members.value, CHOICES2));
  return list;
}

function readItems4(value: JsonValue): Array<ClaimHeader> {
  const list: Array<ClaimHeader> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(ClaimHeader.read(members.value));
  return list;
}

function readItems5(value: JsonValue): Array<ApiKey> {
  const list: Array<ApiKey> = [];
  const members = new ConfigItems(value, 1, i32.MAX_VALUE);
  while (members.next()) list.push(ApiKey.read(members.value));
  return list;
}

function readItems6(value: JsonValue): Array<User> {
  const list: Array<User> = [];
  const members = new ConfigItems(value, 1, i32.MAX_VALUE);
  while (members.next()) list.push(User.read(members.value));
  return list;
}

function readItems7(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value));
  return list;
}

function readItems8(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN));
  return list;
}

function readEntries(value: JsonValue): Map<string, string> {
  const list = new Map<string, string>();
  const members = new ConfigEntries(value);
  while (members.next()) list.set(members.name, readText(members.value));
  return list;
}

function readItems9(value: JsonValue): Array<ClaimRule> {
  const list: Array<ClaimRule> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(ClaimRule.read(members.value));
  return list;
}

function readItems10(value: JsonValue): Array<string> {
  const list: Array<string> = [];
  const members = new ConfigItems(value);
  while (members.next()) list.push(readText(members.value, 0, i32.MAX_VALUE, PATTERN3));
  return list;
}

function readItems11(value: JsonValue): Array<Provider> {
  const list: Array<Provider> = [];
  const members = new ConfigItems(value, 0, 16);
  while (members.next()) list.push(Provider.read(members.value));
  return list;
}

function readItems12(value: JsonValue): Array<Rule> {
  const list: Array<Rule> = [];
  const members = new ConfigItems(value, 0, 256);
  while (members.next()) list.push(Rule.read(members.value));
  return list;
}
