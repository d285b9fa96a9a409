// Words as people type them in haste.

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** By every word of what was typed, as it begins or goes on in theirs. */
export function fits(words: string, typed: string): boolean {
  const text = plain(words);
  return plain(typed)
    .split(/\s+/)
    .every((word) => text.includes(word));
}
