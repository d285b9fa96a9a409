// The address bar is the state: /app/, /app/visit/ID, /app/visit/ID/report, /app/visit/ID/sign, /app/pack, /app/begin, /app/phone.
import { signal } from '@preact/signals';

export const path = signal(location.pathname);
addEventListener('popstate', () => {
  path.value = location.pathname;
});

export function go(to: string, replace = false): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  path.value = to;
  scrollTo(0, 0);
}

export function back(to: string): void {
  go(to, true);
}
