// An amount in its currency, as people of the language write it.
import { language } from './i18n';

export function money({ amount, currency }: { amount: string; currency: string }): string {
  return new Intl.NumberFormat(language.value, { style: 'currency', currency }).format(Number(amount));
}
