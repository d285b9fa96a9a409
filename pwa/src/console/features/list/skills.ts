// What skills are called.
import { signal } from '@preact/signals';
import { activeSkills } from '../../data/records';

const names = signal<Record<string, string>>({});

export async function learnSkills(): Promise<void> {
  const rows = await activeSkills().catch(() => []); // whoever may not read them sees their codes
  names.value = Object.fromEntries(rows.map(({ code, name }) => [code, name]));
}

export function skillName(code: string | null): string {
  return code ? (names.value[code] ?? code) : '';
}
