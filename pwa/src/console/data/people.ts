// Who works here, and what they may do.
import { ask, askOnce, type Schemas } from '../../shared/api';

export type Person = Schemas['PersonLine'];
export type Unit = Schemas['UnitLine'];
export type Grant = Schemas['Grant'];

export function listPeople(): Promise<Person[]> {
  return ask('/api/people');
}

export function listUnits(): Promise<Unit[]> {
  return ask('/api/units');
}

export function invite(body: unknown): Promise<Schemas['OneTimeLink']> {
  return ask('/api/people', { method: 'POST', body });
}

export function resetPassword(id: string): Promise<Schemas['OneTimeLink']> {
  return ask(`/api/people/${id}/password-reset`, { method: 'POST' });
}

/** give_back: with the visits that somebody who is disabled has not begun. */
/** Which visits somebody still has, and which of them could go back. */
export function listVisits(id: string): Promise<Schemas['LeaverVisit'][]> {
  return ask(`/api/people/${id}/visits`);
}

export function setActive(id: string, body: Schemas['Active']): Promise<Schemas['Disabled']> {
  return askOnce(`/api/people/${id}/active`, { method: 'PUT', body });
}

/** Takes back that this person disabled somebody a moment ago. */
export function withdrawDisabling(id: string): Promise<Schemas['Withdrawn']> {
  return askOnce(`/api/people/${id}/withdrawal`, { method: 'POST' });
}

export function readGrants(id: string): Promise<Grant[]> {
  return ask(`/api/people/${id}/grants`);
}

export function writeGrants(id: string, grants: Grant[]): Promise<void> {
  return ask(`/api/people/${id}/grants`, { method: 'PUT', body: grants });
}

/** By role, what it can be given for. */
export function readScopes(): Promise<Record<string, string[]>> {
  return ask('/api/scopes');
}
