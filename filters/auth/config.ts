// Generated from config.schema.json by sluice build. Do not edit.
// @ts-nocheck: AssemblyScript
import { ConfigEntries, ConfigMembers, ConfigPattern, JsonValue, ParsedConfig, TextMap, closeConfig, openConfig, readChoice, readTag, readText } from "sluice/sdk/config";

const TOKEN_SOURCE_KEYS: StaticArray<string> = ["in", "name", "scheme"];
const CHOICES: StaticArray<string> = ["header", "query", "cookie"];
const PATTERN: ConfigPattern = [changetype<usize>("^[!#$%&'*+.^_`|~0-9A-Za-z-]+$"), 0, 67071226, 3355443198, 1476395007, 4];
const CLAIM_HEADER_KEYS: StaticArray<string> = ["claim", "header"];
const CLAIM_STATE_KEYS: StaticArray<string> = ["claim", "filter_state"];
const API_KEY_KEYS: StaticArray<string> = ["name", "sha256"];
const PATTERN2: ConfigPattern = [changetype<usize>("^[0-9a-f]+$"), 0, 67043328, 0, 126, 4];
const USER_KEYS: StaticArray<string> = ["name", "password"];
const PATTERN3: ConfigPattern = [changetype<usize>("^[^:]+$"), 4294967295, 4227858431, 4294967295, 4294967295, 5];
const PROVIDER_TAGS: StaticArray<string> = ["jwt", "api_key", "basic"];
const PROVIDER1_KEYS: StaticArray<string> = ["name", "type", "sources", "issuers", "audiences", "algorithms", "types", "required_claims", "leeway_seconds", "jwks", "pem", "secret", "jwks_uri", "cluster", "jwks_seconds", "jwks_outage_seconds", "cached_tokens", "forward", "claim_headers", "claim_states"];
const CHOICES2: StaticArray<string> = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"];
const PATTERN4: ConfigPattern = [changetype<usize>("^https?://[!-~]+$"), 0, 0, 0, 256, 0, 0, 0, 0, 1048576, 0, 0, 0, 0, 1048576, 0, 0, 0, 0, 65536, 0, 0, 0, 0, 524288, 2, 0, 67108864, 0, 0, 0, 0, 32768, 0, 0, 0, 0, 32768, 0, 0, 0, 0, 4294967294, 4294967295, 2147483647, 4];
const PROVIDER2_KEYS: StaticArray<string> = ["name", "sources", "keys", "type", "forward", "name_header"];
const PROVIDER3_KEYS: StaticArray<string> = ["name", "users", "type", "forward", "name_header"];
const CLAIM_RULE_KEYS: StaticArray<string> = ["claim", "values"];
const RULE_KEYS: StaticArray<string> = ["prefix", "exact", "template", "methods", "hosts", "headers", "access", "providers", "claims", "scopes"];
const PATTERN5: ConfigPattern = [changetype<usize>("^[A-Z-]+$"), 0, 8192, 134217726, 0, 4];
const PATTERN6: ConfigPattern = [changetype<usize>("^[!-~]+$"), 0, 4294967294, 4294967295, 2147483647, 4];
const CHOICES3: StaticArray<string> = ["authenticated", "optional", "anonymous", "deny"];
const PATTERN7: ConfigPattern = [changetype<usize>("^[!#-\\[\\]-~]+$"), 0, 4294967290, 4026531839, 2147483647, 4];
const AUTH_CONFIG_KEYS: StaticArray<string> = ["jwt_secret", "token_header", "allowed_paths", "realm", "providers", "rules"];
const PATTERN8: ConfigPattern = [changetype<usize>("^[ !#-\\[\\]-~]*$"), 0, 4294967291, 4026531839, 2147483647, 6];

/** A place of the request. */
export class TokenSource {
  in: string = "";

  name: string = "";

