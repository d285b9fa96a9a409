// The address bar is the state: /console?order=ID&filter=NAME&day=NAME&glance=NAME&hour=HOUR, /console/people, /console/new, /console/parts?state=NAME, /console/plan?row=ID, /console/timeline?first=DATE&days=N&station=ID&skill=CODE&risk=1&sort=NAME&order=ID, /console/calls?words=, /console/list (features/list/address.ts), /console/manage/NAME?row=ID.
import { computed, signal } from '@preact/signals';
import { mayLeave } from './leave';

export const TIMELINE = '/console/timeline';
export const LIST = '/console/list';
export const place = signal(new URL(location.href));
export const chosen = computed(() => place.value.searchParams.get('order'));

addEventListener('popstate', () => {
  if (!mayLeave()) return history.pushState(null, '', place.value);
  place.value = new URL(location.href);
});

/** Where an order can stand beside what is looked at: the timeline, the list, else the board. */
export const beside = computed(() => [TIMELINE, LIST].find((path) => path === place.value.pathname) ?? '/console');

/** What only the page says anything of, to which it belongs: the call for which it was opened, the number of the day that is open. */
const OF_ONE_PAGE = ['phone', 'glance', 'hour'];

type Change = Record<string, string | null>;
export type Where = readonly [Change, string];

/** The address of what is looked at, but for the change. */
export function at(change: Change, path = place.value.pathname): URL {
  const url = new URL(place.value);
  if (path !== url.pathname) for (const name of OF_ONE_PAGE) url.searchParams.delete(name);
  url.pathname = path;
  for (const [name, value] of Object.entries(change))
    value === null ? url.searchParams.delete(name) : url.searchParams.set(name, value);
  return url;
}

export function go(change: Change, path?: string): void {
  if (!mayLeave()) return;
  const url = at(change, path);
  history.pushState(null, '', url);
  place.value = url;
}
