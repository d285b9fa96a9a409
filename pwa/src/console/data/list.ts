// The list of orders: the open ones, or all that there ever were, some at a time.
import { ask, type Schemas } from '../../shared/api';

export type OrderFacts = Schemas['OrderFacts'];
export type Listing = Schemas['Listing'];

export function readList(query: URLSearchParams): Promise<Listing> {
  return ask(`/api/orders/list?${query}`);
}
