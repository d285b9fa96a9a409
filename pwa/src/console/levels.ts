// What the levels are called: the organisation's own words.
import { signal } from '@preact/signals';
import { ask, type Schemas } from '../shared/api';
import { language } from '../shared/i18n';
import { allowed } from './store';

const names = signal<Record<string, Record<string, string>>>({});

export async function learnLevels(): Promise<void> {
  if (!allowed('rules.read')) return;
  const rows = await ask<Schemas['Current'][]>('/api/rules/level').catch(() => []);
  names.value = Object.fromEntries(rows.map((row) => [row.code, (row.document as { names: Record<string, string> }).names]));
}

export function levelName(code: string): string {
  return names.value[code]?.[language.value] ?? code;
}
