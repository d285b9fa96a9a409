// A device that was brought to the counter: until when it is promised, what came with it, how it is opened, and what the customer said.
import { t } from '../../shared/i18n';
import { date } from '../../shared/time';
import type { View } from '../model';

export function HandedIn({ view: { handed_in } }: { view: View }) {
  if (!handed_in) return null;
  const { accessories, condition, password_note, quote, agreed } = handed_in;
  const rows = [
    [t('handed.with'), accessories],
    [t('handed.condition'), condition],
    [t('handed.open'), password_note],
    [t('handed.quote'), quote],
  ].filter(([, text]) => text);
  return (
    <section class="card facts" data-handed-in>
      <h2>{t('handed.handed_in')}</h2>
      {handed_in.promised_on && <p class="promise">{t('handed.promised', { date: date(handed_in.promised_on) })}</p>}
      <dl>
        {rows.map(([label, text]) => (
          <div key={label}>
            <dt class="soft small">{label}</dt>
            <dd class="said">{text}</dd>
          </div>
        ))}
      </dl>
      {quote && (
        <p class={`note ${agreed === null ? 'warn' : agreed ? 'good' : 'warn'}`} data-agreed={String(agreed)}>
          {t(agreed === null ? 'handed.waits' : agreed ? 'handed.agreed' : 'handed.declined')}
        </p>
      )}
    </section>
  );
}
