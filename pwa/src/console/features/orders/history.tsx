// What happened to an order, newest first, in a sentence each.
import type { Schemas } from '../../../shared/api';
import { metres } from '../../../shared/distance';
import { fill, type Key, t, td } from '../../../shared/i18n';
import { date, moment, period, span } from '../../../shared/time';
import { limitName } from '../../ui/limit-name';
import { resultOfReport } from './earlier';
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

/** Each field with what stood there before and what stands there now. */
function edited(pairs: Record<string, unknown>): string {
  const word = (name: string, text: string | null) => (name === 'kind' && text ? td('kind', text) : text || '–');
  const rows = Object.entries(pairs) as [string, [string | null, string | null]][];
  return rows.map(([name, [was, is]]) => `${td('field', name)} ${word(name, was)} → ${word(name, is)}`).join(' · ');
}

function agreed(facts: Record<string, string | number>, zone: string) {
  const window = period(String(facts.window_from), String(facts.window_to), zone);
  const was = facts.was_from ? period(String(facts.was_from), String(facts.was_to), zone) : '–';
  return { window, was, how: td('how', String(facts.how)), why: td('why', String(facts.why)) };
}

/** What older releases wrote names no part, and no reason by its code. */
function ofPart(event: Schemas['EventLine'], facts: Record<string, string | number>): Record<string, string> {
  if (!event.kind.startsWith('part_')) return {};
  const why = facts.code ? td('part_why', String(facts.code)) : String(facts.reason ?? '');
  return {
    name: String(facts.name || t('detail.parts')),
    date: facts.expected_on ? date(String(facts.expected_on)) : '',
    step: facts.is ? td('part_step', String(facts.is)) : '',
    because: why ? t('part.in_brackets', { words: why }) : '',
    where: facts.where ? t('part.in_brackets', { words: String(facts.where) }) : '',
  };
}

function said(event: Schemas['EventLine'], open: Detail): string {
  const facts = event.payload as Record<string, string | number>;
  const params = { ...facts, ...ofPart(event, facts), engineer: facts.engineer_name ?? '' };
  const minutes = Number(facts.late_minutes ?? facts.minutes);
  if (Number.isFinite(minutes)) Object.assign(params, { span: span(minutes * 60_000) });
  for (const name of ['reason', 'decision'] as const)
    if (facts[name]) Object.assign(params, { [name]: td('decided', String(facts[name])) });
  if (typeof facts.action === 'string') Object.assign(params, { action: td('action', facts.action) });
  if (event.kind === 'order_edited') Object.assign(params, { fields: edited(event.payload as Record<string, unknown>) });
  if (event.kind === 'agree_time') Object.assign(params, agreed(facts, open.extra.time_zone));
  if (event.kind === 'customer_called') Object.assign(params, { outcome: td('call', String(facts.outcome)) });
  if (facts.cause) Object.assign(params, { cause: td('cause', String(facts.cause)) });
  if (event.kind === 'continue_work') Object.assign(params, { why: resultOfReport(open, facts.report_id) });
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
