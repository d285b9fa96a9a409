// A late visit: the plans that keep its promise, and the one that is carried out.
import { ask, askOnce, type Schemas } from '../../shared/api';

export function readRescue(order: string): Promise<Schemas['Rescue']> {
  return ask(`/api/orders/${order}/rescue`);
}

/** reason: why the visits are taken from whoever has them; of a rescue, that they come late. */
export function carryOut(
  order: string,
  { way, keeps, moves, days }: Pick<Schemas['ChosenPlan'], 'way' | 'keeps' | 'moves' | 'days'>,
  reason: Partial<Pick<Schemas['ChosenPlan'], 'reason' | 'reason_code'>> = {},
): Promise<Schemas['CarriedOut']> {
  return askOnce(`/api/orders/${order}/rescue`, { method: 'POST', body: { way, keeps, moves, days, ...reason } });
}

/** All of it, as it was before. */
export function takeBack(order: string): Promise<void> {
  return askOnce(`/api/orders/${order}/rescue/withdrawal`, { method: 'POST' });
}
