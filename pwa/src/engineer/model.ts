// What the phone keeps and shows, as types alone: the bottom of the app, which imports nothing of it.
import type { Schemas } from '../shared/api';
import type { Action, CarMoveKind, Duty, Status } from '../shared/domain.gen';

export type Job = Schemas['Job'];
export type Piece = Schemas['Piece'];
export type Entry = Schemas['Entry'];
export type Manifest = Schemas['Manifest'];

/** A piece of the day pack whose bytes had this hash. */
export interface Packed {
  attendance_id: string;
  sha256: string;
  piece: Piece;
}

export interface Blob_ {
  sha256: string;
  bytes: ArrayBuffer;
  mime: string;
  state: 'waiting' | 'sent' | 'failed';
  failed: string | null;
  at: number;
}

export interface PartLine {
  direction: 'in' | 'out';
  name: string;
  number: string;
  serial: string;
  /** None is one piece. */
  quantity?: number | undefined;
  /** Lines of older drafts have none. */
  id?: string;
}

export interface Caption {
  text: string;
  when?: 'before' | 'after' | undefined;
}

export interface Draft {
  attendance_id: string;
  values: Record<string, string>;
  parts: PartLine[];
  photos: string[];
  /** By photo. */
  captions?: Record<string, Caption>;
  /** Photos that were taken out: they can be put back until the report is sealed. */
  removed?: string[];
  /** What the customer has signed already; any change of the report throws it away. */
  signing?: { text: string; customer: Signed } | undefined;
  /** The signed report that this one corrects and replaces; signed_at: when its customer signed it. parts: as they stand in it. */
  corrects?: { report_id: string; signed_at: string; parts?: PartLine[] } | undefined;
  /** What was typed elsewhere about this visit and is not said yet, by its place. */
  words?: Record<string, unknown>;
  saved_at: number;
}

/** Something that the office said to the engineer. from, to: the new promise, where the time was moved. */
export interface Letter {
  id: string;
  kind: 'given' | 'taken' | 'moved' | 'note' | 'customer' | 'agreed' | 'declined';
  attendance_id: string;
  site: string;
  fault: string;
  time_zone: string;
  at: number;
  text: string;
  by: string;
  by_phone: string;
  from: string | null;
  to: string | null;
  read: boolean;
  /** What it says was undone. */
  back?: boolean;
}

export interface Fix {
  device_time: string;
  lat: number;
  lon: number;
  accuracy_m: number;
  speed_mps: number | null;
  heading_deg: number | null;
}

export interface Result {
  result: 'solved' | 'workaround' | 'unsolved';
  until?: string;
  reason?: string;
  fault_class?: string;
  cause_class?: string;
  human?: boolean;
  repeat_reason?: string;
}

/** waiting: on the phone. received: the server has it. attention: it refused, and kept a copy. */
export type State = 'waiting' | 'received' | 'attention';

export type Said = NonNullable<Schemas['Pull']['duty']>;
/** What a person sees of a command in their queue. */
export type Shown =
  | Action
  | `duty_${Duty}`
  | `part_${CarMoveKind}`
  | 'site_note'
  | 'begin_order'
  | 'correct_report'
  | 'device_check'
  | 'inspect'
  | 'quote';

/** body is serialised once, at the tap; it is sent byte for byte, however often. */
export interface Command {
  id: string;
  body: string;
  kind: string;
  lane: string;
  lane_seq: number;
  /** '' where it is about the engineer, not about a visit */
  attendance_id: string;
  action: Shown;
  expected: Status | null;
  data: Record<string, unknown>;
  at: number;
  state: State;
  code: string | null;
  feed_seq: number | null;
}

export interface View extends Job {
  pending: number;
}

export type StockLine = Schemas['StockLine'];
export type Outcome = Schemas['Outcome'];

export interface StrokeLike {
  points: { x: number; y: number }[];
}

interface Field {
  key: string;
  label: string;
  value: string;
}

export interface Document {
  outrider_report: 1;
  renderer: 1;
  report_id: string;
  order_id: string;
  order_number: string;
  language: string;
  time_zone: string;
  title: string;
  sections: { title: string; fields: Field[] }[];
  parts_title: string;
  parts: Draft['parts'];
  photos_title: string;
  photos: { sha256: string; caption: string }[];
  /** The sentence that stands above the pad, and is signed with the rest; reports of older phones have none. */
  declaration?: string;
  /** What came out of it, as codes; among the sections it stands in words. Reports of older releases have none. */
  result?: Result | undefined;
  /** A correction's: the report before it, which stays as it was signed. */
  replaces?: string;
}

export interface Signed {
  party: 'engineer' | 'customer';
  name: string;
  role: string;
  at: string;
  width: number;
  height: number;
  strokes: StrokeLike[];
}
