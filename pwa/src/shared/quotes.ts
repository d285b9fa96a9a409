// A quote for a device at the counter, as the console and the technician's phone show it.
import { t, td } from './i18n';
import { moment } from './time';

interface Answer {
  agreed: boolean | null;
  answered_at: string | null;
  answered_by: string;
  how: string | null;
}

/** Who answered what, and how. A link names nobody. */
export function answerOf({ agreed, answered_at, answered_by, how }: Answer, zone: string): string {
  if (agreed === null || !answered_at) return t('counter.quote_waits');
  const who = answered_by || t('quote.customer');
  return t(agreed ? 'quote.agreed' : 'quote.declined', { who, how: td('counter', `by_${how}`), at: moment(answered_at, zone) });
}
