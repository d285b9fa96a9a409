// What runs against a visit, as far as the phone knows: also without network, since the times come along with the day.
import { COMMITMENTS, type Commitment } from '../shared/domain.gen';
import type { View } from './model';

export type Tone = 'good' | 'warn' | 'bad' | 'still';

export interface Due {
  what: string;
  at: number | null;
  tone: Tone;
}

const commitments: ReadonlySet<string> = new Set(COMMITMENTS);
/** Reached by a tap here, whatever the server has heard by now. */
const REACHED: Partial<Record<Commitment, (view: View) => unknown>> = {
  sent_off: (view) => view.set_off_at,
  arrival: (view) => view.arrived_at,
};

export const isCommitment = (what: string) => commitments.has(what);

/** Those that still run, the most urgent first; of a status only the limit of the one in which the visit is. */
export function dueOf(view: View, now: number): Due[] {
  if (view.ended_at) return [];
  const runs = ({ what }: { what: string }) => (isCommitment(what) ? !REACHED[what as Commitment]?.(view) : what === view.status);
  const rows = (view.clocks ?? []).filter(runs).map(({ what, warn_at, due_at }) => {
    const at = due_at ? Date.parse(due_at) : null;
    return { what, at, tone: toneOf(at, warn_at ? Date.parse(warn_at) : null, now) };
  });
  return rows.sort((a, b) => (a.at ?? Number.POSITIVE_INFINITY) - (b.at ?? Number.POSITIVE_INFINITY));
}

function toneOf(due: number | null, warn: number | null, now: number): Tone {
  if (due === null) return 'still';
  if (due <= now) return 'bad';
  return warn !== null && warn <= now ? 'warn' : 'good';
}
