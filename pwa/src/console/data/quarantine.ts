// What phones hold, and what they sent that a person has to decide about.
import { ask, type Schemas } from '../../shared/api';

export type Phone = Schemas['PhoneLine'];
export type Aside = Schemas['Aside'];

export interface Imported {
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

export function listAuthors(): Promise<Schemas['PersonAside'][]> {
  return ask('/api/aside/people');
}

/** Pages of one person's until so many are there, or all. */
export async function listAside(user: string, wanted: number): Promise<Aside[]> {
  const rows: Aside[] = [];
  for (;;) {
    const last = rows.at(-1);
    const after = last ? `&after=${encodeURIComponent(last.received_at)}` : '';
    const page = await ask<Aside[]>(`/api/aside?user_id=${user}${after}`);
    rows.push(...page);
    if (!page.length || rows.length >= wanted) return rows;
  }
}

export function settleAside(id: string, how: 'take' | 'leave'): Promise<Schemas['Outcome'] | undefined> {
  return ask(`/api/aside/${id}/${how}`, { method: 'POST' });
}

export async function bringUnsent(file: File): Promise<Imported> {
  return ask('/api/unsent', { method: 'POST', bytes: await file.arrayBuffer(), timeout: 300_000 });
}
