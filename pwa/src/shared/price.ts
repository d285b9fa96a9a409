// What is typed of a quote: its amount, its currency, and for which work; in the console and on the technician's phone.
import { CURRENCIES } from './currencies.gen';
import { hasWords } from './status';

export interface Typed {
  amount: string;
  currency: string;
  work: string;
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
