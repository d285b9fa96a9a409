// What an entry was before, field by field, and who changed it.
import { listed, t, td } from '../../../shared/i18n';
import { relative } from '../../../shared/time';
import type { Change, Kind } from '../../data/records';
import { inWords } from './value';

export function Changes({ kind, changes }: { kind: Kind; changes: Change[] }) {
  const say = (change: Change, name: string, value: unknown) => {
    const column = kind.columns.find((row) => row.name === name);
    if (!column) return '–';
    if (column.type !== 'ref' && column.type !== 'refs') return inWords(column, value) || '–';
    const ids = Array.isArray(value) ? value : value ? [value] : [];
    return listed(ids.map((id) => change.names?.[String(id)] ?? '…')) || '–';
  };
  return (
    <section class="history">
      <h2>{t('manage.history')}</h2>
      <ol>
        {changes.map((change) => (
          <li key={change.at} class="change">
            <span class="soft small">
              {relative(change.at)} · {change.name ?? t('detail.system')}
            </span>
            {Object.keys(change.before).length === 0 ? (
              <p>{t('manage.made')}</p>
            ) : (
              Object.keys(change.after).map((name) => (
                <p key={name}>
                  {td('field', name)}: <s>{say(change, name, change.before[name])}</s> → {say(change, name, change.after[name])}
                </p>
              ))
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
