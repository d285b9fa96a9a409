// What phones sent and a person has to decide about, one engineer at a time.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { relative } from '../../../shared/time';
import { attempt, toast } from '../../app/toast';
import { listAuthors, listQuarantine, type Quarantined, settleQuarantined } from '../../data/quarantine';
import { Entries } from '../../ui/entries';
import { OrderLink } from '../../ui/order-link';

type Person = Schemas['QuarantineOfPerson'];

/** Nobody's work hides another's. round: counted up where something may have come. */
export function Inbox({ round }: { round: number }) {
  const [people, setPeople] = useState<Person[]>([]);
  const [chosen, setChosen] = useState<Person | null>(null);
  const [rows, setRows] = useState<Quarantined[]>([]);
  const asked = useRef(0);
  const load = async (user: string | undefined, wanted: number) => {
    const mine = ++asked.current;
    await attempt(async () => {
      const found = await listAuthors();
      const person = found.find((row) => row.user_id === user) ?? found[0] ?? null;
      const read = person ? await listQuarantine(person.user_id, wanted) : [];
      if (mine !== asked.current) return; // somebody else was chosen meanwhile
      setPeople(found);
      setChosen(person);
      setRows(read);
    });
  };
  const again = () => load(chosen?.user_id, rows.length);
  useEffect(() => void again(), [round]);
  if (!chosen) return null;
  const left = chosen.waiting - rows.length;
  return (
    <section>
      <h2>{t('quarantine.title')}</h2>
      <p class="soft">{t('quarantine.hint')}</p>
      <div class="filters" role="tablist" aria-label={t('quarantine.who')}>
        {people.map((person) => (
          <button
            key={person.user_id}
            type="button"
            role="tab"
            aria-selected={person.user_id === chosen.user_id}
            onClick={() => void load(person.user_id, 1)}
          >
            {person.name} <b>{person.waiting}</b>
          </button>
        ))}
      </div>
      <Rows rows={rows} onDone={again} />
      {left > 0 && (
        <footer class="spread">
          <button type="button" data-more onClick={() => void load(chosen.user_id, rows.length + 1)}>
            {t('quarantine.more', { n: left })}
          </button>
        </footer>
      )}
    </section>
  );
}

function Rows({ rows, onDone }: { rows: Quarantined[]; onDone: () => Promise<void> }) {
  const settle = async (row: Quarantined, how: 'apply' | 'dismiss') => {
    await attempt(async () => {
      const outcome = await settleQuarantined(row.id, how);
      const refused = outcome?.result === 'rejected';
      toast.value = {
        text: t(refused ? 'quarantine.refused_again' : how === 'apply' ? 'quarantine.applied' : 'quarantine.dismissed'),
        bad: refused,
      };
    });
    await onDone();
  };
  return (
    <Entries heads={[t('quarantine.what'), t('quarantine.why'), t('quarantine.came'), '']} also="quarantine">
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            {row.action ? td('action', row.action) : td('quarantine_kind', row.kind)}
            {row.order_id && (
              <>
                {' · '}
                <OrderLink id={row.order_id}>{row.number}</OrderLink>
              </>
            )}
          </td>
          <td>{td('quarantine_why', row.code)}</td>
          <td>{relative(row.received_at)}</td>
          <td class="right">
            <button type="button" data-take onClick={() => void settle(row, 'apply')}>
              {t('quarantine.apply')}
            </button>{' '}
            <button type="button" class="plain" onClick={() => void settle(row, 'dismiss')}>
              {t('quarantine.dismiss')}
            </button>
          </td>
        </tr>
      ))}
    </Entries>
  );
}