  /** What stands before it in a header, matched without case: `Bearer`. Empty: nothing. */
  scheme: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): TokenSource {
    const config = new TokenSource();
    const members = new ConfigMembers(value, TOKEN_SOURCE_KEYS, 2, changetype<usize>(config));
    members.choice(0, offsetof<TokenSource>("in"), CHOICES);
    members.text(1, offsetof<TokenSource>("name"), 0, -1, PATTERN);
    members.text(2, offsetof<TokenSource>("scheme"), 0, -1, null);
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
    const members = new ConfigMembers(value, CLAIM_HEADER_KEYS, 2, changetype<usize>(config));
    members.text(0, offsetof<ClaimHeader>("claim"), 1, -1, null);
    members.text(1, offsetof<ClaimHeader>("header"), 0, -1, PATTERN);
    members.end();
    return config;
  }
}

export class ClaimState {
  /** A claim, or a path into one: `realm_access.roles`. */
  claim: string = "";

  /** What it is called: for Envoy this with `wasm.` before it. */
  filterState: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): ClaimState {
    const config = new ClaimState();
    const members = new ConfigMembers(value, CLAIM_STATE_KEYS, 2, changetype<usize>(config));
    members.text(0, offsetof<ClaimState>("claim"), 1, -1, null);
    members.text(1, offsetof<ClaimState>("filterState"), 0, -1, PATTERN);
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
    const members = new ConfigMembers(value, API_KEY_KEYS, 2, changetype<usize>(config));
    members.text(0, offsetof<ApiKey>("name"), 1, -1, null);
    members.secret(1, offsetof<ApiKey>("sha256"), 64, 64, PATTERN2);
    members.end();
    return config;
  }
}

export class User {
  /** Without a colon. */
  name: string = "";

  /** `sha256$SALT$HEX`: SHA-256 over salt and password, the hex digits that `printf %s "$SALT$PASSWORD" | sha256sum` prints. Slow hashes such as bcrypt are refused: they would hold up a worker. */
  password: string = "";

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): User {
    const config = new User();
    const members = new ConfigMembers(value, USER_KEYS, 2, changetype<usize>(config));
    members.text(0, offsetof<User>("name"), 0, -1, PATTERN3);
    members.secret(1, offsetof<User>("password"), 1, -1, null);
    members.end();
    return config;
  }
}

/** Who vouches for a request. */
export class Provider {
  /** One of jwt, api_key, basic: says which of the other fields count. */
  type: string = "";

  name: string = "";

  /** Where its key stands, at least one place. All that are there must be good; the first tells the name. */
  sources: Array<TokenSource> = [];

  /** `iss` is one of these. Empty: anyone. */
  issuers: Array<string> = new Array<string>();

  /** `aud` has one of these. Empty: anyone. */
  audiences: Array<string> = new Array<string>();

  /** Those that are allowed. Empty: all that the keys are good for. */
  algorithms: Array<string> = new Array<string>();

  /** `typ` is one of these. Empty: any. */
  types: Array<string> = new Array<string>();

  /** Claims that must be there: `exp`. */
  requiredClaims: Array<string> = new Array<string>();

  /** How far clocks may differ. */
  leewaySeconds: i32 = 60;

  /** A JWK set or one JWK, as text. A key of type `oct` in it is a secret. */
  jwks: string | null = null;

  /** A public key: RSA, P-256, P-384 or Ed25519. */
  pem: string | null = null;

  /** A shared secret, its bytes as they are. */
  secret: string | null = null;

  /** Where a JWK set is fetched from: an http or https URL. */
  jwksUri: string | null = null;

  /** Envoy's cluster of `jwks_uri`; in Istio `outbound|443||issuer.example`. */
  cluster: string | null = null;

  /** How long a fetched set is used before the next is fetched: less where its `Cache-Control` has a shorter `max-age`, of five seconds at least. */
  jwksSeconds: i32 = 300;

  /** How long the last set still serves when the next is due and can't be fetched: a day, unless this says else. 0: not at all. */
  jwksOutageSeconds: i32 = 86400;

