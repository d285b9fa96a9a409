// What a plan does not mend: promises that stay broken, and orders that remote support is at work on.
import { t } from '../../../shared/i18n';
import { moment, span } from '../../../shared/time';
import { me } from '../../app/session';
import type { Proposal } from '../../data/plans';
import { OrderLink } from '../../ui/order-link';

export function StillLate({ rows }: { rows: NonNullable<Proposal['late']> }) {
  if (!rows.length) return null;
  const zone = me.value?.time_zone;
  return (
    <section class="plan-left">
      <h2>{t('plan.still_late')}</h2>
      <ul>
        {rows.map((row) => (
          <li key={row.order_id} data-still-late={row.order_id}>
            <OrderLink id={row.order_id}>{row.number}</OrderLink> {row.account}
            <span class="soft">
              {' '}
              · {row.engineer} · {t('plan.until', { at: moment(row.promise, zone) })} · {moment(row.at, zone)}
            </span>{' '}
            <span class="bad-word">{t('cand.late', { span: span(row.late * 60_000) })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Remote({ rows }: { rows: NonNullable<Proposal['remote']> }) {
  if (!rows.length) return null;
  return (
    <section class="plan-left">
      <h2>{t('plan.remote')}</h2>
      <p class="soft small">{t('plan.remote_means')}</p>
      <ul>
        {rows.map((row) => (
          <li key={row.order_id} data-remote={row.order_id}>
            <OrderLink id={row.order_id}>{row.number}</OrderLink> {row.account}
            <span class="soft"> · {t('plan.until', { at: moment(row.promise, me.value?.time_zone) })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
