// The phones: what they hold, what they sent that waits for a decision, and a file of one that has no network.
import { useEffect, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { attempt, toast } from '../../app/toast';
import { bringUnsent, listPhones, type Phone } from '../../data/quarantine';
import { Held } from './held';
import { Inbox } from './inbox';

export function Phones() {
  const [phones, setPhones] = useState<Phone[] | null>(null);
  const [round, setRound] = useState(0);
  const load = async () => {
    setPhones((await attempt(listPhones)) ?? []);
  };
  useEffect(() => void load(), []);
  const bring = async (file: File) => {
    await attempt(async () => {
      const made = await bringUnsent(file);
      const { duplicate = 0, ...fresh } = made.outcomes;
      const n = Object.values(fresh).reduce((sum, count) => sum + count, 0);
      const before = duplicate ? t('quarantine.brought_before', { n: duplicate }) : '';
      toast.value = { text: t('quarantine.brought', { name: made.name, n, photos: made.photos }) + before };
    });
    setRound((before) => before + 1);
    await load();
  };
  return (
    <main class="page">
      <header class="spread">
        <h1>{td('entity', 'phones')}</h1>
        <label class="button">
          {t('quarantine.bring')}
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
      {phones?.length === 0 && <p class="blank soft">{t('quarantine.no_phones')}</p>}
      {phones && phones.length > 0 && <Held rows={phones} onDone={load} />}
    </main>
  );
}
