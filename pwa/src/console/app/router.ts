// The address bar is the state: /console?order=ID&filter=NAME&day=NAME, /console/people, /console/new, /console/parts?state=NAME, /console/plan?row=ID, /console/calls?words=, /console/manage/NAME?row=ID.
import { computed, signal } from '@preact/signals';
import { mayLeave } from './leave';

export const place = signal(new URL(location.href));
export const chosen = computed(() => place.value.searchParams.get('order'));

addEventListener('popstate', () => {
  if (!mayLeave()) return history.pushState(null, '', place.value);
  place.value = new URL(location.href);
});

export function go(change: Record<string, string | null>, path = place.value.pathname): void {
  if (!mayLeave()) return;
  const url = new URL(place.value);
  if (path !== url.pathname) url.searchParams.delete('phone'); // of the call for which that page was opened
  url.pathname = path;
  for (const [name, value] of Object.entries(change))
    value === null ? url.searchParams.delete(name) : url.searchParams.set(name, value);
  history.pushState(null, '', url);
  place.value = url;
}
