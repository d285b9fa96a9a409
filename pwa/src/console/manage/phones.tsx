import { useEffect, useState } from 'preact/hooks';
import { ask, type Schemas } from '../../shared/api';
import { t, td } from '../../shared/i18n';
import { relative } from '../../shared/time';
import { attempt, go, toast } from '../store';
import { Held } from './held';

type Phone = Schemas['PhoneLine'];
type Aside = Schemas['Aside'];
interface Imported {
  name: string;
  outcomes: Record<string, number>;
  photos: number;
}

/** What each phone last said that it holds, and what it sent that a person has to decide about. */
export function Phones() {
  const [phones, setPhones] = useState<Phone[] | null>(null);
  const [aside, setAside] = useState<Aside[] | null>(null);
  const load = async () => {
    setPhones((await attempt(() => ask<Phone[]>('/api/phones'))) ?? []);
    setAside((await attempt(() => ask<Aside[]>('/api/aside'))) ?? []);
  };
  useEffect(() => void load(), []);
  const bring = async (file: File) => {
    await attempt(async () => {
      const options = { method: 'POST' as const, bytes: await file.arrayBuffer(), timeout: 300_000 };
      const made = await ask<Imported>('/api/unsent', options);
      const { duplicate = 0, ...fresh } = made.outcomes;
      const n = Object.values(fresh).reduce((sum, count) => sum + count, 0);
      const before = duplicate ? t('aside.brought_before', { n: duplicate }) : '';
      toast.value = { text: t('aside.brought', { name: made.name, n, photos: made.photos }) + before };
    });
    await load();
  };
  return (
    <main class="page">
      <header class="spread">
        <h1>{td('entity', 'phones')}</h1>
        <label class="button">
          {t('aside.bring')}
          <input
            type="file"
            class="hidden"
            accept="application/json"
            name="unsent"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = ''; // the same one may be chosen again
              if (file) void bring(file);
            }}
          />
        </label>
      </header>
      {aside && aside.length > 0 && <Inbox rows={aside} onDone={load} />}
      {phones?.length === 0 && <p class="blank soft">{t('aside.no_phones')}</p>}
      {phones && phones.length > 0 && <Held rows={phones} onDone={load} />}
    </main>
  );
}

function Inbox({ rows, onDone }: { rows: Aside[]; onDone: () => Promise<void> }) {
  const settle = async (row: Aside, how: 'take' | 'leave') => {
    await attempt(async () => {
      const outcome = await ask<Schemas['Outcome'] | undefined>(`/api/aside/${row.id}/${how}`, { method: 'POST' });
      const refused = outcome?.result === 'rejected';
      toast.value = { text: t(refused ? 'aside.refused_again' : how === 'take' ? 'aside.taken' : 'aside.left'), bad: refused };
    });
    await onDone();
  };
  return (
    <section>
      <h2>{t('aside.title')}</h2>
      <p class="soft">{t('aside.hint')}</p>
      <div class="scroll">
        <table class="entries aside">
          <thead>
            <tr>
              <th>{t('aside.who')}</th>
              <th>{t('aside.what')}</th>
              <th>{t('aside.why')}</th>
              <th>{t('aside.came')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <td>{row.name}</td>
                <td>
                  {row.action ? td('action', row.action) : td('aside_kind', row.kind)}
                  {row.order_id && (
                    <>
                      {' · '}
                      <a
                        href={`/console?order=${row.order_id}`}
                        onClick={(event) => {
                          event.preventDefault();
                          go({ order: row.order_id ?? null }, '/console');
                        }}
                      >
                        {row.number}
                      </a>
                    </>
                  )}
                </td>
                <td>{td('aside_why', row.code)}</td>
                <td>{relative(row.received_at)}</td>
                <td class="right">
                  <button type="button" data-take onClick={() => void settle(row, 'take')}>
                    {t('aside.take')}
                  </button>{' '}
                  <button type="button" class="plain" onClick={() => void settle(row, 'leave')}>
                    {t('aside.leave')}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
