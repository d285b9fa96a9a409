// Which level goes before which: the one that promises the sooner solution. Their place in the list is only where they are read.
import type { Commitment, Level } from '../../../shared/domain.gen';

const NEVER = Number.MAX_SAFE_INTEGER;

/** Minutes that are promised for it, the shortest where there are several. */
function within({ limits }: Level, what: Commitment): number {
  return Math.min(NEVER, ...limits.filter((row) => row.what === what).map(({ minutes }) => minutes ?? NEVER));
}

/** By the solution, or where none is promised by the arrival; then by the arrival, and at last as they are listed. */
export function moreUrgent(a: Level, b: Level): number {
  const [one, other] = [a, b].map((level) => {
    const arrival = within(level, 'arrival');
    return [Math.min(within(level, 'resolved'), arrival), arrival, level.position];
  }) as [number[], number[]];
  return one.map((value, at) => value - (other[at] ?? 0)).find(Boolean) ?? 0;
}
