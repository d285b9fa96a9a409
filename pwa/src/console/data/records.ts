// Master data: which kinds there are, their entries, and what each was before.
import { ask, askOnce, type Schemas } from '../../shared/api';

export type Kind = Schemas['Kind'];
export type Column = Schemas['Column'];
export type Row = Schemas['Row'];
export type Page = Schemas['Page'];
export type Change = Schemas['RecordChange'];

export function listKinds(): Promise<Kind[]> {
  return ask('/api/master');
}

export function listRecords(kind: string, words = '', offset = 0): Promise<Page> {
  return ask(`/api/master/${kind}?words=${encodeURIComponent(words)}&offset=${offset}`);
}

/** The catalogue's own, by the name that people gave them. */
export async function activeSkills(): Promise<{ code: string; name: string }[]> {
  const { rows } = await ask<Page>('/api/master/skills');
  const active = rows.filter((row) => row.values.active);
  return active.map(({ values: { code, name } }) => ({ code: String(code), name: String(name || code) }));
}

export function readRecord(kind: string, id: string): Promise<Row> {
  return ask(`/api/master/${kind}/${id}`);
}

export function changesOf(kind: string, id: string): Promise<Change[]> {
  return ask(`/api/master/${kind}/${id}/changes`);
}

export function addRecord(kind: string, values: Record<string, unknown>): Promise<unknown> {
  return askOnce(`/api/master/${kind}`, { method: 'POST', body: values });
}

/** was: what stood there for whoever changed it. */
export function changeRecord(
  kind: string,
  id: string,
  changes: Record<string, { was: unknown; now: unknown }>,
): Promise<unknown> {
  return askOnce(`/api/master/${kind}/${id}`, { method: 'PATCH', body: changes });
}

/** Takes back what this person changed of it a moment ago. */
export function withdrawChange(kind: string, id: string): Promise<unknown> {
  return askOnce(`/api/master/${kind}/${id}/withdrawal`, { method: 'POST' });
}

export function doublesOf(kind: string): Promise<Schemas['Twice'][]> {
  return ask(`/api/master/${kind}/doubles`);
}

export function searchEverything(words: string): Promise<Schemas['Found'][]> {
  return ask(`/api/search?words=${encodeURIComponent(words)}`);
}
