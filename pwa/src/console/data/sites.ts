// What engineers found out about the place of an order.
import { ask, type Schemas } from '../../shared/api';
import type { SiteEdit } from '../../shared/domain.gen';

export function readSite(order: string): Promise<Schemas['Memory']> {
  return ask(`/api/orders/${order}/site`);
}

export function writeSite(order: string, edit: SiteEdit): Promise<Schemas['Noted']> {
  return ask(`/api/orders/${order}/site`, { method: 'POST', body: edit });
}
