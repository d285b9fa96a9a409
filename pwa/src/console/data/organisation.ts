// What the organisation is called and where it is.
import { ask, askOnce, type Schemas } from '../../shared/api';

export function readOrganisation(): Promise<Schemas['Organisation']> {
  return ask('/api/organisation');
}

export function writeOrganisation(was: Schemas['Identity'], wanted: Schemas['Identity']): Promise<unknown> {
  return askOnce('/api/organisation', { method: 'PUT', body: { was, wanted } });
}
