// That a visit stays with whoever has it, and why.
import { t, td } from '../../../shared/i18n';
import { moment } from '../../../shared/time';
import type { Line } from '../orders/line';

/** No plan and no rescue gives it to somebody else. */
export function Pinned({ line: { pin_reason, pinned_for, time_zone } }: { line: Line }) {
  if (!pin_reason) return null;
  const reason = td('reason', pin_reason);
  return (
    <span class="chip" data-pinned>
      {pinned_for ? t('pin.stays_for', { at: moment(pinned_for, time_zone), reason }) : t('pin.stays', { reason })}
    </span>
  );
}
