// What there is to manage, in groups, and what of it this person may open.
import type { Permission } from '../../shared/domain.gen';
import { allowed } from './session';

export const GROUPS: Record<string, readonly string[]> = {
  organisation: [
    'organisation',
    'units',
    'engineers',
    'skills',
    'qualifications',
    'blocked_pairs',
    'account_classes',
    'people',
    'plans',
    'retention',
  ],
  roster: ['shifts', 'absences', 'on_call'],
  customers: ['accounts', 'contacts', 'sites', 'devices', 'contracts'],
  service: ['levels', 'calendars', 'remote', 'knowledge', 'result_codes'],
  parts: ['part_kinds', 'part_stores'],
  intake: ['sheet-orders', 'undelivered'],
  phones: ['phones'],
};
/** By page, what its first look asks for; all others are master data. */
const NEEDS: Record<string, Permission> = {
  organisation: 'organisation.read',
  plans: 'organisation.read',
  retention: 'retention',
  levels: 'rules.read',
  calendars: 'rules.read',
  remote: 'remote.read',
  undelivered: 'notify.manage',
  phones: 'phones.read',
  'sheet-orders': 'orders.take',
};
export function opens(name: string): boolean {
  return allowed(NEEDS[name] ?? (name.startsWith('sheet-') ? 'sheets' : 'master.read'));
}

/** Where the button leads; nothing for who manages nothing. */
export function firstManaged(): string | undefined {
  return ['accounts', ...Object.values(GROUPS).flat()].find(opens);
}
