// How long what is kept, what is held, what was deleted, and who looked at ways.
import { ask, type Schemas } from '../../shared/api';

export type Retention = Schemas['Retention'];
export type Hold = Schemas['Hold'];
export type Look = Schemas['TrailLook'];

export function readRetention(): Promise<Retention> {
  return ask('/api/retention');
}

/** From the next run on. */
export function keepFor(row: Schemas['KeptFor']): Promise<void> {
  return ask('/api/retention', { method: 'PUT', body: row });
}

export function placeHold(body: Schemas['NewHold']): Promise<Schemas['PlacedHold']> {
  return ask('/api/legal-holds', { method: 'POST', body });
}

export function liftHold(id: string): Promise<void> {
  return ask(`/api/legal-holds/${id}`, { method: 'DELETE' });
}

/** Newest first, those before this one. */
export function listLooks(before?: string): Promise<Look[]> {
  return ask(`/api/trail-looks${before ? `?before=${before}` : ''}`);
}
