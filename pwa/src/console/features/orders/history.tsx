// What happened to an order, newest first, in a sentence each.
import type { Schemas } from '../../../shared/api';
import { fill, type Key, t, td } from '../../../shared/i18n';
import { hasWords } from '../../../shared/status';
import { moment, span } from '../../../shared/time';
import { limitName } from '../../ui/limit-name';
import type { Detail } from './state';

export function History({ open }: { open: Detail }) {
  const zone = open.extra.time_zone;
  return (
    <section class="history">
      <h2>{t('detail.history')}</h2>
      <ol>
        {open.events.toReversed().map((event) => (
          <li key={event.id}>
            <time>{moment(event.happened_at, zone)}</time>
            <span>
              {said(event)}
              <span class="soft small">
                {event.name ? ` · ${event.name}` : ''}
                {Math.abs(Date.parse(event.server_time) - Date.parse(event.device_time)) > 60_000
                  ? ` · ${t('detail.phone_time', { at: moment(event.device_time, zone) })}`
                  : ''}
              </span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function said(event: Schemas['EventLine']): string {
  const facts = event.payload as Record<string, string | number>;
  const params = { ...facts, engineer: facts.engineer_name ?? '', date: facts.expected_on ?? '' };
  const minutes = Number(facts.late_minutes ?? facts.minutes);
  if (Number.isFinite(minutes)) Object.assign(params, { span: span(minutes * 60_000) });
  if (facts.decision) Object.assign(params, { decision: td('decided', String(facts.decision)) });
  const why = reasonOf(facts);
  Object.assign(params, { reason: why });
  if (event.kind === 'customer_called') Object.assign(params, { outcome: td('call', String(facts.outcome)) });
  if (facts.cause) Object.assign(params, { cause: td('cause', String(facts.cause)) });
  if (typeof facts.what === 'string') Object.assign(params, { what: limitName(facts.what) });
  const own = td('event', facts.replaces ? 'report_corrected' : event.kind, params);
  const text = own !== event.kind ? own : td('action', event.kind);
  const extra = [facts.unfinished && ` (${t('event.unfinished')})`, facts.conflict && ` (${t('event.conflict' as Key)})`]
    .filter(Boolean)
    .join('');
  const words = facts.text ?? (event.kind === 'hand_over' || facts.reason === 'give_back' ? '' : why);
  return fill(`${text}${extra}${words && own === event.kind ? `: ${words}` : ''}`);
}

/** The code in the reader's language, and what was written beside it. */
function reasonOf(facts: Record<string, string | number>): string {
  const words = hasWords(facts.reason) ? td('decided', String(facts.reason)) : '';
  return [facts.reason_code && td('reason', String(facts.reason_code)), words].filter(Boolean).join(' · ');
}
