// The list of orders: the open ones, or all that there ever were, some at a time.
import { ask, askOnce, type Schemas, Unreachable } from '../../shared/api';

export type OrderFacts = Schemas['OrderFacts'];
export type Listing = Schemas['Listing'];

export function readList(query: URLSearchParams): Promise<Listing> {
  return ask(`/api/orders/list?${query}`);
}

interface Table {
  header: string[];
  rows: string[][];
}

/** The same words as a file. */
export async function makeSheet(form: 'xlsx' | 'csv', table: Table): Promise<Blob> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`/api/orders/list/sheet?form=${form}`, { method: 'POST', headers, body: JSON.stringify(table) });
  if (!answer.ok) throw new Unreachable('trouble');
  return answer.blob();
}

export type View = Schemas['View'];

export function listViews(): Promise<View[]> {
  return ask('/api/list-views');
}

/** In place of one's own of that name. */
export function saveView(view: Schemas['NewView']): Promise<unknown> {
  return askOnce('/api/list-views', { method: 'POST', body: view });
}

export function forgetView(id: string): Promise<void> {
  return ask(`/api/list-views/${id}`, { method: 'DELETE' });
}
