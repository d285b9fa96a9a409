// A limit is set for a commitment to the customer, or for a status: what people call it.
import { COMMITMENTS } from '../../shared/domain.gen';
import { td } from '../../shared/i18n';

export function isCommitment(what: string): boolean {
  return (COMMITMENTS as readonly string[]).includes(what);
}

export function limitName(what: string): string {
  return td(isCommitment(what) ? 'clock' : 'limit', what);
}
