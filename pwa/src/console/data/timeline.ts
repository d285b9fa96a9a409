// The timeline: the days of the engineers side by side, and what a visit would do where somebody holds it.
import { ask, type Schemas } from '../../shared/api';

export type EngineerDay = Schemas['EngineerDay'];
export type Timed = Schemas['Timed'];
export type Head = Schemas['Head'];
export type Tried = Schemas['Tried'];
export type Read = Schemas['Timeline'];

/** only: these rows alone. */
export function readTimeline(first: string | null, days: number, only: readonly string[] = []): Promise<Read> {
  const query = new URLSearchParams({ days: String(days), ...(first ? { first } : {}) });
  for (const id of only) query.append('engineer', id);
  return ask(`/api/timeline?${query}`);
}

export function listFree(): Promise<Schemas['FreeEngineer'][]> {
  return ask('/api/engineers/free');
}

export interface Drop {
  engineer_id: string;
  before: string | null;
  swap: string | null;
}

export function tryDrop(order: string, { engineer_id, before, swap }: Drop, until: string): Promise<Tried> {
  const query = new URLSearchParams({ engineer_id, until, ...(before ? { before } : {}), ...(swap ? { swap } : {}) });
  return ask(`/api/orders/${order}/drop?${query}`);
}
