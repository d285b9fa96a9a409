// Somebody who is to be disabled still has visits: how many, and whether they go back to the office with it.
import { t } from '../../../shared/i18n';
import type { Person } from '../../data/people';
import { onEscape } from '../../ui/on-escape';

interface Props {
  person: Person;
  onDisable: (giveBack: boolean) => Promise<void>;
  onKeep: () => void;
}

export function Leaving({ person: { name, open_visits }, onDisable, onKeep }: Props) {
  return (
    <section class="note warn" role="alertdialog" aria-label={t('people.disable')} data-leaving onKeyDown={onEscape(onKeep)}>
      <strong>{t('people.has_visits', { name, n: open_visits })}</strong>
      <p>{t('people.has_visits_means')}</p>
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
