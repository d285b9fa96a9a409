// What nobody could be told, with the reason, to be sent again by a person.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { relative } from '../../../shared/time';
import { attempt, toast } from '../../app/toast';
import { listUndelivered, resend } from '../../data/notifications';
import { Entries } from '../../ui/entries';
import { OrderLink } from '../../ui/order-link';
import { PutOff } from './put-off';

export function Undelivered() {
  const [rows, setRows] = useState<Schemas['Dead'][] | null>(null);
  const load = async () => setRows((await attempt(listUndelivered)) ?? []);
  useEffect(() => void load(), []);
  const again = async (row: Schemas['Dead']) => {
    await attempt(async () => {
      await resend(row.id);
      toast.value = { text: t('dead.again', { name: row.name }) };
    });
    await load();
  };
  return (
    <main class="page">
      <h1>
        {td('entity', 'undelivered')} <span class="soft">{rows?.length ?? ''}</span>
      </h1>
      {rows?.length === 0 && <p class="blank soft">{t('dead.empty')}</p>}
      {rows && rows.length > 0 && (
        <Entries heads={[t('dead.what'), t('dead.to'), t('dead.why'), t('dead.when'), '']}>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{row.order_id ? <OrderLink id={row.order_id}>{row.title}</OrderLink> : row.title}</td>
              <td>
                {row.name} <span class="soft">{`${td('channel', row.channel)} ${row.address}`}</span>
              </td>
              <td>{row.last_error}</td>
              <td>{relative(row.done_at)}</td>
              <td class="right">
                <button type="button" onClick={() => void again(row)}>
                  {t('dead.resend')}
                </button>
              </td>
            </tr>
          ))}
        </Entries>
      )}
      <PutOff />
    </main>
  );
}
