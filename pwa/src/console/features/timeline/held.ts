// The visit that somebody holds, and what the server says it would do where it is held. Nothing is changed before it is let go.
import { computed, signal } from '@preact/signals';
import { Refusal, wordsOf } from '../../../shared/api';
import { t } from '../../../shared/i18n';
import { type Drop, type Tried, tryDrop } from '../../data/timeline';
import { sameDrop } from './place';
import { days, read } from './state';

interface Held {
  order: string;
  /** Whose it is; null: nobody's yet. */
  from: string | null;
  /** How it is called. */
  name: string;
  drop: Drop | null;
  /** By the keyboard the verdict stands still; by the pointer it goes along. */
  keys: boolean;
}

export interface Answer {
  drop: Drop;
  tried: Tried | null;
  /** Why it cannot be there, where the server refused. */
  refused: string;
}

export const held = signal<Held | null>(null);
export const answer = signal<Answer | null>(null);
export const pointer = signal({ x: 0, y: 0 });
/** What is said is of where it is held now. */
export const settled = computed(
  () => held.value !== null && answer.value !== null && sameDrop(answer.value.drop, held.value.drop),
);

let asking = false;

export function hold(order: string, from: string | null, name: string, keys: boolean): void {
  answer.value = null;
  held.value = { order, from, name, drop: null, keys };
}

export function letGo(): void {
  held.value = null;
  answer.value = null;
}

/** The newest place is asked as soon as the answer for the one before is there. */
export function holdAt(drop: Drop | null): void {
  const now = held.value;
  if (!now || (now.drop !== null && sameDrop(now.drop, drop))) return;
  held.value = { ...now, drop };
  if (drop === null) answer.value = null;
  void ask();
}

async function ask(): Promise<void> {
  if (asking) return;
  asking = true;
  while (held.value?.drop && !settled.value) {
    const { order, drop } = held.value;
    const until = read.value?.until ?? '';
    const said = await tryDrop(order, drop, until).then(
      (tried) => ({ drop, tried, refused: '' }),
      (wrong) => ({ drop, tried: null, refused: wrong instanceof Refusal ? wordsOf(wrong) : t('timeline.no_answer') }),
    );
    if (held.value?.order === order) answer.value = said;
  }
  asking = false;
}

export function nameOf(engineer: string): string {
  return days.value.get(engineer)?.value.name ?? '';
}
