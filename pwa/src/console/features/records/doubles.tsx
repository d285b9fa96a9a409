// What stands here several times, in several spellings.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { go, place } from '../../app/router';
import { attempt } from '../../app/toast';
import { doublesOf, type Row } from '../../data/records';

type Twice = Schemas['Twice'];

/** A quiet line where one thing stands here in several spellings; it opens the list, and each record of it. */
export function Doubles({ kind, round }: { kind: string; round: number }) {
  const [found, setFound] = useState<Twice[]>([]);
  useEffect(() => void attempt(() => doublesOf(kind)).then((rows) => setFound(rows ?? [])), [kind, round]);
  if (found.length === 0) return null;
  const open = place.value.searchParams.has('doubles');
  return (
    <section class="doubles">
      <button type="button" class="plain small" aria-expanded={open} onClick={() => go({ doubles: open ? null : '1' })}>
        {t(kind === 'devices' ? 'doubles.machines' : 'doubles.entries', { n: found.length })}
      </button>
      {open && (
        <>
          <p class="soft small">{t('doubles.help')}</p>
          <ul>
            {found.map(({ rows }) => (
              <li key={rows[0]?.id}>
                {rows.map((row, index) => (
                  <Record key={row.id} row={row} first={index === 0} />
                ))}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Record({ row, first }: { row: Row; first: boolean }) {
  const about = [row.names.account_id, row.names.site_id, row.values.model, row.values.name].filter(Boolean).map(String);
  const whose = [...new Set(about)].filter((word) => word !== row.label);
  const said = [
    ...whose,
    ...(row.values.active === false ? [t('doubles.off')] : []),
    t(first ? 'doubles.first' : 'doubles.other'),
  ];
  return (
    <p>
      <a
        href={`?doubles=1&row=${row.id}`}
        aria-current={place.value.searchParams.get('row') === row.id ? 'true' : undefined}
        onClick={(event) => {
          event.preventDefault();
          go({ row: row.id });
        }}
      >
        <bdi>{row.label || td('field', 'name')}</bdi>
      </a>{' '}
      <span class="soft small">{said.join(' · ')}</span>
    </p>
  );
}
