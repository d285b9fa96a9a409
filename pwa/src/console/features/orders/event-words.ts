// What an event of the history speaks of, in the reader's words: by kind, what its codes and times are called.
import type { Schemas } from '../../../shared/api';
import { metres } from '../../../shared/distance';
import { type Key, t, td } from '../../../shared/i18n';
import { money } from '../../../shared/money';
import { hasWords } from '../../../shared/status';
import { date, moment, period, span } from '../../../shared/time';
import { limitName } from '../../ui/limit-name';
import { resultOfReport } from './earlier';
import type { Detail } from './state';

export type Facts = Record<string, string | number>;
type Words = Record<string, string | number>;

/** Only where a kind needs more than its fields say by themselves. */
const OF_KIND: Record<string, (facts: Facts, open: Detail) => Words> = {
  assign: (facts) => ({ why: facts.choice_code || facts.against ? t('part.in_brackets', { words: reasonOf(facts) }) : '' }),
  agree_time: agreed,
  pin: ({ pinned_for }, { extra: { time_zone } }) => ({
    at: pinned_for ? t('pin.at', { at: moment(String(pinned_for), time_zone) }) : '',
  }),
  order_edited: (facts) => ({ fields: edited(facts as unknown as Edited) }),
  customer_called: ({ outcome }) => ({ outcome: td('call', String(outcome)) }),
  decision_withdrawn: ({ action }) => ({ action: td('action', String(action)) }),
  continue_work: ({ report_id }, open) => ({ why: resultOfReport(open, report_id) }),
  rescue_carried_out: ({ moves, way }) => ({ what: ofPlan((moves as unknown as unknown[] | undefined)?.length ?? 0, way) }),
  device_photographed: ({ photos }) => ({ n: (photos as unknown as string[]).length }),
  quoted: ({ amount, currency }) => ({ price: money({ amount: String(amount), currency: String(currency) }) }),
  quote_answered: ({ agreed, how }) => ({
    answer: t(agreed ? 'counter.agreed' : 'counter.declined'),
    how: td('counter', `by_${how}`),
  }),
};
/** What a plan did: it moves visits, puts a day in another order, or tells the customer. */
function ofPlan(moved: number, way: string | number | undefined): string {
  if (moved) return t('event.visits_moved', { n: moved });
  return t(way === 'stay' ? 'event.customer_told_late' : 'event.day_reordered');
}

const MARKS = ['unfinished', 'skipped', 'conflict'] as const;

export function wordsOf(event: Schemas['EventLine'], open: Detail): Words {
  const facts = event.payload as Facts;
  const minutes = Number(facts.late_minutes ?? facts.minutes);
  return {
    by: '',
    accessories: '',
    ...facts,
    engineer: facts.engineer_name ?? '',
    reason: reasonOf(facts),
    ...(Number.isFinite(minutes) && { span: span(minutes * 60_000) }),
    ...(facts.decision && { decision: td('decided', String(facts.decision)) }),
    ...(facts.step && { step: td('step', String(facts.step)) }),
    ...(facts.outcome && { outcome: td('outcome', String(facts.outcome)) }),
    ...(facts.verdict && { verdict: td('device_check', String(facts.verdict)), before: facts.before ?? '–' }),
    ...(facts.cause && { cause: td('cause', String(facts.cause)) }),
    ...(facts.promised_on && { promised_on: date(facts.promised_on) }),
    ...(typeof facts.what === 'string' && { what: limitName(facts.what) }),
    ...ofPart(event.kind, facts),
    ...OF_KIND[event.kind]?.(facts, open),
  };
}

/** In brackets behind the sentence. */
export function marksOf(facts: Facts): string {
  const marks = MARKS.filter((name) => facts[name]).map((name) => t(`event.${name}` as Key));
  if (typeof facts.distance_m === 'number') marks.push(t('event.distance', { distance: metres(facts.distance_m) }));
  return marks.map((mark) => ` (${mark})`).join('');
}

/** The codes in the reader's language, what was written beside them, and the rules that somebody was chosen against. */
export function reasonOf(facts: Facts): string {
  const words = hasWords(facts.reason) ? td('decided', String(facts.reason)) : '';
  const codes = [facts.reason_code, facts.choice_code]
    .filter((code) => code && !(code === 'other' && words))
    .map((code) => td('reason', String(code)));
  const against = (facts.against as unknown as string[] | undefined)?.map((rule) => td('rule', rule)) ?? [];
  return [...codes, words, ...against].filter(Boolean).join(' · ');
}

type Edited = Record<string, [string | null, string | null]>;

/** Each field with what stood there before and what stands there now. */
function edited(pairs: Edited): string {
  const word = (name: string, text: string | null) => (name === 'kind' && text ? td('kind', text) : text || '–');
  return Object.entries(pairs)
    .map(([name, [was, is]]) => `${td('field', name)} ${word(name, was)} → ${word(name, is)}`)
    .join(' · ');
}

function agreed(facts: Facts, { extra: { time_zone } }: Detail): Words {
  const [from, to] = [facts.window_from ?? facts.agreed_from, facts.window_to ?? facts.agreed_to]; // late work has only what was said
  const window = period(String(from), String(to), time_zone);
  const was = facts.was_from ? period(String(facts.was_from), String(facts.was_to), time_zone) : '–';
  return { window, was, how: td('how', String(facts.how)), why: td('why', String(facts.why)) };
}

/** What older releases wrote names no part, and no reason by its code. */
function ofPart(kind: string, facts: Facts): Words {
  if (!kind.startsWith('part_')) return {};
  const why = facts.code ? td('part_why', String(facts.code)) : String(facts.reason ?? '');
  return {
    name: String(facts.name || t('detail.parts')),
    date: facts.expected_on ? date(String(facts.expected_on)) : '',
    step: facts.is ? td('part_step', String(facts.is)) : '',
    because: why ? t('part.in_brackets', { words: why }) : '',
    where: facts.where ? t('part.in_brackets', { words: String(facts.where) }) : '',
  };
}
