// What the levels are called: the organisation's own words.
import { signal } from '@preact/signals';
import { language } from '../../../shared/i18n';
import { allowed } from '../../app/session';
import { listLevels } from '../../data/rules';

const names = signal<Record<string, Record<string, string>>>({});

export async function learnLevels(): Promise<void> {
  if (!allowed('rules.read')) return;
  const rows = await listLevels().catch(() => []);
  names.value = Object.fromEntries(rows.map((row) => [row.code, row.document.names]));
}

export function levelName(code: string): string {
  return names.value[code]?.[language.value] ?? code;
}
