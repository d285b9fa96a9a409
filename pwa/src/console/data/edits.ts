// What of an order can be put right after it was taken.
import { ask, askOnce, type Schemas } from '../../shared/api';

export type EditForm = Schemas['EditForm'];
export type EditValues = Schemas['OrderValues'];

export function readEdit(order: string): Promise<EditForm> {
  return ask(`/api/orders/${order}/edit`);
}

export function saveEdit(order: string, was: EditValues, wanted: EditValues): Promise<unknown> {
  return askOnce(`/api/orders/${order}/edit`, { method: 'PUT', body: { was, wanted } });
}
