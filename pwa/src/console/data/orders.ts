// Orders: the board, one of them, who should go, and what is done with them.
import { ask, askOnce, type Schemas } from '../../shared/api';

type Line = Schemas['BoardRow'];
/** How long the work takes, the server knows better; alarms come from programs. */
export type NewOrder = Omit<Schemas['NewOrder'], 'work_minutes' | 'alarm_key'>;

export function remindStation(id: string): Promise<void> {
  return askOnce(`/api/orders/${id}/reminder`, { method: 'POST' });
}

export function readBoard(query: URLSearchParams): Promise<Schemas['Board']> {
  return ask(`/api/board?${query}`);
}

export function findOrders(words: string): Promise<Line[]> {
  return ask(`/api/orders?words=${encodeURIComponent(words)}`);
}

export function readOrder(id: string): Promise<Schemas['Detail']> {
  return ask(`/api/orders/${id}`);
}

/** shown: what the map shows, as part of an address. */
export function readPositions(shown: string): Promise<Schemas['Seen'][]> {
  return ask(`/api/positions?${shown}`);
}

/** The engineer reads who looked. day: "2026-03-02", at the organisation's place. */
export function readTrail(engineer: string, day: string): Promise<Schemas['Trail']> {
  return ask(`/api/engineers/${engineer}/trail?day=${day}`);
}

export function takeOrder(order: NewOrder): Promise<Schemas['Taken']> {
  return ask('/api/orders', { method: 'POST', body: order });
}

/** Takes back what this person decided a moment ago. */
export function withdraw(id: string, body: Schemas['Withdraw']): Promise<Schemas['Changed']> {
  return askOnce(`/api/orders/${id}/withdrawal`, { method: 'POST', body });
}

export function actOn(id: string, body: Schemas['Act']): Promise<Schemas['Changed']> {
  return askOnce(`/api/orders/${id}/actions`, { method: 'POST', body });
}

export function readCandidates(id: string): Promise<Schemas['Ranking']> {
  return ask(`/api/orders/${id}/candidates`);
}

export function assign(id: string, body: Schemas['Assignment']): Promise<Schemas['Changed']> {
  return askOnce(`/api/orders/${id}/assignment`, { method: 'POST', body });
}

/** Beside whoever leads. */
export function joinCrew(id: string, body: Schemas['Join']): Promise<Schemas['Changed']> {
  return askOnce(`/api/orders/${id}/crew`, { method: 'POST', body });
}

export function leaveCrew(id: string, engineer: string, body: Schemas['Leave']): Promise<Schemas['Changed']> {
  return askOnce(`/api/orders/${id}/crew/${engineer}/withdrawal`, { method: 'POST', body });
}

/** The soonest times that somebody suitable can keep. */
export function offerWindows(id: string): Promise<Schemas['OfferedWindow'][]> {
  return ask(`/api/orders/${id}/windows`);
}

export async function lookAtWindow(id: string, window_from: string, window_to: string): Promise<Schemas['OfferedWindow'] | null> {
  const query = new URLSearchParams({ window_from, window_to });
  const [found] = await ask<Schemas['OfferedWindow'][]>(`/api/orders/${id}/windows?${query}`);
  return found ?? null;
}

/** The first was taken twice: the second goes on. */
export function mergeOrders(double: string, body: Schemas['Merge']): Promise<Schemas['Changed']> {
  return askOnce(`/api/orders/${double}/merge`, { method: 'POST', body });
}

export function makeCustomerLink(id: string): Promise<Schemas['Link']> {
  return ask(`/api/orders/${id}/customer-link`, { method: 'POST' });
}

export function recordCall(message: string, outcome: Schemas['Called']['outcome']): Promise<void> {
  return ask(`/api/notifications/${message}/call`, { method: 'POST', body: { outcome } });
}

/** By the way that the customer chose; what they wrote counts as answered. */
export function writeToCustomer(id: string, text: string): Promise<unknown> {
  return askOnce(`/api/orders/${id}/messages`, { method: 'POST', body: { text } });
}

/** What the customer wrote was read. */
export function tickMessages(id: string): Promise<void> {
  return ask(`/api/orders/${id}/messages/seen`, { method: 'POST' });
}

/** Whom a note can mention. */
export function listColleagues(id: string): Promise<Schemas['Mentionable'][]> {
  return ask(`/api/orders/${id}/colleagues`);
}

export function paperOf(report: string): string {
  return `/api/reports/${report}/pdf`;
}
