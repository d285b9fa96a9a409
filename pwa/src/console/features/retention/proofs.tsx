// What was deleted, run by run, with the hash by which that can be checked.
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { date, moment } from '../../../shared/time';
import { Entries } from '../../ui/entries';

export function Proofs({ rows }: { rows: Schemas['Deletion'][] }) {
  return (
    <section data-proofs>
      <h2>{t('retention.proofs')}</h2>
      <p class="soft small">{t('retention.proofs_mean')}</p>
      {rows.length === 0 ? (
        <p class="soft">{t('retention.no_proofs')}</p>
      ) : (
        <Entries
          heads={[t('retention.run'), t('retention.what'), t('retention.how_many'), t('retention.older'), t('retention.hash')]}
        >
          {rows.map((row) => (
            <tr key={row.run + row.what}>
              <td>{moment(row.ended_at)}</td>
              <td>{td('kept', row.what)}</td>
              <td class="right">{row.deleted}</td>
              <td>{date(row.before)}</td>
              <td>
                <code title={row.sha256}>{row.sha256.slice(0, 16)}…</code>
              </td>
            </tr>
          ))}
        </Entries>
      )}
    </section>
  );
}
