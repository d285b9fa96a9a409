// What was changed and not yet saved is not left by a slip: not by another page, not by Back, not by closing the window.
import { t } from '../../shared/i18n';

const held = new Set<symbol>();

/** Until the answer is called, leaving is asked about. */
export function hold(): () => void {
  const mine = Symbol('unsaved');
  held.add(mine);
  return () => held.delete(mine);
}

/** After a yes, nothing is held any more. */
export function mayLeave(): boolean {
  if (held.size && !confirm(t('manage.leave'))) return false;
  held.clear();
  return true;
}

addEventListener('beforeunload', (event) => {
  if (held.size) event.preventDefault();
});
