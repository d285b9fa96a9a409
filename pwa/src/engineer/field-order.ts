// A visit that began on this phone: it stands in the list at once, and gets its number from the server.
import type { Schemas } from '../shared/api';
import { FEWEST_DIGITS, type FieldOrder, type UnknownSite, type WorkKind } from '../shared/domain.gen';
import { hasWords } from '../shared/status';
import type { Command, Job, Piece } from './model';

/** What the server finds of the engineer's customers; serial: of the device that was looked for. */
export type Found = Schemas['PlaceLine'];
/** A place at which an order can begin: of the day pack, or found. */
export type Known = Pick<Piece, keyof Found & keyof Piece>;

/** What is typed of an order that begins on this phone. */
export interface Typed {
  /** Of a place that is known; null: another one. undefined: not chosen yet. */
  site_id?: string | null | undefined;
  /** What was found of it by search, which no day pack has. */
  found?: Known | undefined;
  /** What was looked for. */
  words: string;
  fault: string;
  kind: WorkKind;
  serial: string;
  contact_id: string;
  elsewhere: Pick<UnknownSite, 'account_name' | 'address' | 'contact_name' | 'contact_phone'>;
}

export const LONGEST_SERIAL = 200;
export type Wrong = 'blank' | 'not_a_number' | 'long';

/** By the field: what keeps the order from being begun. */
export function wrongIn(place: Known | null, typed: Typed, contact: string): Map<string, Wrong> {
  const told = place ? { contact } : typed.elsewhere;
  const blank = Object.entries({ fault: typed.fault, ...told }).filter(([, text]) => !hasWords(text));
  const wrong = new Map<string, Wrong>(blank.map(([name]) => [name, 'blank']));
  const { contact_phone } = typed.elsewhere;
  if (!place && hasWords(contact_phone) && !canBeRung(contact_phone)) wrong.set('contact_phone', 'not_a_number');
  if ([...typed.serial].length > LONGEST_SERIAL) wrong.set('serial', 'long');
  return wrong;
}

/** Those that every word is of: the place, its customer, its people or its devices. */
export function matching(known: readonly Piece[], words: string): Piece[] {
  const sought = words.toLowerCase().split(/\s+/).filter(Boolean);
  const textOf = ({ account, site, address, contacts, devices }: Piece) =>
    [
      account,
      site,
      address,
      ...contacts.flatMap((row) => [row.name, row.phone]),
      ...devices.flatMap((row) => [row.model, row.serial]),
    ]
      .join(' ')
      .toLowerCase();
  return known.filter((row) => sought.every((word) => textOf(row).includes(word)));
}

/** The places that the engineer can begin an order at: each once, those of today first. */
export function places(pieces: Iterable<Piece>): Piece[] {
  const found = new Map<string, Piece>();
  for (const piece of [...pieces].sort((a, b) => Number(a.ended) - Number(b.ended) || a.site.localeCompare(b.site)))
    if (!found.has(piece.site_id)) found.set(piece.site_id, piece);
  return [...found.values()];
}

/** place: where it is one that is known. zone: of whoever is not. By when somebody has to be there the office says. */
export function jobOf(wanted: FieldOrder, place: Known | null, attendance_id: string, at: number, zone: string): Job {
  const called = new Date(at).toISOString();
  return {
    ...NOTHING_YET,
    ...whereOf(wanted, place, zone),
    attendance_id,
    order_id: wanted.order_id,
    kind: wanted.kind,
    fault: wanted.fault,
    serial: wanted.serial || null,
    model: wanted.model || null,
    assigned_at: called,
    called_at: called,
  };
}

function whereOf(wanted: FieldOrder, place: Known | null, zone: string) {
  if (place) {
    const contact = place.contacts.find((row) => row.id === wanted.contact_id);
    const { account, site, address, lat, lon, time_zone } = place;
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
  window_from: null,
  window_to: null,
  needs_new_time: true,
  set_off_at: null,
  arrived_at: null,
  finished_at: null,
  late_minutes: null,
  late_cause: null,
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

/** As the order form of the office judges it. */
export function canBeRung(phone: string): boolean {
  return (phone.match(/\p{Nd}/gu) ?? []).length >= FEWEST_DIGITS;
}
