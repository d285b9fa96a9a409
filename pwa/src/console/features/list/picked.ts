// Which orders of the list are picked, to do one thing with all of them.
import { computed, signal } from '@preact/signals';
import { chosen } from '../../app/router';

/** One after the other, as they stand in the list; nothing where it is not open. */
export const inList = signal<readonly string[]>([]);
const marked = signal<ReadonlySet<string>>(new Set());
/** Those of the list that are picked: what a filter hides is not done by the way. */
export const picked = computed(() => inList.value.filter((id) => marked.value.has(id)));
let anchor: string | null = null;

export function isPicked(id: string): boolean {
  return marked.value.has(id);
}

/** range: all from the one before up to this one. */
export function pick(id: string, range: boolean): void {
  const [from, to] = [inList.value.indexOf(anchor ?? ''), inList.value.indexOf(id)];
  const next = new Set(marked.value);
  if (range && from >= 0) for (const each of inList.value.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(each);
  else if (!next.delete(id)) next.add(id);
  marked.value = next;
  anchor = id;
}

export function pickChosen(): void {
  if (chosen.value) pick(chosen.value, false);
}

export function pickAll(): void {
  marked.value = new Set(picked.value.length === inList.value.length ? [] : inList.value);
}

export function pickNone(): void {
  marked.value = new Set();
}

/** Those with which it went well. */
export function unpick(ids: readonly string[]): void {
  marked.value = new Set([...marked.value].filter((id) => !ids.includes(id)));
}