  /** How many verified tokens are remembered, on each worker, from the second time on. */
  cachedTokens: i32 = 256;

  /** Whether the upstream gets accepted credentials. If not, they are taken out of header and query; a cookie stays. */
  forward: bool = false;

  /** Claims for the upstream. What a client sends under these names is removed, from every request. */
  claimHeaders: Array<ClaimHeader> = [];

  /** Claims for Envoy's RBAC, access logs and later filters, as texts in the filter state, which no client and no upstream sees. */
  claimStates: Array<ClaimState> = [];

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
  const members = new ConfigMembers(value, PROVIDER1_KEYS, 1, changetype<usize>(config));
  members.text(0, offsetof<Provider>("name"), 1, -1, null);
  members.items(2, offsetof<Provider>("sources"), TokenSource.read, 0, 8);
  members.items(3, offsetof<Provider>("issuers"), readItem, 0, -1);
  members.items(4, offsetof<Provider>("audiences"), readItem, 0, -1);
  members.items(5, offsetof<Provider>("algorithms"), readItem2, 0, -1);
  members.items(6, offsetof<Provider>("types"), readItem, 0, -1);
  members.items(7, offsetof<Provider>("requiredClaims"), readItem, 0, -1);
  members.int32(8, offsetof<Provider>("leewaySeconds"), 0, 3600);
  members.secret(9, offsetof<Provider>("jwks"), 1, -1, null);
  members.text(10, offsetof<Provider>("pem"), 1, -1, null);
  members.secret(11, offsetof<Provider>("secret"), 1, -1, null);
  members.text(12, offsetof<Provider>("jwksUri"), 0, -1, PATTERN4);
  members.text(13, offsetof<Provider>("cluster"), 1, -1, null);
  members.int32(14, offsetof<Provider>("jwksSeconds"), 5, 86400);
  members.int32(15, offsetof<Provider>("jwksOutageSeconds"), 0, 604800);
  members.int32(16, offsetof<Provider>("cachedTokens"), 0, 2000);
  members.boolean(17, offsetof<Provider>("forward"));
  members.items(18, offsetof<Provider>("claimHeaders"), ClaimHeader.read, 0, -1);
  members.items(19, offsetof<Provider>("claimStates"), ClaimState.read, 0, -1);
  members.end();
}

function fillProvider2(value: JsonValue, config: Provider): void {
  const members = new ConfigMembers(value, PROVIDER2_KEYS, 3, changetype<usize>(config));
  members.text(0, offsetof<Provider>("name"), 1, -1, null);
  members.items(1, offsetof<Provider>("sources"), TokenSource.read, 1, 8);
  members.items(2, offsetof<Provider>("keys"), ApiKey.read, 1, -1);
  members.boolean(4, offsetof<Provider>("forward"));
  members.text(5, offsetof<Provider>("nameHeader"), 0, -1, PATTERN);
  members.end();
}

function fillProvider3(value: JsonValue, config: Provider): void {
  const members = new ConfigMembers(value, PROVIDER3_KEYS, 2, changetype<usize>(config));
  members.text(0, offsetof<Provider>("name"), 1, -1, null);
  members.items(1, offsetof<Provider>("users"), User.read, 1, -1);
  members.boolean(3, offsetof<Provider>("forward"));
  members.text(4, offsetof<Provider>("nameHeader"), 0, -1, PATTERN);
  members.end();
}

export class ClaimRule {
  /** A claim, or a path into one: `realm_access.roles`. */
  claim: string = "";

  /** It, or an item of it, is one of these. Empty: it is there. */
  values: Array<string> = new Array<string>();

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): ClaimRule {
    const config = new ClaimRule();
    const members = new ConfigMembers(value, CLAIM_RULE_KEYS, 1, changetype<usize>(config));
    members.text(0, offsetof<ClaimRule>("claim"), 1, -1, null);
    members.items(1, offsetof<ClaimRule>("values"), readItem3, 0, -1);
    members.end();
    return config;
  }
}

