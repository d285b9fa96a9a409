// How many visits are late, in the frame of every page.
import { t } from '../../../shared/i18n';
import { Icon } from '../../../shared/icon';
import { at } from '../../app/router';
import { late } from '../orders/state';
import { open } from './state';

export function LateBadge() {
  const n = late.value.length;
  if (!n) return null;
  return (
    <a
      class="late-badge"
      href={at({ glance: 'late', hour: null, order: null }, '/console').href}
      aria-label={t('glance.late_badge', { n })}
      data-late-count={n}
      onClick={(event) => {
        event.preventDefault();
        open('late');
      }}
    >
      <Icon name="late" /> {n}
    </a>
  );
}
