import { FieldScanner } from "./field-scanner";

/** More components, or signatures, are none. */
const COMPONENTS_MAX: i32 = 64;

const SIGNATURES_MAX: i32 = 16;

const SEMICOLON: i32 = 0x3b;

const EQUALS: i32 = 0x3d;

/** One signature's parameters (RFC 9421 §2.3): a member of `Signature-Input`. */
@final
export class SignatureInput {
  /** The names of the components that it covers, in order. */
  readonly components: Array<string> = new Array<string>();
  /** Whether a component has a parameter, such as `;sf`: none of these is supported. */
  hasParameters: bool = false;
  /** In seconds; -1 where there is none. */
  created: i64 = -1;
  /** In seconds; -1 where there is none. */
  expires: i64 = -1;
  nonce: string | null = null;
  alg: string | null = null;
  keyid: string | null = null;
  /** The member's value, as it is signed. */
  text: string = "";

  constructor(
    /** The key of the member, which is that of its `Signature` too. */
    readonly label: string,
  ) {}

  /** Reads the field; null where it is malformed. */
  static parseAll(field: string): Array<SignatureInput> | null {
    const scanner = new FieldScanner(field);
    const inputs = new Array<SignatureInput>();
    do {
      const input = new SignatureInput(scanner.readKey());
      if (input.label.length == 0 || !scanner.take(EQUALS) || !input.read(scanner)) return null;
      for (let i = 0; i < inputs.length; ++i) {
        if (inputs[i].label == input.label) return null;
      }
      inputs.push(input);
      if (inputs.length > SIGNATURES_MAX) return null;
      if (scanner.isAtEnd) return inputs;
    } while (scanner.takeComma());
    return null;
  }

  private read(scanner: FieldScanner): bool {
    const start = scanner.at;
    if (!scanner.take(0x28)) return false;
    if (!scanner.take(0x29)) {
      do {
        if (!this.readComponent(scanner)) return false;
      } while (scanner.take(0x20));
      if (!scanner.take(0x29)) return false;
    }
    const names = new Set<string>();
    while (scanner.take(SEMICOLON)) {
      const name = scanner.readKey();
      if (name.length == 0 || names.has(name) || !this.readParameter(scanner, name)) return false;
      names.add(name);
    }
    this.text = scanner.text.substring(start, scanner.at);
    return true;
  }

  private readComponent(scanner: FieldScanner): bool {
    const name = scanner.readString();
    if (name === null || this.components.includes(name) || this.components.length == COMPONENTS_MAX) return false;
    this.components.push(name);
    while (scanner.take(SEMICOLON)) {
      this.hasParameters = true;
      if (scanner.readKey().length == 0 || (scanner.take(EQUALS) && !scanner.skipValue())) return false;
    }
    return true;
  }

  private readParameter(scanner: FieldScanner, name: string): bool {
    const hasValue = scanner.take(EQUALS);
    if (name == "created") return hasValue && (this.created = scanner.readNatural()) >= 0;
    if (name == "expires") return hasValue && (this.expires = scanner.readNatural()) >= 0;
    if (name == "nonce") return hasValue && (this.nonce = scanner.readString()) !== null;
    if (name == "alg") return hasValue && (this.alg = scanner.readString()) !== null;
    if (name == "keyid") return hasValue && (this.keyid = scanner.readString()) !== null;
    return !hasValue || scanner.skipValue();
  }
}
