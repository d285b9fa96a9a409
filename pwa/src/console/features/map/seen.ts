// Where engineers are, as far as the map that is open shows it; without a map nobody asks, and nothing is told.
import { computed, signal } from '@preact/signals';
import type { Schemas } from '../../../shared/api';
import { chosen } from '../../app/router';
import { allowed, connected } from '../../app/session';
import { readPositions } from '../../data/orders';
import { lines } from '../orders/state';
import { type Box, grown, holds, said, suffices } from './box';

type Seen = Schemas['Seen'];

export const seen = signal<Seen[]>([]);
const box = signal<Box | null>(null);
/** Whoever has the order that is open, for the way from them to it. */
const followed = computed(() => (chosen.value ? lines.value.get(chosen.value)?.engineer_id : null) ?? null);
/** What is shown, as the server and its stream are asked for it; empty where no map is open. */
export const shown = computed(() => {
  if (!box.value) return '';
  return `box=${said(box.value)}${followed.value ? `&follow=${followed.value}` : ''}`;
});

/** The map shows this now; null: it is closed. */
export function look(view: Box | null): void {
  if (!view) seen.value = [];
  if (!view || !box.value || !suffices(box.value, view)) box.value = view && grown(view);
}

export async function refreshPositions(): Promise<void> {
  const asked = shown.value;
  if (!asked || !allowed('positions.read')) return;
  try {
    const rows = await readPositions(asked);
    if (shown.value !== asked) return; // what is shown meanwhile is asked for by itself
    const heard = new Map(seen.value.map((row) => [row.engineer_id, row]));
    seen.value = rows.map((row) => newer(row, heard.get(row.engineer_id))).filter(isShown);
  } catch {
    connected.value = false;
  }
}

/** Of two words about one engineer; what came by the stream meanwhile may be the later one. */
function newer(row: Seen, other: Seen | undefined): Seen {
  return other && other.device_time > row.device_time ? other : row;
}

function isShown(row: Seen): boolean {
  return row.engineer_id === followed.value || (box.value !== null && holds(box.value, row.lat, row.lon));
}

/** rows: of those who moved here or away, or whose visit, status or duty changed; without, all are asked for. */
export async function hearPositions(rows?: string): Promise<void> {
  if (!rows) return refreshPositions();
  const known = new Map(seen.value.map((row) => [row.engineer_id, row]));
  for (const row of JSON.parse(rows) as Seen[]) known.set(row.engineer_id, row);
  seen.value = [...known.values()].filter(isShown);
}
