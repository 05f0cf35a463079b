/** The compiler's number for the class of strings. */
export const STRING_CLASS_ID = 2;

/** Static objects begin at a multiple of as many bytes, behind a header of as many: its last two words are the class and the object's size. */
export const STATIC_HEADER = 16;
