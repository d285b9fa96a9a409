// What each phone last said that it holds, and the end of its session.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../../shared/i18n';
import { relative } from '../../../shared/time';
import { allowed } from '../../app/session';
import { attempt, toast } from '../../app/toast';
import { endSessions, type Phone } from '../../data/quarantine';
import { Entries } from '../../ui/entries';
import { holds } from '../../ui/phone-holds';

/** What each phone last said that it holds. An administrator ends its session: also of somebody disabled, who could still hand in. */
export function Held({ rows, onDone }: { rows: Phone[]; onDone: () => Promise<void> }) {
  const [ending, setEnding] = useState<Phone | null>(null);
  const ends = allowed('people.write');
  const done = async () => {
    setEnding(null);
    await onDone();
  };
  return (
    <section>
      <h2>{t('quarantine.phones')}</h2>
      {ending && <Ending key={ending.id} row={ending} onKeep={() => setEnding(null)} onDone={done} />}
      <Entries heads={[t('quarantine.who'), t('quarantine.unsent'), t('quarantine.since'), t('quarantine.heard'), '']}>
        {rows.map((row) => (
          <tr key={row.id} class={row.active ? '' : 'off'}>
            <td>{row.name}</td>
            <td>{holds(row.unsent, row.unsent_photos)}</td>
            <td>{row.unsent_since ? relative(row.unsent_since) : '–'}</td>
            <td>{relative(row.seen_at)}</td>
            <td class="right">
              {!row.signed_in && <span class="soft">{t('quarantine.signed_out')}</span>}
              {row.signed_in && ends && (
                <button type="button" class="plain danger" data-end onClick={() => setEnding(row)}>
                  {t('quarantine.end')}
                </button>
              )}
            </td>
          </tr>
        ))}
      </Entries>
    </section>
  );
}

/** Said before it is done: nobody gets back what lies on a phone that is lost. */
function Ending({ row, onKeep, onDone }: { row: Phone; onKeep: () => void; onDone: () => Promise<void> }) {
  const shown = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => shown.current?.scrollIntoView({ block: 'nearest' }), []);
  const end = async () => {
    await attempt(async () => {
      await endSessions(row.id);
      toast.value = { text: t('quarantine.ended', { name: row.name }) };
    });
    await onDone();
  };
  return (
    <div ref={shown} class="note warn" role="alert">
      <p>{t('quarantine.end_means', { name: row.name, held: holds(row.unsent, row.unsent_photos) })}</p>
      <div class="tools">
        <button type="button" data-end-now class="danger" onClick={() => void end()}>
          {t('quarantine.end')}
        </button>
        <button type="button" class="plain" onClick={onKeep}>
          {t('quarantine.keep')}
        </button>
      </div>
    </div>
  );
}
