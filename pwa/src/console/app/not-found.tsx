// The page of an address that leads nowhere.
import { t } from '../../shared/i18n';
import { go } from './router';

/** Of an address that leads nowhere, or nowhere for this person: what they can do. Back still leads to where they came from. */
export function NotFound() {
  return (
    <main class="page not-found">
      <h1>{t('nowhere.title')}</h1>
      <p class="soft">{t('nowhere.detail')}</p>
      <p>
        <a
          class="button primary"
          href="/console"
          onClick={(event) => {
            event.preventDefault();
            go({ row: null, words: null, doubles: null }, '/console');
          }}
        >
          {t('nowhere.board')}
        </a>
      </p>
    </main>
  );
}
