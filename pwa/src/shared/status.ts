// The one table of statuses, as both apps use it. The rows come from the server's source (domain.gen.ts).
import { type Action, type Role, type Status, TRANSITIONS, type Transition } from './domain.gen';

export function possible(status: Status, roles: readonly Role[]): Transition[] {
  return TRANSITIONS.filter((row) => row.from === status && row.roles.some((role) => roles.includes(role)));
}

export function nextStatus(status: Status, action: Action, undoTo: Status | null): Status | null {
  const row = TRANSITIONS.find((line) => line.from === status && line.action === action);
  if (!row) return null;
  if (row.to === 'back') return undoTo;
  return row.to ?? status;
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
