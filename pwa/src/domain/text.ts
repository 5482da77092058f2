/** Order of two texts by code points, which is the order of their UTF-8 bytes. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const one = left.charCodeAt(index);
    const other = right.charCodeAt(index);
    if (one !== other) return orderOfUnit(one) - orderOfUnit(other);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above the whole basic plane, so they sort last. */
function orderOfUnit(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** Length in code points. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** True when the text holds no surrogate without its partner and no NUL. */
export function isCleanText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

// Blank for the server's Python, and no white space for JavaScript; the byte order mark the other way.
const MORE_BLANKS = new Set(['\u001c', '\u001d', '\u001e', '\u001f', '\u0085']);

/** True for a text that says nothing to the server: nothing but blanks. */
export function isBlank(text: string): boolean {
  for (const sign of text) {
    if (sign === '\ufeff' || (sign.trim() !== '' && !MORE_BLANKS.has(sign))) return false;
  }
  return true;
}

/** The text as a device stores it: normalised (NFC), without NUL or broken characters. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '').normalize('NFC');
}

/** A text for people, by language tag. */
export type Words = Readonly<Record<string, string>>;

/** The text in the wanted language, else English, else whatever there is. */
export function wordsIn(words: Words | null | undefined, language: string): string {
  if (!words) return '';
  return words[language] ?? words['en'] ?? Object.values(words)[0] ?? '';
}
