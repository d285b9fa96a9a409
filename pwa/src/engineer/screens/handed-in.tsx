// A device that was brought to the counter: until when it is promised, what came with it, how it is opened, what was found, what the
// customer said to what it costs, and what comes next.
import { t, td } from '../../shared/i18n';
import { money } from '../../shared/money';
import { answerOf } from '../../shared/quotes';
import { date } from '../../shared/time';
import { type Quote, quotesOf, stageOf } from '../bench';
import type { View } from '../model';
import { isOver, unsent } from '../state';
import { Picture } from './picture';

export function HandedIn({ view }: { view: View }) {
  const { handed_in } = view;
  if (!handed_in) return null;
  const { accessories, condition, password_note, outcome, findings, photos = [] } = handed_in;
  const found = outcome ? [td('outcome', outcome), findings].filter(Boolean).join(' · ') : '';
  const rows = [
    [t('handed.with'), accessories],
    [t('handed.condition'), condition],
    [t('handed.open'), password_note],
    [t('counter.outcome'), found],
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
      {photos.length > 0 && (
        <div class="wide" data-inspection-photos={photos.length}>
          <p class="soft small">{t('bench.photos', { n: photos.length })}</p>
          <div class="photos">
            {photos.map((hash) => (
              <Picture key={hash} sha256={hash} />
            ))}
          </div>
        </div>
      )}
      {handed_in.quotes ? (
        quotesOf(view).map((quote) => <Quoted key={quote.made_at} view={view} quote={quote} />)
      ) : (
        <Newest view={view} />
      )}
      <Next view={view} />
    </section>
  );
}

function Quoted({ view, quote }: { view: View; quote: Quote }) {
  const { agreed } = quote;
  return (
    <div class={`note ${agreed ? 'good' : 'warn'}`} data-agreed={String(agreed)}>
      <strong>{money(quote)}</strong>
      <span class="said">{quote.work}</span>
      <p>{answerOf(quote, view.time_zone)}</p>
    </div>
  );
}

/** All that a server of an older release says. */
function Newest({ view }: { view: View }) {
  const { quote, agreed } = view.handed_in ?? {};
  if (!quote) return null;
  return (
    <p class={`note ${agreed ? 'good' : 'warn'}`} data-agreed={String(agreed)}>
      {quote} · {t(agreed === null ? 'handed.waits' : agreed ? 'handed.agreed' : 'handed.declined')}
    </p>
  );
}

/** In plain words, at each step. */
function Next({ view }: { view: View }) {
  if (isOver(view)) return null;
  const stage = stageOf(view);
  const waits = unsent.value.some((row) => row.kind === 'quote' && row.attendance_id === view.attendance_id);
  const said = stage === 'asked' && waits ? 'asked_unsent' : stage;
  const words = td('bench', said);
  if (words === said) return null;
  return <p data-stage={said}>{words}</p>;
}
