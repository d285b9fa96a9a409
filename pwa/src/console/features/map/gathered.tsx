// The orders that somebody drew around, or that stand at one place, one below the other.
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { statusWord } from '../../../shared/status-words';
import { lines } from '../orders/state';
import { gathered } from './on-map';
import { open } from './open';

export function Gathered() {
  const rows = gathered.value.map((id) => lines.value.get(id)).filter((line) => line !== undefined);
  if (!rows.length) return null;
  return (
    <section class="gathered" aria-label={t('map.selected', { n: rows.length })} data-gathered={rows.length}>
      <header>
        <h3>{t('map.selected', { n: rows.length })}</h3>
        <button type="button" class="plain" aria-label={t('map.unselect')} title={t('map.unselect')} onClick={clear}>
          <Icon name="x" />
        </button>
      </header>
      <ul class="plain">
        {rows.map((line) => (
          <li key={line.id}>
            <button type="button" class="plain" data-order={line.id} onClick={() => open(line.id, false)}>
              <b>{line.account}</b> <span class="soft">{statusWord(line.status, line.kind)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function clear(): void {
  gathered.value = [];
}
