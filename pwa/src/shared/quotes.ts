// A quote for a device at the counter, as the console and the technician's phone both type it and read it.
import { CURRENCIES } from './domain.gen';
import { language, t, td } from './i18n';
import { hasWords } from './status';
import { moment } from './time';

export interface Typed {
  amount: string;
  currency: string;
  work: string;
}

interface Answer {
  agreed: boolean | null;
  answered_at: string | null;
  answered_by: string;
  how: string | null;
}

/** As the server takes it (carry_in/rules.py, check_quote): a comma is a point, and no more than two digits stand behind it. null: none. */
export function amountOf(text: string): string | null {
  const plain = text.normalize('NFKC').trim().replace(',', '.');
  return /^\d{1,10}(\.\d{1,2})?$/.test(plain) ? plain : null;
}

export function currencyOf(text: string): string {
  return text.normalize('NFKC').trim().toUpperCase();
}

/** What nobody can mean, or is not said yet. */
export function wrongIn({ amount, currency, work }: Typed): (keyof Typed)[] {
  const right = { amount: amountOf(amount) !== null, currency: CURRENCIES.has(currencyOf(currency)), work: hasWords(work) };
  return (Object.keys(right) as (keyof Typed)[]).filter((name) => !right[name]);
}

export function money({ amount, currency }: Pick<Typed, 'amount' | 'currency'>): string {
  return new Intl.NumberFormat(language.value, { style: 'currency', currency }).format(Number(amount));
}

/** Who answered what, and how. A link names nobody. */
export function answerOf({ agreed, answered_at, answered_by, how }: Answer, zone: string): string {
  if (agreed === null || !answered_at) return t('counter.quote_waits');
  const who = answered_by || t('quote.customer');
  return t(agreed ? 'quote.agreed' : 'quote.declined', { who, how: td('counter', `by_${how}`), at: moment(answered_at, zone) });
}
