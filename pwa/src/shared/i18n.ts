// What is said, in which language. A language is a file under locales/; nothing else names it.
import { signal } from '@preact/signals';
import type en from './locales/en.json';

export type Key = keyof typeof en;
type Words = Record<Key, string>;

const files = import.meta.glob<{ default: Words }>('./locales/*.json');
export const languages = Object.keys(files).map((path) => path.slice('./locales/'.length, -'.json'.length));
export const language = signal('en');
const words = signal<Words | null>(null);
const STORED = 'outrider.language';

export function choose(wanted: readonly string[]): string {
  for (const want of wanted) {
    const base = want.toLowerCase().split('-')[0];
    const found =
      languages.find((code) => code.toLowerCase() === want.toLowerCase()) ??
      languages.find((code) => code.toLowerCase().split('-')[0] === base);
    if (found) return found;
  }
  return 'en';
}

export async function speak(code?: string): Promise<void> {
  const chosen = choose([code ?? '', localStorage.getItem(STORED) ?? '', ...navigator.languages].filter(Boolean));
  const load = files[`./locales/${chosen}.json`];
  if (!load) return;
  words.value = (await load()).default;
  language.value = chosen;
  document.documentElement.lang = chosen;
  if (code) {
    localStorage.setItem(STORED, chosen);
    // biome-ignore lint/suspicious/noDocumentCookie: the server's pages read the same choice; Cookie Store is not everywhere
    document.cookie = `outrider_language=${chosen}; path=/; max-age=31536000; samesite=lax`;
  }
}

/** A language in its own words, which the browser knows: nobody waits for another language's texts. */
export function nameOf(code: string): string {
  const [base = code] = code.split('-');
  return new Intl.DisplayNames([code], { type: 'language' }).of(base) ?? code;
}

export async function wordsOf(code: string): Promise<Words> {
  const load = files[`./locales/${choose([code])}.json`];
  if (!load) throw new Error(`no language ${code}`);
  return (await load()).default;
}

/** "{n} {n|row|rows}": the word goes by the number. */
export function fill(text: string, params: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}/g, (whole, name: string, one?: string, many?: string) =>
    one === undefined ? String(params[name] ?? whole) : String(params[name] === 1 ? one : many),
  );
}

export function t(key: Key, params?: Record<string, string | number>): string {
  return fill(words.value?.[key] ?? key, params);
}

/** Several words one after the other, as the language does it; most: so many by name, and then how many more. */
export function listed(several: string[], most = several.length): string {
  const list = several.slice(0, most).join(t('word.comma'));
  return several.length > most ? t('word.more', { list, n: several.length - most }) : list;
}

// For keys made from data ("status." + status): the laws check that every one exists.
export function td(prefix: string, name: string, params?: Record<string, string | number>): string {
  const key = `${prefix}.${name}` as Key;
  return fill(words.value?.[key] ?? name, params);
}
