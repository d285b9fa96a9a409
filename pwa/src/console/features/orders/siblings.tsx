// Other orders for the same device, and the doubles that were put together with this one.
import { useState } from 'preact/hooks';
import { BEFORE_VISIT, PLANNED } from '../../../shared/domain.gen';
import { t, td } from '../../../shared/i18n';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { mergeOrders } from '../../data/orders';
import { OrderLink } from '../../ui/order-link';
import { type Detail, refresh } from './state';

export function Siblings({ open: { line, siblings } }: { open: Detail }) {
  const [sure, setSure] = useState('');
  if (!siblings.length) return null;
  const may = allowed('orders.edit') && (BEFORE_VISIT.has(line.status) || PLANNED.has(line.status));
  const merge = async (into: string, number: string) => {
    if (sure !== into) return setSure(into);
    const done = await attempt(() => mergeOrders(line.id, { into, expected: line.status }));
    await refresh();
    if (done) toast.value = { text: t('sibling.merged_into', { number }) };
  };
  return (
    <section data-siblings>
      <h2>{t('sibling.title')}</h2>
      {siblings.map((row) => (
        <p key={row.id} class="spread">
          <span>
            <OrderLink id={row.id}>{row.number}</OrderLink>{' '}
            <span class="soft">{row.merged ? t('sibling.double') : td('status', row.status)}</span>
            {row.same_call && <span class="soft"> · {[row.serial, t('sibling.same_call')].filter(Boolean).join(' · ')}</span>}
          </span>
          {may && !row.merged && !row.same_call && row.status !== 'cancelled' && (
            <button
              type="button"
              class={sure === row.id ? 'danger' : 'plain'}
              data-merge={row.id}
              onClick={() => void merge(row.id, row.number)}
            >
              {t(sure === row.id ? 'sibling.sure' : 'sibling.is_double', { number: row.number })}
            </button>
          )}
        </p>
      ))}
    </section>
  );
}
