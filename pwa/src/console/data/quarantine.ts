// What phones hold, and what they sent that a person has to decide about.
import { ask, type Schemas } from '../../shared/api';

export type Phone = Schemas['PhoneLine'];
export type Quarantined = Schemas['Quarantined'];

interface Imported {
  name: string;
  outcomes: Record<string, number>;
  photos: number;
}

export function listPhones(): Promise<Phone[]> {
  return ask('/api/phones');
}

export function endSessions(phone: string): Promise<void> {
  return ask(`/api/phones/${phone}/sessions`, { method: 'DELETE' });
}

export function listAuthors(): Promise<Schemas['QuarantineOfPerson'][]> {
  return ask('/api/quarantine/people');
}

/** Pages of one person's until so many are there, or all. */
export async function listQuarantine(user: string, wanted: number): Promise<Quarantined[]> {
  const rows: Quarantined[] = [];
  for (;;) {
    const last = rows.at(-1);
    const after = last ? `&after=${encodeURIComponent(last.received_at)}` : '';
    const page = await ask<Quarantined[]>(`/api/quarantine?user_id=${user}${after}`);
    rows.push(...page);
    if (!page.length || rows.length >= wanted) return rows;
  }
}

export function settleQuarantined(id: string, how: 'apply' | 'dismiss'): Promise<Schemas['Outcome'] | undefined> {
  return ask(`/api/quarantine/${id}/${how}`, { method: 'POST' });
}

export async function bringUnsent(file: File): Promise<Imported> {
  return ask('/api/unsent', { method: 'POST', bytes: await file.arrayBuffer(), timeout: 300_000 });
}
