// Which engineers the timeline shows, in which order, and how high each stands.
import { RISKY } from '../../../shared/domain.gen';
import type { EngineerDay } from '../../data/timeline';

export const ROW = 44; // pixels
export const HEAD = 30;

export type Sort = 'name' | 'risk' | 'free';
export const SORTS: readonly Sort[] = ['name', 'risk', 'free'];

export interface Narrowed {
  station: string | null;
  skill: string | null;
  risk: boolean;
  sort: Sort;
}

/** A station's heading, or an engineer. */
export interface Placed {
  id: string;
  engineer: boolean;
  top: number;
}

/** The worst of a day: late counts more than any risk. */
function worst({ visits }: EngineerDay): number {
  return Math.max(0, ...visits.filter((row) => !row.done).map((row) => (row.late ? 1000 + row.late_minutes : row.risk)));
}

function busy({ visits }: EngineerDay): number {
  return visits.reduce((sum, row) => sum + Date.parse(row.leaves) - Date.parse(row.sets_off), 0);
}

const ORDER: Record<Sort, (a: EngineerDay, b: EngineerDay) => number> = {
  name: () => 0,
  risk: (a, b) => worst(b) - worst(a),
  free: (a, b) => busy(a) - busy(b),
};

/** By stations, where there are several. nameOf: of a station. */
export function rowsOf(days: Iterable<EngineerDay>, wanted: Narrowed, nameOf: (station: string) => string): Placed[] {
  const shown = [...days].filter(
    (row) =>
      (!wanted.station || row.station_id === wanted.station) &&
      (!wanted.skill || row.skills.includes(wanted.skill)) &&
      (!wanted.risk || worst(row) >= RISKY),
  );
  const stations = [...new Set(shown.map((row) => row.station_id))].sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const placed: Placed[] = [];
  let top = 0;
  for (const station of stations) {
    if (stations.length > 1) {
      placed.push({ id: station, engineer: false, top });
      top += HEAD;
    }
    const people = shown.filter((row) => row.station_id === station);
    for (const row of people.sort((a, b) => ORDER[wanted.sort](a, b) || a.name.localeCompare(b.name))) {
      placed.push({ id: row.engineer_id, engineer: true, top });
      top += ROW;
    }
  }
  return placed;
}

export function heightOf(rows: readonly Placed[]): number {
  const last = rows.at(-1);
  return last ? last.top + (last.engineer ? ROW : HEAD) : 0;
}

/** The index of the row at a height; of the last, below all. */
export function rowAt(rows: readonly Placed[], y: number): number {
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rows[middle]?.top ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
