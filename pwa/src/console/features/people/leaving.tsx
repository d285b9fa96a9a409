// Somebody who is to be disabled still has visits: which, and whether they go back to the office with it.
import { useEffect, useState } from 'preact/hooks';
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { listVisits, type Person } from '../../data/people';
import { onEscape } from '../../ui/on-escape';

interface Props {
  person: Person;
  onDisable: (giveBack: boolean) => Promise<void>;
  onKeep: () => void;
}

const SHOWN = 8;

export function Leaving({ person: { id, name, open_visits }, onDisable, onKeep }: Props) {
  const [visits, setVisits] = useState<Schemas['LeaverVisit'][]>([]);
  useEffect(() => void attempt(() => listVisits(id)).then((found) => found && setVisits(found)), [id]);
  return (
    <section class="note warn" role="alertdialog" aria-label={t('people.disable')} data-leaving onKeyDown={onEscape(onKeep)}>
      <strong>{t('people.has_visits', { name, n: open_visits })}</strong>
      <p>{t('people.has_visits_means')}</p>
      <ul class="bare">
        {visits.slice(0, SHOWN).map((row) => (
          <li key={row.order_id} data-goes-back={String(row.goes_back)}>
            {row.number} {row.account}{' '}
            <span class="soft">
              {td('status', row.status)} · {t(row.goes_back ? 'people.goes_back' : 'people.stays')}
            </span>
          </li>
        ))}
      </ul>
      {visits.length > SHOWN && <p class="soft">{t('people.more_visits', { n: visits.length - SHOWN })}</p>}
      <div class="tools">
        <button type="button" class="primary" data-give-back ref={(key) => key?.focus()} onClick={() => void onDisable(true)}>
          {t('people.give_back')}
        </button>
        <button type="button" data-disable-only onClick={() => void onDisable(false)}>
          {t('people.disable_only')}
        </button>
        <button type="button" class="plain" onClick={onKeep}>
          {t('people.keep')}
        </button>
      </div>
    </section>
  );
}
