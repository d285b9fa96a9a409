// Which letters a print can show: told before anybody signs. Loaded with the signing screen's second thought, kept for no network.
import { LETTERS } from './letters.gen';

// No font needs a glyph for them: controls, blanks, and what chooses the form of the letter before.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Z}]|\p{Variation_Selector}/u;
// These keep their own form on paper.
const OWN_FORM = /([\uf900-\ufaff\u{2f800}-\u{2fa1f}])/u;

/** First sign of each row that can be printed, and the one behind its last. */
function rows(): Uint32Array {
  const found: number[] = [];
  let last = 0;
  for (const row of LETTERS.split(' ')) {
    const [gap = '', more = '0'] = row.split('-');
    const first = last + Number.parseInt(gap, 36);
    last = first + Number.parseInt(more, 36);
    found.push(first, last + 1);
  }
  return Uint32Array.from(found);
}

let known: Uint32Array | undefined;

function canPrint(sign: number): boolean {
  known ??= rows();
  let [from, to] = [0, known.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((known[middle] ?? 0) <= sign) from = middle + 1;
    else to = middle;
  }
  return from % 2 === 1;
}

/** Each letter once that is printed by its code point, because no font has it. */
export function strange(text: string): string[] {
  const composed = text
    .split(OWN_FORM)
    .map((piece) => (OWN_FORM.test(piece) ? piece : piece.normalize('NFC')))
    .join('');
  return [...new Set(composed)].filter((sign) => !UNSEEN.test(sign) && !canPrint(sign.codePointAt(0) ?? 0));
}

export function code(sign: string): string {
  return `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
