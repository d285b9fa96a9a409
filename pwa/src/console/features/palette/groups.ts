// Under which heading a command stands, in the field of commands and on the sheet of keys.
import { t } from '../../../shared/i18n';
import type { Command } from '../../app/commands';
import { TIMELINE } from '../../app/router';

/** Pages; what one page alone has; what is done to the order that is open; the rest is the same everywhere. */
export function groupOf({ to, page, permission }: Command): string {
  if (to) return t('palette.go');
  if (page === TIMELINE) return t('console.timeline');
  return t(permission ? 'palette.order' : 'palette.everywhere');
}

/** In the order in which each group begins. */
export function inGroups<T>(rows: readonly T[], nameOf: (row: T) => string): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const row of rows) groups.set(nameOf(row), [...(groups.get(nameOf(row)) ?? []), row]);
  return [...groups];
}
