// A question that a dispatcher has to answer: what came late from a phone, or what nobody planned.
import { askOnce } from '../shared/api';
import { type Key, t, td } from '../shared/i18n';
import { moment } from '../shared/time';
import { linked } from './entry-link';
import { attempt, type Detail, refresh } from './store';

export const ASSIGNABLE = new Set(['received', 'remote_support', 'awaiting_assignment']);
export const MOVABLE = new Set([
  'assigned',
  'accepted',
  'appointment_confirmed',
  'awaiting_parts',
  'parts_in_transit',
  'parts_ready',
  'en_route',
  'arrived',
  'diagnosing',
  'repairing',
  'testing',
  'awaiting_customer',
]);

/** Questions that no action of an engineer asked. */
const REVIEWS: Record<string, Key> = {
  engineer_sick: 'detail.review_sick',
  device_has_order: 'detail.review_twice',
  new_place: 'detail.review_place',
  place_changed: 'detail.review_changed',
  report_print: 'detail.review_print',
};

const PLACES = new Set(['new_place', 'place_changed']);

export function Review({ open, what }: { open: Detail; what: string }) {
  const settle = async () => {
    await attempt(() => askOnce(`/api/orders/${open.line.id}/review`, { method: 'POST', body: { decision: 'keep' } }));
    await refresh();
  };
  const giveBack = async () => {
    const body = { expected: open.line.status };
    await attempt(() => askOnce(`/api/orders/${open.line.id}/give-back`, { method: 'POST', body }));
    await refresh();
  };
  const { extra } = open;
  const asked = REVIEWS[what];
  const answered = open.events.findLastIndex((row) => row.kind === 'review_settled');
  const late = open.events.slice(answered + 1).filter((row) => row.payload.conflict);
  const goes = ASSIGNABLE.has(open.line.status) || MOVABLE.has(open.line.status);
  return (
    <section class="note warn" data-review={what}>
      <p>{asked ? t(asked) : t('detail.review', { name: late.at(-1)?.name ?? '' })}</p>
      {!asked && (
        <ul>
          {late.map((row) => (
            <li key={row.id}>
              {moment(row.happened_at, extra.time_zone)} {td('action', row.kind)}
              {typeof row.payload.text === 'string' && `: ${row.payload.text}`}
            </li>
          ))}
        </ul>
      )}
      {PLACES.has(what) && (
        <p>
          {linked('accounts', extra.account_id, open.line.account)} · {linked('sites', extra.site_id, extra.address)} ·{' '}
          {linked('contacts', extra.contact_id, extra.contact)}
        </p>
      )}
      <div class="keys">
        {!asked && goes && (
          <button type="button" data-give-back onClick={() => void giveBack()}>
            {t('detail.review_give_back')}
          </button>
        )}
        <button type="button" onClick={() => void settle()}>
          {t('detail.review_keep')}
        </button>
      </div>
    </section>
  );
}
