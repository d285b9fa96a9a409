// Whether two spellings are one word.
/** As backend/outrider/text.py key(): width, case, blanks, dashes and invisible signs do not count. */
export function sameWord(one: string, other: string): boolean {
  return key(one) === key(other);
}

function key(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/(?!\s)[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\s*[‐-―−﹘﹣－-]\s*/g, '-')
    .trim()
    .toLowerCase();
}
