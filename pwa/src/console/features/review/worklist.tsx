// What the office has to decide, each with its time: the most urgent first.
import { t, td } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { tone } from '../../../shared/status';
import { span, tick } from '../../../shared/time';
import { chosen, go } from '../../app/router';
import { type OpenReview, reviews } from '../orders/state';

/** What is asked, in a few words. */
function asked(review: OpenReview): string {
  return review.subject ? t('review.late_work', { action: td('action', review.subject) }) : td('review', review.kind);
}

/** Until it has to be decided, or since. */
export function Due({ at }: { at: string }) {
  const left = Date.parse(at) - tick.value;
  return (
    <span class={`limit small ${left < 0 ? 'bad-word' : 'soft'}`}>
      <Icon name="clock" />
      {left < 0 ? t('review.over', { span: span(-left) }) : t('review.left', { span: span(left) })}
    </span>
  );
}

const MOST = 500; // as the server cuts the list (status/review/actions.py)

export function Worklist() {
  if (!reviews.value.length) return <p class="soft blank">{t('review.none')}</p>;
  const rows = reviews.value.map((review) => (
    <button
      key={review.id}
      type="button"
      class="row review-row"
      data-order={review.order_id}
      data-kind={review.kind}
      aria-current={chosen.value === review.order_id}
      onClick={() => go({ order: review.order_id }, '/console')}
    >
      <span class="grow">
        <span class="name">{asked(review)}</span>
        <span class="soft small">
          {[review.account, review.engineer, td('role', review.owner), review.number].filter(Boolean).join(' · ')}
        </span>
      </span>
      <span class="marks">
        <Due at={review.due_at} />
        <span class={`chip ${tone(review.status)}`}>{td('status', review.status)}</span>
      </span>
    </button>
  ));
  return (
    <>
      {rows.length >= MOST && <p class="note warn partly">{t('review.more')}</p>}
      {rows}
    </>
  );
}
