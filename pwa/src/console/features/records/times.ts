// Spans of times of day: where they end, and whether that is another day.

/** By the field where a span ends, the one where it begins. */
export const BEGINS: Partial<Record<string, string>> = { ends: 'starts', shift_end: 'shift_start' };
const TIME = /^\d{2}:\d{2}/;

/** Whether this is the end of a span that goes over midnight. */
export function nextDay(field: string, values: Record<string, unknown>): boolean {
  const begins = BEGINS[field];
  if (!begins) return false;
  const [starts, ends] = [String(values[begins]), String(values[field])];
  return TIME.test(starts) && TIME.test(ends) && ends < starts;
}

/** 8, 8:30, 0830 and 24：00 as people write them; what is none of these goes to the server as it is, and is refused there. */
export function timeOf(typed: string): string {
  const found = /^(\d{1,2})(?:[:.]?(\d{2}))?(:\d{2})?$/.exec(typed.normalize('NFKC').trim());
  return found ? `${(found[1] ?? '').padStart(2, '0')}:${found[2] ?? '00'}${found[3] ?? ':00'}` : typed;
}
