// How long records are kept, what must not be deleted, the proof of what was, and who looked at an engineer's way.
import { useEffect, useState } from 'preact/hooks';
import { t, td } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { type Retention as Found, readRetention } from '../../data/retention';
import { Holds } from './holds';
import { Looks } from './looks';
import { Proofs } from './proofs';
import { Terms } from './terms';

export function Retention() {
  const [found, setFound] = useState<Found | null>(null);
  const load = async () => setFound((await attempt(readRetention)) ?? null);
  useEffect(() => void load(), []);
  return (
    <main class="page">
      <h1>{td('entity', 'retention')}</h1>
      {found && (
        <>
          <p class="soft">{t('retention.what_is_it')}</p>
          <Terms key={JSON.stringify(found.kept)} found={found} onChanged={load} />
          <Holds rows={found.holds} onChanged={load} />
          <Proofs rows={found.deletions} />
          <Looks />
        </>
      )}
    </main>
  );
}
