// The one table of statuses, as both apps use it. The rows come from the server's source (domain.gen.ts).
import { type Action, BENCH, BENCH_PATH, MAIN_PATH, type Role, type Status, TRANSITIONS, type Transition } from './domain.gen';

function isFor(row: Transition, kind: string): boolean {
  return !row.kinds || (row.kinds as readonly string[]).includes(kind);
}

export function possible(status: Status, roles: readonly Role[], kind: string): Transition[] {
  return TRANSITIONS.filter((row) => row.from === status && isFor(row, kind) && row.roles.some((role) => roles.includes(role)));
}

export function nextStatus(status: Status, action: Action, undoTo: Status | null, kind: string): Status | null {
  const row = TRANSITIONS.find((line) => line.from === status && line.action === action && isFor(line, kind));
  if (!row) return null;
  if (row.to === 'back') return undoTo;
  return row.to ?? status;
}

/** The one next thing for whoever has it. */
export function mainAction(status: Status, kind: string): Action | undefined {
  return (BENCH.has(kind) ? BENCH_PATH[status] : undefined) ?? MAIN_PATH[status];
}

type Tone = '' | 'go' | 'good' | 'warn' | 'bad';
const TONES: Partial<Record<Status, Tone>> = {
  en_route: 'go',
  arrived: 'go',
  diagnosing: 'go',
  repairing: 'go',
  testing: 'go',
  awaiting_signature: 'warn',
  awaiting_customer: 'warn',
  awaiting_parts: 'warn',
  parts_in_transit: 'warn',
  received: 'warn',
  awaiting_assignment: 'warn',
  signed: 'good',
  follow_up: 'good',
  closed: 'good',
};

export function tone(status: Status): Tone {
  return TONES[status] ?? '';
}

/** Blanks and signs that nobody sees are no answer (the server looks the same way: text.py, key). */
export function hasWords(text: unknown): boolean {
  return /[^\s\p{Cc}\p{Cf}]/u.test(String(text ?? ''));
}

/** A code says enough, but for "other" (the server asks the same: status/rules.py, says_why). */
export function saysWhy(code: unknown): boolean {
  return Boolean(code) && code !== 'other';
}
