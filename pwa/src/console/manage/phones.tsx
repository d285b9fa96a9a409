import { useEffect, useState } from 'preact/hooks';
import { ask, type Schemas } from '../../shared/api';
import { t, td } from '../../shared/i18n';
import { attempt, toast } from '../store';
import { Held } from './held';
import { Inbox } from './inbox';

type Phone = Schemas['PhoneLine'];
interface Imported {
  name: string;
  outcomes: Record<string, number>;
  photos: number;
}

/** What each phone last said that it holds, and what it sent that a person has to decide about. */
export function Phones() {
  const [phones, setPhones] = useState<Phone[] | null>(null);
  const [round, setRound] = useState(0);
  const load = async () => {
    setPhones((await attempt(() => ask<Phone[]>('/api/phones'))) ?? []);
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
    setRound((before) => before + 1);
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
      <Inbox round={round} />
      {phones?.length === 0 && <p class="blank soft">{t('aside.no_phones')}</p>}
      {phones && phones.length > 0 && <Held rows={phones} onDone={load} />}
    </main>
  );
}
