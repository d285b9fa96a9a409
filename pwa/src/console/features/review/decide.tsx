// A question that a dispatcher has to answer: what came late from a phone, or what nobody planned.
import { BEFORE_VISIT, type Decision, MOVABLE, type ReviewKind } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { moment } from '../../../shared/time';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { giveBack, settleReview } from '../../data/reviews';
import { linked } from '../../ui/entry-link';
import { type Detail, type OpenReview, refresh } from '../orders/state';
import { Due } from './worklist';

const PLACES: ReadonlySet<string> = new Set<ReviewKind>(['new_place', 'place_changed']);

/** One question that stands, and what may be said to it. */
export function Decide({ open, review }: { open: Detail; review: OpenReview }) {
  const { extra, line } = open;
  const say = async (decision: Decision, decided: () => Promise<unknown>) => {
    await attempt(async () => {
      await decided();
      toast.value = { text: t('review.decided', { what: td('decided', decision) }) };
    });
    await refresh();
  };
  const goes = BEFORE_VISIT.has(line.status) || MOVABLE.has(line.status);
  const late = review.kind === 'late_work';
  return (
    <section class="note warn" data-review={review.kind}>
      <p class="spread">
        <span>{late ? t('detail.review', { name: review.engineer ?? '' }) : td('review_text', review.kind)}</span>
        <Due at={review.due_at} />
      </p>
      {late && <LateWork open={open} review={review} />}
      {PLACES.has(review.kind) && (
        <p>
          {linked('accounts', extra.account_id, line.account)} · {linked('sites', extra.site_id, extra.address)} ·{' '}
          {linked('contacts', extra.contact_id, extra.contact)}
        </p>
      )}
      {allowed('review.settle') && (
        <div class="keys">
          {review.decisions.includes('give_back') && goes && (
            <button type="button" data-give-back onClick={() => void say('give_back', () => giveBack(review.id, line.status))}>
              {t('detail.review_give_back')}
            </button>
          )}
          {review.decisions
            .filter((decision): decision is Decision => decision !== 'give_back')
            .map((decision) => (
              <button
                key={decision}
                type="button"
                data-decision={decision}
                {...(decision === 'keep' ? { 'data-keep': true } : {})}
                onClick={() => void say(decision, () => settleReview(review.id, decision))}
              >
                {decision === 'keep' ? t('detail.review_keep') : td('decided', decision)}
              </button>
            ))}
        </div>
      )}
    </section>
  );
}

/** What they recorded since the question was asked. */
function LateWork({ open, review }: { open: Detail; review: OpenReview }) {
  const theirs = open.events.filter(
    (row) => row.payload.conflict && row.name === review.engineer && row.server_time >= review.opened_at,
  );
  return (
    <ul>
      {theirs.map((row) => (
        <li key={row.id}>
          {moment(row.happened_at, open.extra.time_zone)} {td('action', row.kind)}
          {typeof row.payload.text === 'string' && `: ${row.payload.text}`}
        </li>
      ))}
    </ul>
  );
}
