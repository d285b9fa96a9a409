// A late visit: the plans that keep its promise, and the one that is carried out.
import { ask, askOnce, type Schemas } from '../../shared/api';

export function readRescue(order: string): Promise<Schemas['Rescue']> {
  return ask(`/api/orders/${order}/rescue`);
}

export type Chosen = Omit<Schemas['ChosenPlan'], 'reason' | 'reason_code'>;

/** reason: why the visits are taken from whoever has them; of a rescue, that they come late. */
export function carryOut(
  order: string,
  { way, keeps, moves, days, words }: Chosen,
  reason: Partial<Pick<Schemas['ChosenPlan'], 'reason' | 'reason_code'>> = {},
): Promise<Schemas['CarriedOut']> {
  return askOnce(`/api/orders/${order}/rescue`, { method: 'POST', body: { way, keeps, moves, days, words, ...reason } });
}

/** All of it, as it was before. */
export function takeBack(order: string): Promise<void> {
  return askOnce(`/api/orders/${order}/rescue/withdrawal`, { method: 'POST' });
}
