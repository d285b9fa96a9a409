// Parts: what orders wait for, what is promised of it, and what lies where.
import { ask, askOnce, type Schemas } from '../../shared/api';

export type Part = Schemas['PartRequest'];
export type WaitingPart = Schemas['WaitingPart'];
export type Holder = Schemas['Holder'];

export function listCatalogue(): Promise<Schemas['PartKind'][]> {
  return ask('/api/parts');
}

export function listParts(): Promise<WaitingPart[]> {
  return ask('/api/part-requests');
}

export function askForPart(order: string, body: Partial<Schemas['Request']>): Promise<unknown> {
  return askOnce(`/api/orders/${order}/part-requests`, { method: 'POST', body });
}

export function expectPart(id: string, body: Schemas['Expected']): Promise<unknown> {
  return askOnce(`/api/part-requests/${id}/expected`, { method: 'PUT', body });
}

export function movePart(id: string, body: Schemas['Move']): Promise<unknown> {
  return askOnce(`/api/part-requests/${id}/status`, { method: 'PUT', body });
}

export function substitutePart(id: string, body: Schemas['Substitute']): Promise<unknown> {
  return askOnce(`/api/part-requests/${id}/substitute`, { method: 'PUT', body });
}

export function takeDefective(id: string, body: Schemas['Defective']): Promise<unknown> {
  return askOnce(`/api/part-requests/${id}/defective`, { method: 'POST', body });
}

export function listHolders(): Promise<Holder[]> {
  return ask('/api/part-holders');
}

export function addStore(name: string): Promise<unknown> {
  return askOnce('/api/part-holders', { method: 'POST', body: { name } });
}

export function readStock(): Promise<Schemas['HeldLine'][]> {
  return ask('/api/part-stock');
}

export function countParts(holder: string, body: Schemas['Counted']): Promise<unknown> {
  return askOnce(`/api/part-holders/${holder}/counts`, { method: 'POST', body });
}

export function readMoves({ holder_id, number, name, serial }: Schemas['HeldLine']): Promise<Schemas['MoveLine'][]> {
  return ask(`/api/part-holders/${holder_id}/moves?${new URLSearchParams({ number, name, serial })}`);
}
