// A visit that began on this phone: it stands in the list at once, and gets its number from the server.
import type { Command } from './commands';
import type { Job, Piece } from './db';

const PROMISED = 4 * 3_600_000; // as the server counts it (offline/begun/rules.py)

export interface Begun {
  order_id: string;
  account_id: string;
  site_id: string;
  contact_id: string;
  kind: string;
  fault: string;
  serial: string;
  model: string;
}

/** The places that he can begin an order at: each once, those of today first. */
export function places(pieces: Iterable<Piece>): Piece[] {
  const found = new Map<string, Piece>();
  for (const piece of [...pieces].sort((a, b) => Number(a.ended) - Number(b.ended) || a.site.localeCompare(b.site)))
    if (!found.has(piece.site_id)) found.set(piece.site_id, piece);
  return [...found.values()];
}

export function jobOf(begun: Begun, piece: Piece, attendance_id: string, at: number): Job {
  const contact = piece.contacts.find((row) => row.id === begun.contact_id);
  const { account, site, address, lat, lon, time_zone } = piece;
  const called = new Date(at).toISOString();
  return {
    ...NOTHING_YET,
    ...{ account, site, address, lat, lon, time_zone, attendance_id },
    order_id: begun.order_id,
    kind: begun.kind,
    fault: begun.fault,
    contact: contact?.name ?? '',
    contact_phone: contact?.phone ?? '',
    contact_language: contact?.language ?? '',
    serial: begun.serial || null,
    model: begun.model || null,
    window_from: called,
    window_to: new Date(at + PROMISED).toISOString(),
    assigned_at: called,
    called_at: called,
  };
}

const NOTHING_YET = {
  number: '',
  level: '',
  access_note: '',
  status: 'accepted' as const,
  undo_to: null,
  needs_review: null,
  work_minutes: null,
  set_off_at: null,
  arrived_at: null,
  finished_at: null,
  late_minutes: null,
  predicted_arrival: null,
  ended_at: null,
  end_reason: null,
  now_with: null,
  parts: [],
  past: [],
  reports: [],
};

/** Those that the server has not given back yet. */
export function begunHere(jobs: readonly Job[], commands: readonly Command[], cursor: number): Job[] {
  const known = new Set(jobs.map((job) => job.attendance_id));
  const here = commands.filter((row) => row.kind === 'begin_order' && !known.has(row.attendance_id));
  const open = here.filter((row) => row.state !== 'received' || (row.feed_seq ?? 0) > cursor);
  return open.map((row) => row.data.job as unknown as Job);
}
