// In a few words what the customer hears of what was just done.
import type { Schemas } from '../../../shared/api';
import { t, td } from '../../../shared/i18n';

/** Or that they have to be rung. before: what was said until then. */
export function toldOf(open: Schemas['Detail'] | null, order: string, before: ReadonlySet<string>): string | undefined {
  const row =
    open?.line.id === order ? open.messages.find((one) => one.kind !== 'customer_wrote' && !before.has(one.id)) : undefined;
  if (!row) return undefined;
  if (row.call) return t('said.to_ring', { name: row.contact, phone: row.phone });
  return row.channel ? t('said.going_out', { name: row.contact, channel: td('channel', row.channel) }) : undefined;
}
