// What happened to an order, newest first, in a sentence each.
import type { Schemas } from '../../../shared/api';
import { fill, t, td } from '../../../shared/i18n';
import { moment } from '../../../shared/time';
import { type Facts, marksOf, reasonOf, wordsOf } from './event-words';
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
              {said(event, open)}
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

function said(event: Schemas['EventLine'], open: Detail): string {
  const facts = event.payload as Facts;
  const own = td('event', facts.replaces ? 'report_corrected' : event.kind, wordsOf(event, open));
  if (own !== event.kind) return fill(own + marksOf(facts));
  const words = facts.text ?? (facts.reason === 'give_back' ? '' : reasonOf(facts));
  return fill(`${td('action', event.kind)}${marksOf(facts)}${words ? `: ${words}` : ''}`);
}
