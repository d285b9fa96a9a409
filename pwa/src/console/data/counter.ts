// The counter of a station: devices that are brought, their receipts, dates and quotes, and whose bench they lie on.
import { ask, askOnce, type Schemas } from '../../shared/api';

export type Counter = Schemas['Counter'];
export type Receipt = Schemas['Receipt'];

export function listCounters(): Promise<Counter[]> {
  return ask('/api/counters');
}

export function handIn(order: string, body: Receipt): Promise<unknown> {
  return askOnce(`/api/orders/${order}/receipt`, { method: 'PUT', body });
}

/** A page for the browser to print; it is opened by a form, since it makes a new link for the customer. */
export function receiptOf(order: string): string {
  return `/counter/${order}/receipt`;
}

/** Their bytes are there already, each under its hash. */
export function addPhotos(order: string, photos: string[]): Promise<unknown> {
  return askOnce(`/api/orders/${order}/photos`, { method: 'POST', body: { photos } });
}

export function photoOf(order: string, sha256: string): string {
  return `/api/orders/${order}/photos/${sha256}`;
}

/** removed: taken away; false puts it back. */
export function removePhoto(order: string, sha256: string, removed: boolean): Promise<unknown> {
  return askOnce(photoOf(order, sha256), { method: 'PUT', body: { removed } });
}

export function promiseAnew(order: string, body: Schemas['PromisedDate']): Promise<unknown> {
  return askOnce(`/api/orders/${order}/promised`, { method: 'PUT', body });
}

export function inspected(order: string, body: Schemas['Inspection']): Promise<unknown> {
  return askOnce(`/api/orders/${order}/inspection`, { method: 'PUT', body });
}

export function makeQuote(order: string, body: Schemas['NewQuote']): Promise<unknown> {
  return askOnce(`/api/orders/${order}/quotes`, { method: 'POST', body });
}

export function answerQuote(quote: string, body: Schemas['Answer']): Promise<unknown> {
  return askOnce(`/api/quotes/${quote}/answer`, { method: 'PUT', body });
}

export function readBench(order: string): Promise<Schemas['OnBench'][]> {
  return ask(`/api/orders/${order}/bench`);
}
