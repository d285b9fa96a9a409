// What the office has to decide, and what it decided.
import { ask, askOnce, type Schemas } from '../../shared/api';
import type { Decision, Status } from '../../shared/domain.gen';

export function readReviews(): Promise<Schemas['OpenReview'][]> {
  return ask('/api/reviews');
}

export function settleReview(id: string, decision: Decision): Promise<unknown> {
  return askOnce(`/api/reviews/${id}`, { method: 'POST', body: { decision } });
}

export function giveBack(id: string, expected: Status): Promise<unknown> {
  return askOnce(`/api/reviews/${id}/give-back`, { method: 'POST', body: { expected } });
}
