// What happened to an order, newest first, in a sentence each.
import type { Schemas } from '../../../shared/api';
import { metres } from '../../../shared/distance';
import { fill, type Key, t, td } from '../../../shared/i18n';
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
  for (const name of ['reason', 'decision'] as const)
    if (facts[name]) Object.assign(params, { [name]: td('decided', String(facts[name])) });
  if (facts.cause) Object.assign(params, { cause: td('cause', String(facts.cause)) });
  if (facts.verdict) Object.assign(params, { verdict: td('device_check', String(facts.verdict)), before: facts.before ?? '–' });
  if (typeof facts.what === 'string') Object.assign(params, { what: limitName(facts.what) });
  const own = td('event', facts.replaces ? 'report_corrected' : event.kind, params);
  const text = own !== event.kind ? own : td('action', event.kind);
  const marks = (['unfinished', 'skipped', 'conflict'] as const)
    .filter((name) => facts[name])
    .map((name) => t(`event.${name}` as Key));
  if (typeof facts.distance_m === 'number') marks.push(t('event.distance', { distance: metres(facts.distance_m) }));
  const extra = marks.map((mark) => ` (${mark})`).join('');
  const words = facts.text ?? (event.kind === 'hand_over' || facts.reason === 'give_back' ? '' : facts.reason) ?? '';
  return fill(`${text}${extra}${words && own === event.kind ? `: ${words}` : ''}`);
}
