// Countries in the order of a language.
/** Countries by their codes, called and sorted as the language does it (in Chinese by pinyin), not by code. */
export function countriesIn(language: string, codes: string[]): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  const collator = new Intl.Collator(language);
  return codes.map((code) => ({ code, name: names.of(code) ?? code })).sort((a, b) => collator.compare(a.name, b.name));
}
