/** What `peek` says past the end of the text: no character. */
export const END: u32 = 0x100;

/**
 * Where the parser is in the one text at hand. Parsing is synchronous and calls no foreign code, so one cursor serves all;
 * static fields cost neither an object nor a shadow stack entry in every function of the parser.
 */
export class Cursor {
  static start: usize = 0;
  static at: usize = 0;
  static end: usize = 0;
  /** What is wrong with the text, once something is. */
  static error: string = "";

  static open(start: usize, length: usize): void {
    Cursor.start = start;
    Cursor.at = start;
    Cursor.end = start + length;
    Cursor.error = "";
  }

  static peek(): u32 {
    return Cursor.at < Cursor.end ? load<u8>(Cursor.at) : END;
  }

  /** The next character after white space. */
  static peekToken(): u32 {
    let character = Cursor.peek();
    while (character == 0x20 || character == 0x0a || character == 0x0d || character == 0x09) {
      Cursor.at++;
      character = Cursor.peek();
    }
    return character;
  }

  static fail(what: string): void {
    Cursor.error = what + " at byte " + (<u32>(Cursor.at - Cursor.start)).toString();
  }

  static failUnexpected(): void {
    Cursor.fail(Cursor.at < Cursor.end ? "unexpected character" : "unexpected end");
  }
}
