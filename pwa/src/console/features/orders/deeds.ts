// What can be done with an order as it stands, by whoever sits here.
import { BENCH, NOT_BY_TAP, type Transition } from '../../../shared/domain.gen';
import { possible } from '../../../shared/status';
import { me } from '../../app/session';
import type { Line } from './line';

export function deedsOf(line: Line): Transition[] {
  const roles = (me.value?.roles ?? []).filter((role) => role !== 'engineer');
  return possible(line.status, roles, line.kind).filter(
    (row) =>
      !NOT_BY_TAP.has(row.action) &&
      row.action !== (line.pin_reason ? 'pin' : 'unpin') &&
      !(BENCH.has(line.kind) && row.action === 'triage'), // the receipt says it
  );
}
