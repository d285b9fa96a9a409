// A table row by row, before and after it is written.
import { listed, t, td } from '../../../shared/i18n';
import type { Preview } from '../../data/sheets';
import type { EFFECTS } from './sheet-summary';

function effectOf(row: Preview['rows'][number]): string {
  const named = (word: string) => (row.effect === 'there' ? word : td('field', word));
  const fields = listed((row.changes ?? []).map(named));
  return row.effect ? t(`sheet.effect.${row.effect as (typeof EFFECTS)[number]}`, { fields }) : '';
}

interface RowsProps {
  seen: Preview;
  /** Rows that are left out, and rows that are written although they are there already. */
  left: Set<number>;
  onLeft: (left: Set<number>) => void;
  also: Set<number>;
  onAlso: (also: Set<number>) => void;
}

/** Row by row: what would become of it or what is wrong with it, and which are written. */
export function Rows({ seen, left, onLeft, also, onAlso }: RowsProps) {
  const choosing = seen.summary.state === 'preview';
  const toggle = (row: Preview['rows'][number]) => {
    const there = row.effect === 'there';
    const next = new Set(there ? also : left);
    if (!next.delete(row.n)) next.add(row.n);
    (there ? onAlso : onLeft)(next);
  };
  return (
    <div class="scroll">
      <table class="entries sheet-rows">
        <thead>
          <tr>
            <th>{t('sheet.row')}</th>
            <th>{t('sheet.result')}</th>
            {seen.summary.header.map((heading, index) => (
              <th
                key={heading}
                class={seen.columns[index] ? '' : 'unknown'}
                title={seen.columns[index] ? '' : t('sheet.unknown_column')}
              >
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seen.rows.map((row) => (
            <tr key={row.n} class={row.problem ? 'wrong' : ''}>
              <td>
                {choosing && !row.problem && row.effect !== 'same' ? (
                  <label class="check">
                    <input
                      type="checkbox"
                      checked={row.effect === 'there' ? also.has(row.n) : !left.has(row.n)}
                      onChange={() => toggle(row)}
                    />{' '}
                    {row.n}
                  </label>
                ) : (
                  row.n
                )}
              </td>
              <td class="result">
                {row.problem ? <span class="bad-word">{row.problem}</span> : row.made ? row.label : effectOf(row)}
              </td>
              {row.cells.map((cell, index) => (
                <td key={seen.summary.header[index]} class={row.fields.includes(seen.columns[index] ?? '?') ? 'bad-cell' : ''}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {seen.rows.length < seen.summary.total && <p class="soft small">{t('sheet.first', { n: seen.rows.length })}</p>}
    </div>
  );
}
