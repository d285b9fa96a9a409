// What the levels are called: the organisation's own words.
import { signal } from '@preact/signals';
import type { Level } from '../../../shared/domain.gen';
import { language } from '../../../shared/i18n';
import { allowed } from '../../app/session';
import { listLevels, type Rule } from '../../data/rules';
import { moreUrgent } from './urgency';

const names = signal<Record<string, Record<string, string>>>({});
const places = signal<Record<string, number>>({});
const LAST = 999; // of a level that is not known here

export async function learnLevels(): Promise<void> {
  if (allowed('rules.read')) knowLevels(await listLevels().catch(() => []));
}

export function knowLevels(rows: readonly Pick<Rule<Level>, 'code' | 'document'>[]): void {
  names.value = Object.fromEntries(rows.map((row) => [row.code, row.document.names]));
  const ordered = rows.toSorted((a, b) => moreUrgent(a.document, b.document));
  places.value = Object.fromEntries(ordered.map((row, at) => [row.code, at]));
}

export function levelName(code: string): string {
  return names.value[code]?.[language.value] ?? code;
}

/** How urgent a level is among the others, the most urgent first. */
export function levelPlace(code: string): number {
  return places.value[code] ?? LAST;
}
