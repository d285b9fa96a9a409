// A visit is given to somebody; what came of it is said, with a way back.
import type { Schemas } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { attempt } from '../../app/toast';
import { assign } from '../../data/orders';
import type { Line } from '../orders/line';
import { detail, refresh, sayDecided } from '../orders/state';
import type { Person, Why } from './why';

interface Given {
  /** It is taken from somebody else. */
  moving: boolean;
  /** Who stood first in the list that the person saw. */
  first?: string | null;
  /** Where in their day. */
  placed?: Schemas['Placed'];
}

export async function handTo(
  line: Line,
  { engineer_id, name }: Person,
  why: Why,
  { moving, first, placed }: Given,
): Promise<void> {
  const seen = { seen_engineer_id: line.engineer_id, seen_first: first ?? null };
  const before = new Set(detail.value?.messages.map((row) => row.id));
  const done = await attempt(() =>
    assign(line.id, { engineer_id, expected: line.status, ...why, ...seen, placed: placed ?? null }),
  );
  await refresh();
  if (done) await sayDecided(line, done, t(moving ? 'cand.handed' : 'cand.assigned', { name }), before);
}
