// A visit that began on this phone: it stands in the list at once, and gets its number from the server.
import type { FieldOrder, UnknownSite } from '../shared/domain.gen';
import type { Command, Job, Piece } from './model';

const PROMISED = 4 * 3_600_000; // as the server counts it (offline/wanted/rules.py)

/** The places that the engineer can begin an order at: each once, those of today first. */
export function places(pieces: Iterable<Piece>): Piece[] {
  const found = new Map<string, Piece>();
  for (const piece of [...pieces].sort((a, b) => Number(a.ended) - Number(b.ended) || a.site.localeCompare(b.site)))
    if (!found.has(piece.site_id)) found.set(piece.site_id, piece);
  return [...found.values()];
}

/** piece: of the day pack, where it is one of its places. zone: of whoever is not. */
export function jobOf(wanted: FieldOrder, piece: Piece | null, attendance_id: string, at: number, zone: string): Job {
  const called = new Date(at).toISOString();
  return {
    ...NOTHING_YET,
    ...whereOf(wanted, piece, zone),
    attendance_id,
    order_id: wanted.order_id,
    kind: wanted.kind,
    fault: wanted.fault,
    serial: wanted.serial || null,
    model: wanted.model || null,
    window_from: called,
    window_to: new Date(at + PROMISED).toISOString(),
    assigned_at: called,
    called_at: called,
  };
}

function whereOf(wanted: FieldOrder, piece: Piece | null, zone: string) {
  if (piece) {
    const contact = piece.contacts.find((row) => row.id === wanted.contact_id);
    const { account, site, address, lat, lon, time_zone } = piece;
    const who = { contact: contact?.name ?? '', contact_phone: contact?.phone ?? '', contact_language: contact?.language ?? '' };
    return { account, site, address, lat, lon, time_zone, ...who };
  }
  const { account_name, address, contact_name, contact_phone, lat, lon, language } = wanted.elsewhere as UnknownSite;
  const who = { contact: contact_name, contact_phone, contact_language: language ?? '' };
  return { account: account_name, site: account_name, address, lat, lon, time_zone: zone, ...who };
}

const NOTHING_YET = {
  number: '',
  level: '',
  access_note: '',
  status: 'accepted' as const,
  undo_to: null,
  needs_review: null,
  work_minutes: null,
  needs_new_time: false,
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
  given: null,
  taken: null,
  notes: [],
  clocks: [],
};

/** Those that the server has not given back yet. */
export function begunHere(jobs: readonly Job[], commands: readonly Command[], cursor: number): Job[] {
  const known = new Set(jobs.map((job) => job.attendance_id));
  const here = commands.filter((row) => row.kind === 'begin_order' && !known.has(row.attendance_id));
  const open = here.filter((row) => row.state !== 'received' || (row.feed_seq ?? 0) > cursor);
  return open.map((row) => row.data.job as unknown as Job);
}

/** A number that somebody can ring: digits, and what people write between them. */
export function canBeRung(phone: string): boolean {
  return /^[\d\s+()./-]+$/.test(phone.trim()) && phone.replaceAll(/\D/g, '').length >= 5;
}