/** What is asked of some requests. All conditions that it has must hold. */
export class Rule {
  /** The path, or one that it lies below, by whole segments. */
  prefix: string | null = null;

  /** The path, and no other: not with a slash behind it, so to `deny` use `prefix`. Not beside the other two. */
  exact: string | null = null;

  /** The path with places: `/users/{id}/**`. Exact as `exact` is at its end, unless it ends with `/**`. */
  template: string | null = null;

  /** One of these, in capital letters. Empty: any. */
  methods: Array<string> = new Array<string>();

  /** One of these, without port; `*.shop.test` for all below. Empty: any. */
  hosts: Array<string> = new Array<string>();

  /** Headers, each with the value of one of its lines at least; `*` is any. */
  headers: TextMap<string> = new TextMap<string>();

  /** `authenticated` asks for one of `providers`; `optional` too, where a request has credentials for them; `anonymous` for nothing; `deny` refuses. Claims and scopes go with `authenticated` alone. */
  access: string = "authenticated";

  /** Tried in order. Empty: all. */
  providers: Array<string> = new Array<string>();

  /** What the token must say beside, all of it. */
  claims: Array<ClaimRule> = [];

  /** All of these in `scope` or `scp`. */
  scopes: Array<string> = new Array<string>();

  /** Reads one JSON value; a fault is kept until the end. */
  static read(value: JsonValue): Rule {
    const config = new Rule();
    const members = new ConfigMembers(value, RULE_KEYS, 0, changetype<usize>(config));
    members.text(0, offsetof<Rule>("prefix"), 1, -1, null);
    members.text(1, offsetof<Rule>("exact"), 1, -1, null);
    members.text(2, offsetof<Rule>("template"), 1, -1, null);
    members.items(3, offsetof<Rule>("methods"), readItem4, 0, -1);
    members.items(4, offsetof<Rule>("hosts"), readItem5, 0, -1);
    if (members.find(5)) config.headers = readEntries(members.value);
    members.choice(6, offsetof<Rule>("access"), CHOICES3);
    members.items(7, offsetof<Rule>("providers"), readItem, 0, -1);
    members.items(8, offsetof<Rule>("claims"), ClaimRule.read, 0, -1);
    members.items(9, offsetof<Rule>("scopes"), readItem6, 0, -1);
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
  allowedPaths: Array<string> = new Array<string>();

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
    const members = new ConfigMembers(value, AUTH_CONFIG_KEYS, 0, changetype<usize>(config));
    members.secret(0, offsetof<AuthConfig>("jwtSecret"), 1, -1, null);
    members.text(1, offsetof<AuthConfig>("tokenHeader"), 0, -1, PATTERN);
    members.items(2, offsetof<AuthConfig>("allowedPaths"), readItem, 0, -1);
    members.text(3, offsetof<AuthConfig>("realm"), 0, -1, PATTERN8);
    members.items(4, offsetof<AuthConfig>("providers"), Provider.read, 0, 16);
    members.items(5, offsetof<AuthConfig>("rules"), Rule.read, 0, 256);
    members.end();
    return config;
  }
}

function readItem(value: JsonValue): string {
  return readText(value, 1, -1, null);
}

function readItem2(value: JsonValue): string {
  return readChoice(value, CHOICES2);
}

function readItem3(value: JsonValue): string {
  return readText(value, 0, -1, null);
}

function readItem4(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN5);
}

function readItem5(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN6);
}

function readEntries(value: JsonValue): TextMap<string> {
  const list = new TextMap<string>();
  const members = new ConfigEntries(value);
  while (members.next()) list.set(members.name, readText(members.value, 0, -1, null));
  return list;
}

function readItem6(value: JsonValue): string {
  return readText(value, 0, -1, PATTERN7);
}
